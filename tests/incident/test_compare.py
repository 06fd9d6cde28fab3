"""New, back, still there, changed, gone; and what nobody could see is not gone."""

from datetime import UTC, datetime

import pytest

from hemostat.incident.compare import compare, known
from hemostat.model.finding import Finding, Subject
from hemostat.model.inventory import Comparison, Earlier, Item, Since
from report.made import claim, findings, rule

HOST = "ab12"


def found(*paths: str) -> tuple[Finding, ...]:
    return findings(*((rule(), claim(subjects=(Subject("file", path),))) for path in paths))


def look(day: int, *paths: str, **more: object) -> Earlier:
    values: dict[str, object] = {
        "name": f"{day}.json",
        "host_id": HOST,
        "taken": datetime(2026, 11, day, tzinfo=UTC),
        "findings": tuple(known(each) for each in found(*paths)),
    }
    return Earlier(**(values | more))  # type: ignore[arg-type]


def sinces(comparison: Comparison) -> dict[str, Since]:
    return {each.finding.subjects[0][1]: each.since for each in comparison.findings}


@pytest.mark.requirement("A7.1")
def test_findings_are_new_still_there_or_gone() -> None:
    made = compare([look(1, "/a", "/b")], found("/b", "/c"), (), host_id=HOST, sees_all=True)
    assert sinces(made) == {"/a": Since.GONE, "/b": Since.STILL, "/c": Since.NEW}
    assert [each.since for each in made.findings] == [Since.NEW, Since.STILL, Since.GONE]


def test_what_was_gone_and_is_there_again_is_back() -> None:
    looks = [look(2), look(1, "/a")]
    made = compare(looks, found("/a"), (), host_id=HOST, sees_all=True)
    assert sinces(made) == {"/a": Since.BACK}
    assert made.earlier.name == "2.json"
    told = look(2, gone=look(1, "/a").findings)
    assert sinces(compare([told], found("/a"), (), host_id=HOST, sees_all=True)) == {
        "/a": Since.BACK
    }


def test_a_look_with_holes_calls_nothing_gone() -> None:
    before = look(1, "/a", items=(Item("account", "eve", "uid 0"),))
    made = compare([before], (), (), host_id=HOST, sees_all=False)
    assert sinces(made) == {"/a": Since.UNSEEN}
    assert made.items is not None
    assert [each.since for each in made.items] == [Since.UNSEEN]


def test_items_are_new_changed_or_gone_and_the_same_are_left_out() -> None:
    before = (Item("account", "a", "uid 1"), Item("account", "b", "uid 2"), Item("module", "m"))
    now = (Item("account", "a", "uid 0"), Item("account", "c", "uid 3"), Item("module", "m"))
    made = compare([look(1, items=before)], (), now, host_id=HOST, sees_all=True)
    assert made.items is not None
    assert [(each.since, each.key, each.before, each.now) for each in made.items] == [
        (Since.CHANGED, "a", "uid 1", "uid 0"),
        (Since.GONE, "b", "uid 2", ""),
        (Since.NEW, "c", "", "uid 3"),
    ]


def test_a_job_added_beside_others_of_the_same_file_is_new_and_not_a_change() -> None:
    before = (Item("startup", "/etc/crontab", "a"),)
    now = (*before, Item("startup", "/etc/crontab", "curl x | sh"))
    made = compare([look(1, items=before)], (), now, host_id=HOST, sees_all=True)
    assert made.items is not None
    assert [(each.since, each.now) for each in made.items] == [(Since.NEW, "curl x | sh")]


def test_a_sister_host_is_matched_by_what_was_found_not_by_ids() -> None:
    sister = look(1, "/a", host_id="other")
    made = compare([sister], found("/a"), (), host_id=HOST, sees_all=True)
    assert not made.is_same_host
    assert sinces(made) == {"/a": Since.STILL}


def test_a_plain_result_has_no_items_and_an_undated_look_is_the_oldest() -> None:
    undated = look(1, "/a", taken=None)
    made = compare([look(3), undated], found("/a"), (), host_id=HOST, sees_all=True)
    assert made.items is None
    assert sinces(made) == {"/a": Since.BACK}
