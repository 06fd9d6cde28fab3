"""What an examination said of a case, held against what it must say. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hemostat.drill.case import Expected
from hemostat.model.level import Level

Found = Mapping[str, Any]
"""One finding as `hemostat.finding/1`."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How it went. `near` says, for a miss, what came nearest."""

    is_found: bool
    near: str = ""


def judge(expected: Expected, findings: Iterable[Found]) -> Verdict:
    """Whether some finding is bad enough, about the right subject, with a right technique."""
    about = [each for each in findings if is_about(expected, each)]
    if any(_is_right(expected, each) for each in about):
        return Verdict(is_found=True)
    near = "; ".join(f"{each['rule']} {each['level']} {each['attack']}" for each in about)
    return Verdict(is_found=False, near=near or "nothing names the subject")


def too_loud(findings: Iterable[Found], most: Level = Level.LOW) -> Sequence[Found]:
    """The findings above a level: on an ordinary host there are none."""
    return [each for each in findings if Level.of(each["level"]) > most]


def new_findings(findings: Iterable[Found], before: Iterable[Found]) -> Sequence[Found]:
    """The findings that were not there before anything was planted, by id."""
    known = {each["id"] for each in before}
    return [each for each in findings if each["id"] not in known]


def is_about(expected: Expected, finding: Found) -> bool:
    """Whether one of a finding's subjects is the one a case expects."""
    return any(
        _is_named(expected, subject["kind"], subject["value"])
        and (not expected.kinds or subject["kind"] in expected.kinds)
        for subject in finding["subjects"]
    )


def _is_named(expected: Expected, kind: str, value: str) -> bool:
    if expected.is_exact or kind in ("account", "group"):
        return value in expected.values
    return any(part in value for part in expected.values)


def _is_right(expected: Expected, finding: Found) -> bool:
    return Level.of(finding["level"]) >= expected.level and any(
        attack == wanted or attack.startswith(f"{wanted}.")
        for attack in finding["attack"]
        for wanted in expected.techniques
    )
