"""eBPF objects by who holds them."""

from pathlib import Path

import pytest

from hemostat.detect.rulebook import Rulebook
from hemostat.examine.steps.kernel_objects import held_objects, list_bpf
from hemostat.examine.work import Settings, begin
from hemostat.model.path import HostPath
from hemostat.model.records import BpfObject, OpenFile, Process
from made_host import make_host
from made_roots import put, tree_of

pytestmark = pytest.mark.requirement("A6L.3")


def test_descriptors_are_counted_by_holder_and_kind() -> None:
    targets = (
        "anon_inode:bpf-prog",
        "anon_inode:[bpf-prog]",
        "anon_inode:bpf_link",
        "/tmp/bpf-prog",
    )
    opened = [OpenFile(pid=3, descriptor=n, target=t) for n, t in enumerate(targets)]
    process = Process(pid=3, ppid=1, exe=HostPath("/opt/a"))
    found = {(each.kind, each.exe, each.count) for each in held_objects(opened, [process])}
    assert found == {("prog", "/opt/a", 2), ("link", "/opt/a", 1)}


def test_pins_are_listed(tmp_path: Path) -> None:
    put(make_host(tmp_path), "/sys/fs/bpf/tc/globals", b"")
    work = begin(tree_of(tmp_path), Settings(rulebook=Rulebook.of(())))
    list_bpf(work)
    assert [each.source.path for each in work.records.of(BpfObject)] == [
        "/sys/fs/bpf/tc",
        "/sys/fs/bpf/tc/globals",
    ]
