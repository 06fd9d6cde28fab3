"""Of what is said at medium or above of the planted roots, hardly anything is about something else.

A finding belongs to a planted sign when its subject, its evidence or its sentence names what that
sign put there; lists that many signs write to are no proof, so that their lines are not counted in.
"""

import json
from collections.abc import Iterator, Sequence

import pytest

from bench_hosts.benches import GROUPS, Bench, Result, findings_of, group_of
from hemostat.drill.case import Case
from hemostat.drill.verdict import is_about, too_loud

LEAST_OURS = 0.95
LISTS = ("/etc/passwd", "/etc/group", "/etc/shadow")

pytestmark = [pytest.mark.sandbox, pytest.mark.requirement("B5.1", "B5.3", "B5.4")]


@pytest.mark.parametrize("source", ["folder", "tar", "live"])
def test_nearly_all_that_is_said_belongs_to_a_planted_sign(source: str, bench: Bench) -> None:
    found = [(cases, each) for cases, result in examined(source, bench) for each in loud(result)]
    others = [each for cases, each in found if not belongs(each, cases)]
    lines = [f"{each['level']} {each['rule']} {each['summary']}" for each in others]
    assert len(found) >= 80
    assert 1 - len(others) / len(found) >= LEAST_OURS, "\n".join(lines)


def test_a_finding_about_nothing_planted_is_told_apart(bench: Bench) -> None:
    ((cases, result), *_) = examined("folder", bench)
    first = loud(result)[0]
    elsewhere = [{**each, "value": "/opt/elsewhere"} for each in first["subjects"]]
    stray = {**first, "subjects": elsewhere, "evidence": [], "summary": "/opt/elsewhere"}
    assert belongs(first, cases)
    assert not belongs(stray, cases)


def examined(source: str, bench: Bench) -> Iterator[tuple[tuple[Case, ...], Result]]:
    """The cases that stood together, with what was said of them."""
    place = "live" if source == "live" else "folder"
    for names in dict.fromkeys(
        group_of(case, place) for group in GROUPS for case in group if place in case.places
    ):
        cases = tuple(case for group in GROUPS for case in group if case.name in names)
        if place == "live":
            yield cases, bench.live(names)
        else:
            yield cases, bench.folder(names)[source]


def loud(result: Result) -> Sequence[Result]:
    """What was said at medium or above."""
    return [dict(each) for each in too_loud(findings_of(result))]


def belongs(finding: Result, cases: Sequence[Case]) -> bool:
    """Whether one of the signs that stood there is what a finding speaks of."""
    if any(case.expected and is_about(case.expected, finding) for case in cases):
        return True
    text = json.dumps([finding["subjects"], finding["evidence"], finding["summary"]])
    names = [
        value
        for case in cases
        if case.expected
        for value in case.expected.values
        if value.startswith("/")
    ]
    paths = [file.path for case in cases for file in case.files if file.path not in LISTS]
    return any(name in text for name in (*names, *paths))
