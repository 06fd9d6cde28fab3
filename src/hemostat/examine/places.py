"""Coverage for people: every place asked for, under its artifact, with probes beside them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from hemostat.collect.artifact import Artifact
from hemostat.model.coverage import CoverageEntry, Outcome
from hemostat.model.examination import PlaceCoverage
from hemostat.model.path import HostPath
from hemostat.model.text import Text

PROBES = {
    "linux.processes": Text("Running processes", "运行中的进程"),
    "linux.packages": Text("Package databases", "软件包数据库"),
    "baseline": Text("Files that run or start, against their packages", "运行或自启文件与软件包比对"),
    "scripts": Text("Scripts that start by themselves", "自启动脚本内容"),
    "checks": Text("Our own checks", "内置检查"),
    "run": Text("This run", "本次运行"),
}


def place_coverage(
    artifacts: Sequence[Artifact], entries: Iterable[CoverageEntry]
) -> tuple[PlaceCoverage, ...]:
    """Every artifact with its answers, then the probes; one nobody asked for counts as a hole."""
    by_name: dict[str, list[CoverageEntry]] = defaultdict(list)
    for entry in entries:
        by_name[entry.artifact].append(entry)
    places = [
        PlaceCoverage(
            artifact.name,
            artifact.text,
            artifact.is_needed,
            tuple(by_name.pop(artifact.name, ())) or (_unasked(artifact),),
        )
        for artifact in artifacts
    ]
    places += [
        PlaceCoverage(name, PROBES.get(name, Text(name, name)), True, tuple(found))
        for name, found in sorted(by_name.items())
    ]
    return tuple(places)


def _unasked(artifact: Artifact) -> CoverageEntry:
    reason = "the run ended before this place"
    return CoverageEntry(artifact.name, HostPath(artifact.paths[0]), Outcome.FAILED, reason)
