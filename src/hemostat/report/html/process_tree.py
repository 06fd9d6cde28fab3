"""The tree of processes with the bad path marked: what the page draws, as plain values."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from hemostat.model.finding import Finding
from hemostat.model.level import Level
from hemostat.model.records import Process
from hemostat.report.escape import visible

MOST = 4_000
"""Processes drawn; beyond them only those on a bad path."""

SHOWN = 160
DEEPEST = 60
"""Levels drawn; a chain of forks that is deeper goes on at that level."""


@dataclass(slots=True)
class Branch:
    """One process and its children.

    Attributes:
        pid, name, command, account, started: for people. level: of its worst finding; None if
            it has none. findings: their ids. is_on_path: whether a finding lies here or below.
        children: those drawn.
    """

    pid: int
    name: str
    command: str
    account: str
    started: str
    level: Level | None
    findings: tuple[str, ...]
    is_on_path: bool = False
    children: list["Branch"] = field(default_factory=list["Branch"])

    @property
    def ordinary(self) -> int:
        """How many processes below have nothing to do with a finding, children's children too."""
        return sum(0 if each.is_on_path else 1 + each.below for each in self.children)

    @property
    def below(self) -> int:
        """How many processes are below."""
        return sum(1 + each.below for each in self.children)


def process_tree(processes: Iterable[Process], findings: Iterable[Finding]) -> list[Branch]:
    """The roots of the tree: processes whose parent is not there. Kernel threads are left out."""
    found = _by_pid(findings)
    every = [each for each in processes if not each.is_kernel_thread or each.pid in found]
    branches = {each.pid: _branch(each, found.get(each.pid, [])) for each in every}
    _mark(branches, {each.pid: each.ppid for each in every})
    if len(every) > MOST:
        branches = {pid: each for pid, each in branches.items() if each.is_on_path}
    roots: list[Branch] = []
    for process in every:
        branch = branches.get(process.pid)
        if branch is None:
            continue
        parent = branches.get(process.ppid) if process.ppid != process.pid else None
        (parent.children if parent else roots).append(branch)
    _sort(roots)
    _cap(roots)
    return roots


def _by_pid(findings: Iterable[Finding]) -> Mapping[int, list[Finding]]:
    known: dict[int, list[Finding]] = defaultdict(list)
    for finding in findings:
        for subject in finding.subjects:
            pid = dict(subject.details).get("pid")
            if isinstance(pid, int) and finding not in known[pid]:
                known[pid].append(finding)
    return known


def _branch(process: Process, findings: list[Finding]) -> Branch:
    command = visible(process.command or f"[{process.name}]")
    return Branch(
        pid=process.pid,
        name=visible(process.name),
        command=command if len(command) <= SHOWN else command[:SHOWN] + "…",
        account=visible(process.account or ("" if process.euid is None else str(process.euid))),
        started=f"{process.started:%m-%d %H:%M:%S}" if process.started else "",
        level=max((each.level for each in findings), default=None),
        findings=tuple(each.id for each in findings),
    )


def _mark(branches: Mapping[int, Branch], parents: Mapping[int, int]) -> None:
    for pid, branch in branches.items():
        # Medium and worse make a path; less is context and would mark the whole tree.
        if branch.level is None or branch.level < Level.MEDIUM:
            continue
        seen: set[int] = set()
        while pid in branches and pid not in seen:
            seen.add(pid)
            branches[pid].is_on_path = True
            pid = parents[pid]


def _sort(branches: list[Branch]) -> None:
    """The bad path first, then by pid; without recursion, for a chain may be long."""
    waiting = [branches]
    while waiting:
        level = waiting.pop()
        level.sort(key=lambda each: (not each.is_on_path, each.pid))
        waiting += [each.children for each in level]


def _cap(roots: list[Branch]) -> None:
    """Hang what lies deeper than `DEEPEST` onto that level, so that no page nests without end."""
    waiting = [(root, 1) for root in roots]
    while waiting:
        branch, depth = waiting.pop()
        if depth == DEEPEST:
            deeper = list(branch.children)
            for each in deeper:
                deeper += each.children
                each.children = []
            branch.children = deeper
        else:
            waiting += [(each, depth + 1) for each in branch.children]
