"""Who is measured, and when a contestant has named a planted sign. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from measured import Line

from hemostat.drill.case import Case
from hemostat.drill.verdict import Found, judge


@dataclass(frozen=True, slots=True, kw_only=True)
class Contestant:
    """One program to compare with.

    Attributes:
        name: as it is called. commands: run one after the other; the first word is looked up.
        package: Debian's package. files: what it writes its findings to, besides the screen.
        warns: what a line must hold to count as a warning.
        ours: the findings are JSON.
    """

    name: str
    commands: tuple[tuple[str, ...], ...]
    package: str = ""
    files: tuple[str, ...] = ()
    warns: str = ""
    ours: bool = False


PEERS = (
    Contestant(
        name="lynis audit system --quick",
        commands=(("lynis", "audit", "system", "--quick", "--no-colors"),),
        package="lynis",
        files=("/var/log/lynis.log", "/var/log/lynis-report.dat"),
        # Its log tells of all it looks at; these words mark what it holds against the host.
        warns=r"(?i)warning|suggestion|suspicious|unexpected|malicious|\[ ?!|hint:",
    ),
    Contestant(
        name="chkrootkit -q",
        commands=(("chkrootkit", "-q"),),
        package="chkrootkit",
        # Quiet mode prints what it holds against the host, and nothing else.
        warns=r"\S",
    ),
    Contestant(
        name="rkhunter --check",
        commands=(("rkhunter", "--check", "--sk", "--nocolors", "--report-warnings-only"),),
        package="rkhunter",
        files=("/var/log/rkhunter.log",),
        warns=r"(?i)warning|suspicious|infected",
    ),
    Contestant(
        name="debsums --all --silent",
        commands=(("debsums", "--all", "--silent"),),
        package="debsums",
        # Prints what differs or is missing, and nothing else.
        warns=r"\S",
    ),
    Contestant(
        name="unhide quick, unhide-tcp",
        commands=(("unhide", "-u", "quick"), ("unhide-tcp", "-q")),
        package="unhide",
        warns=r"\S",
    ),
)
# What the loader says when a planted preload names no library: about us, not by the contestant.
_NOISE = re.compile(r"^ERROR: ld\.so:")


@dataclass(frozen=True, slots=True)
class Score:
    """What a contestant named.

    Attributes:
        named: planted case → the rule or the line that named it.
        first: seconds to its first correct alarm; for hemostat, to the first correct critical
            finding. None if there was none.
    """

    named: Mapping[str, str]
    first: float | None


Pids = Mapping[str, Sequence[int]]
"""Case name → numbers of its processes, inside the sandbox."""


def score_ours(
    cases: Iterable[Case], lines: Sequence[Line], findings: Sequence[Found], pids: Pids
) -> Score:
    """Judged as the drill does: right subject, right technique, level medium or worse."""
    named: dict[str, str] = {}
    values: list[str] = []
    for case in cases:
        if case.expected is None:
            continue
        right = [each for each in findings if _is_right(case, each, pids.get(case.name, ()))]
        if right:
            named[case.name] = right[0]["rule"]
        if any(each["level"] == "critical" for each in right):
            values += case.expected.values
    if not values:
        return Score(named, None)
    # The whole result comes at the end; a line before it that already says so counts as earlier.
    early = [
        line.seconds
        for line in lines
        if "critical" in line.text.lower() and any(value in line.text for value in values)
    ]
    return Score(named, min([*early, lines[-1].seconds]))


def _is_right(case: Case, finding: Found, pids: Sequence[int]) -> bool:
    if case.expected and judge(case.expected, [finding]).is_found:
        return True
    is_loud = finding["level"] not in ("info", "low")
    return is_loud and any(subject.get("pid") in pids for subject in finding["subjects"])


def score_peer(
    contestant: Contestant, cases: Iterable[Case], lines: Sequence[Line], pids: Pids
) -> Score:
    """A case is named when a line that warns holds its subject, or the number of its process.

    Args:
        contestant: whose lines these are.
        cases: what was planted.
        lines: screen and report files; those of files carry the time of the end.
        pids: case name → numbers of its processes, inside the sandbox.
    """
    warning = [
        line
        for line in lines
        if re.search(contestant.warns, line.text) and not _NOISE.search(line.text)
    ]
    times: list[float] = []
    named: dict[str, str] = {}
    for case in cases:
        pattern = _pattern(case, pids.get(case.name, ()))
        hits = [line for line in warning if re.search(pattern, line.text)]
        if hits:
            first = min(hits, key=lambda line: line.seconds)
            named[case.name] = first.text.strip()[:160]
            times.append(first.seconds)
    return Score(named, min(times, default=None))


def _pattern(case: Case, pids: Sequence[int]) -> str:
    """What names a case: one of its subjects, or a process number that is marked as one."""
    values = case.expected.values if case.expected else ()
    words = [rf"(?<![\w-]){re.escape(value)}(?![\w-])" for value in values]
    numbers = [rf"(?i:pid\D{{0,4}}|[\[(]){number}\b" for number in pids]
    return "|".join((*words, *numbers)) or r"\b\B"
