"""The measure of stories measures: a right story scores, a wrong one does not."""

import copy
from typing import Any

import pytest
import yaml

from hemostat.drill.case import read_cases
from hemostat.drill.intrusion import judge_story, read_intrusion
from hemostat.model.errors import DataError

TEXT = """
name: made
text: A job and its program.
entry: {kind: [service], value: java}
signs:
  - {name: job, value: [/etc/cron.d/x]}
  - {name: program, value: [/opt/x]}
  - {name: log-in, value: [203.0.113.7], needs: logs}
bystanders: [[/etc/other]]
addresses: [192.0.2.1]
files:
  - {path: /etc/cron.d/x, content: "x"}
"""
IDS = ("a" * 16, "b" * 16, "c" * 16)
RESULT: dict[str, Any] = {
    "findings": [
        {"id": IDS[0], "subjects": [{"kind": "cron_job", "value": "/etc/cron.d/x"}]},
        {"id": IDS[1], "subjects": [{"kind": "process", "value": "/opt/x"}]},
        {"id": IDS[2], "subjects": [{"kind": "file", "value": "/etc/other"}]},
    ],
    "threads": [
        {
            "entry": {
                "kind": "service",
                "how": "java did",
                "subjects": [{"kind": "process", "value": "/opt/x"}],
                "finding": IDS[1],
            },
            "steps": [
                {"finding": IDS[0], "also": [], "text": "x"},
                {"finding": IDS[1], "also": [], "text": "x"},
            ],
            "links": [{"findings": [IDS[0], IDS[1]]}],
        }
    ],
}
INTRUSION = read_intrusion("made.yaml", TEXT)


def changed(change: str) -> dict[str, Any]:
    result = copy.deepcopy(RESULT)
    thread = result["threads"][0]
    if change == "order":
        thread["steps"].reverse()
    elif change == "bystander":
        thread["links"].append({"findings": [IDS[1], IDS[2]]})
    elif change == "entry":
        thread["entry"]["kind"] = "login"
    elif change == "no entry":
        thread["entry"] = None
    elif change == "apart":
        thread["steps"].pop()
    elif change == "missing":
        result["findings"].pop(1)
        thread["steps"].pop()
        thread["links"] = []
        thread["entry"] = None
    return result


def test_a_right_story_scores_full() -> None:
    told = judge_story(INTRUSION, RESULT)
    assert (told.entry, told.steps, told.ordered) == ("named", 2, 2)
    assert (told.links, told.wrong, told.missing, told.apart) == (1, 0, (), ())


def test_each_way_of_being_wrong_shows() -> None:
    assert judge_story(INTRUSION, changed("order")).ordered == 1
    assert judge_story(INTRUSION, changed("bystander")).wrong == 1
    assert judge_story(INTRUSION, changed("entry")).entry == "wrong"
    assert judge_story(INTRUSION, changed("no entry")).entry == "missing"
    assert judge_story(INTRUSION, changed("apart")).apart == ("program",)
    assert judge_story(INTRUSION, changed("missing")).missing == ("program",)


def test_two_findings_about_one_bystander_may_be_joined() -> None:
    result = changed("none")
    again = {**result["findings"][2], "id": "d" * 16}
    result["findings"].append(again)
    result["threads"][0]["links"].append({"findings": [IDS[2], again["id"]]})
    assert judge_story(INTRUSION, result).wrong == 0


def test_what_needs_more_counts_once_it_can_be_seen() -> None:
    assert judge_story(INTRUSION, RESULT, frozenset({"logs"})).missing == ("log-in",)


def test_the_plant_is_a_case() -> None:
    (case,) = read_cases([("made.yaml", INTRUSION.plant)])
    assert (case.name, case.addresses) == ("made", ("192.0.2.1",))


def test_what_is_no_intrusion_is_refused() -> None:
    broken = yaml.safe_dump({"name": "x"})
    with pytest.raises(DataError, match="not an intrusion"):
        read_intrusion("x.yaml", broken)


def test_an_entry_that_needs_more_is_open_and_never_counts_as_named() -> None:
    text = TEXT.replace("value: java}", "value: java, needs: logs}")
    needing, result = read_intrusion("made.yaml", text), changed("no entry")
    assert judge_story(needing, result).entry == "open"
    assert judge_story(needing, result, frozenset({"logs"})).entry == "missing"
    assert judge_story(needing, changed("entry")).entry == "wrong"
