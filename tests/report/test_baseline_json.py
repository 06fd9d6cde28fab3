"""A baseline keeps what a later look needs."""

import json
from importlib import resources

import jsonschema

from hemostat.report.baseline_json import baseline_json
from report.made import HOSTILE, claim, examination, rule


def test_a_baseline_names_its_host_its_items_and_what_it_found() -> None:
    made = json.loads(baseline_json(examination((rule(), claim(HOSTILE)))))
    assert made["schema"] == "hemostat.baseline/1"
    assert made["host"]["id"] == "ab12"
    (finding,) = made["findings"]
    assert (finding["title"], finding["title_zh"]) == (
        "A job fetches a program",
        "定时任务下载程序",
    )
    assert isinstance(made["items"], list)


def test_a_baseline_holds_against_its_published_schema() -> None:
    schema = resources.files("hemostat") / "data" / "schema" / "baseline-1.json"
    made = json.loads(baseline_json(examination((rule(), claim(HOSTILE)))))
    jsonschema.validate(made, json.loads(schema.read_text("utf-8")))


def test_two_looks_at_the_same_give_the_same_bytes() -> None:
    assert baseline_json(examination()) == baseline_json(examination())
