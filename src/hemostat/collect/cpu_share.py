"""How much of a processor each process takes: its CPU time, looked at twice."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

from hemostat.parse.host.process_stat import TICKS_PER_SECOND, parse_stat
from hemostat.trees.host_tree import HostTree

_SECOND = b"/.hemostat/second"
_LONGEST = 3600.0


@dataclass(frozen=True, slots=True)
class CpuSample:
    """How much CPU each process had used at one moment.

    Attributes:
        ticks: by pid: start time of the process, CPU time so far (both in clock ticks), and when
            that was read (seconds on a clock that only means something against another sample).
    """

    ticks: dict[int, tuple[int, int, float]]


def sample_again(tree: HostTree, first: CpuSample) -> CpuSample:
    """Look at the CPU time of the processes of an earlier look.

    On a running host: now. In a collector's stream: the second look that it took along, whose
    distance from the first stands in `/.hemostat/interval` (seconds). Elsewhere: nothing.
    """
    if tree.info().is_running:
        return _sample(tree, first, b"/proc", None)
    text = tree.read(b"/.hemostat/interval", 64)
    try:
        interval = float(text) if isinstance(text, bytes) else 0.0
    except ValueError:
        interval = 0.0
    # nan compares false with everything
    is_sound = 0 < interval < _LONGEST
    return _sample(tree, first, _SECOND, interval) if is_sound else CpuSample({})


def shares_between(first: CpuSample, second: CpuSample) -> Iterator[tuple[int, float]]:
    """Each pid that both looks saw, with the cores it took in between."""
    for pid, (start, ticks, when) in second.ticks.items():
        before = first.ticks.get(pid)
        # Another start time under the same number is another process.
        if before is None or before[0] != start or when <= before[2]:
            continue
        used = max(ticks - before[1], 0) / TICKS_PER_SECOND
        yield pid, round(used / (when - before[2]), 3)


def _sample(tree: HostTree, first: CpuSample, folder: bytes, interval: float | None) -> CpuSample:
    ticks: dict[int, tuple[int, int, float]] = {}
    for pid, (_, _, when) in first.ticks.items():
        stat = tree.read(b"%s/%d/stat" % (folder, pid), 8192)
        fields = parse_stat(stat) if isinstance(stat, bytes) else None
        if fields is not None:
            now = time.monotonic() if interval is None else when + interval
            ticks[pid] = (fields.start_ticks, fields.cpu_ticks, now)
    return CpuSample(ticks)
