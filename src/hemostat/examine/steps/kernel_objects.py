"""What processes keep in the kernel: eBPF programs, maps and links, and what is pinned."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from hemostat.collect.patterns import expand
from hemostat.examine.work import Work
from hemostat.model.evidence import Source
from hemostat.model.path import decode
from hemostat.model.records import BpfObject, OpenFile, Process

MOST_PINS = 500
_DESCRIPTOR = re.compile(r"anon_inode:\[?bpf[-_](prog|map|link)\]?")


def list_bpf(work: Work) -> None:
    """The eBPF objects that descriptors and pins show. Unpinned ones of nobody's are not seen."""
    work.records.add(held_objects(work.records.of(OpenFile), work.records.of(Process)))
    for pattern in (b"/sys/fs/bpf/*", b"/sys/fs/bpf/*/*"):
        for match in list(expand(work.tree, pattern))[:MOST_PINS]:
            if match.failure is None:
                work.records.add([BpfObject(source=Source(path=decode(match.path)), kind="pin")])


def held_objects(opened: Iterable[OpenFile], processes: Iterable[Process]) -> Iterator[BpfObject]:
    """One record for each process and kind of object, with how many it holds."""
    programs = {each.pid: each.exe for each in processes}
    counts: Counter[tuple[int, str]] = Counter()
    sources: dict[int, Source] = {}
    for each in opened:
        if match := _DESCRIPTOR.fullmatch(each.target):
            counts[each.pid, match[1]] += 1
            sources.setdefault(each.pid, each.source)
    for (pid, kind), count in counts.items():
        yield BpfObject(source=sources[pid], kind=kind, pid=pid, exe=programs.get(pid), count=count)
