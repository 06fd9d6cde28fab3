"""Break-ins of several steps: the entry named, the steps in order, nothing joined wrongly.

Beside them what wrong joins would show at once: every planted sign together, though none has to do
with another.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from bench_hosts.benches import GROUPS, Bench, case_files, findings_of, group_of
from hemostat.drill.case import Case
from hemostat.drill.intrusion import Told, judge_story, read_intrusion
from hemostat.drill.verdict import is_about

INTRUSIONS = [read_intrusion(*each) for each in case_files("intrusions")]
SEEN: frozenset[str] = frozenset({"logs", "webshells"})
"""What hemostat reads by now of what intrusions need: `logs`, `webshells`."""
MOST_WRONG = 0.05
LEAST_ORDERED = 0.85
LEAST_BLIND = 0.8
BLIND = ("heldout-", "blind2-", "blind3-", "blind4-")
LISTS = ("/etc/passwd", "/etc/group", "/etc/shadow")

pytestmark = [pytest.mark.sandbox, pytest.mark.requirement("B3", "A4.2", "A7.4", "A3.13")]


@pytest.fixture(scope="module")
def stories(bench: Bench) -> dict[str, Told]:
    return {each.name: judge_story(each, bench.story(each), SEEN) for each in INTRUSIONS}


def test_there_are_eight_with_two_bystanders_each() -> None:
    assert len(INTRUSIONS) >= 8
    assert all(len(each.bystanders) >= 2 for each in INTRUSIONS)


def test_the_entry_is_named_and_never_wrongly(stories: dict[str, Told]) -> None:
    needing = {
        each.name for each in INTRUSIONS if each.entry.needs and each.entry.needs not in SEEN
    }
    entries = {name: told.entry for name, told in stories.items()}
    assert {name for name, entry in entries.items() if entry == "open"} <= needing
    assert set(entries.values()) <= {"named", "open"}, entries


def ordered_share(stories: dict[str, Told], *, held_out: bool) -> float:
    """The share of the steps in right order, of the intrusions written blind or of the others."""
    chosen = [told for name, told in stories.items() if name.startswith(BLIND) is held_out]
    return sum(told.ordered for told in chosen) / sum(told.steps for told in chosen)


def test_the_steps_stand_in_order(stories: dict[str, Told]) -> None:
    assert ordered_share(stories, held_out=False) >= LEAST_ORDERED, stories


def test_most_steps_of_intrusions_written_blind_stand_in_order(stories: dict[str, Told]) -> None:
    assert ordered_share(stories, held_out=True) >= LEAST_BLIND, stories


def test_steps_of_intrusions_written_blind_that_any_finding_tells_stand_in_order(
    stories: dict[str, Told],
) -> None:
    """What is missing altogether is the measure of the rules; this is that of the threads.

    Apart: a removed program of medium level that no clock dates, beside a key that proves no entry.
    In wrong order: a key planted before its forerunner ran.
    """
    blind = [told for name, told in stories.items() if name.startswith(BLIND)]
    found = sum(told.steps - len(told.missing) for told in blind)
    assert sum(told.ordered for told in blind) / found >= LEAST_ORDERED, stories


def test_hardly_a_link_is_wrong(stories: dict[str, Told]) -> None:
    links = sum(told.links for told in stories.values())
    assert links >= 2 * len(INTRUSIONS)
    assert sum(told.wrong for told in stories.values()) / links <= MOST_WRONG, stories


def test_signs_that_have_nothing_in_common_are_not_joined(bench: Bench) -> None:
    links = [pair for group in GROUPS for pair in linked(group, bench)]
    wrong = [pair for pair in links if pair[0] and pair[1] and not pair[0] & pair[1]]
    assert len(links) >= 20
    assert len(wrong) / len(links) <= MOST_WRONG, wrong


def linked(
    group: tuple[Case, ...], bench: Bench
) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    """For each link of the threads of one file's cases: whose findings it joins."""
    cases = [case for case in group if not case.alone and "live" in case.places]
    if not cases:
        return
    result = bench.live(group_of(cases[0], "live"))
    owners = {each["id"]: owners_of(each, cases) for each in findings_of(result)}
    for thread in result["threads"]:
        for link in thread["links"]:
            first, second = link["findings"]
            yield owners[first], owners[second]


def owners_of(finding: dict[str, Any], cases: list[Case]) -> frozenset[str]:
    """The cases a finding may come from: by its subject, else by the files it names."""
    about = [case.name for case in cases if case.expected and is_about(case.expected, finding)]
    if about:
        return frozenset(about)
    text = json.dumps([finding["subjects"], finding["evidence"]])
    return frozenset(
        case.name
        for case in cases
        if any(file.path in text for file in case.files if file.path not in LISTS)
    )
