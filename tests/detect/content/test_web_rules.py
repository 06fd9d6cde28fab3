"""The claims themselves."""

import re
from pathlib import Path

import yaml

import hemostat
from hemostat.detect.content.web_rules import PHP_RULES, SCRIPT_RULES

RULES = PHP_RULES + SCRIPT_RULES
DATA = Path(hemostat.__file__).parent / "data"


def test_every_rule_says_all_it_must_in_both_languages() -> None:
    advice = {
        each["slug"] for each in yaml.safe_load((DATA / "advice/advice.yaml").read_text("utf-8"))
    }
    types = {
        each["slug"]
        for each in yaml.safe_load((DATA / "incident-types/types.yaml").read_text("utf-8"))
    }
    for rule in RULES:
        for text in (rule.texts.title, rule.texts.summary, rule.texts.benign):
            assert text.en
            assert any("\u4e00" <= sign <= "\u9fff" for sign in text.zh)
            assert set(re.findall(r"{(\w+)}", text.en)) == set(re.findall(r"{(\w+)}", text.zh))
        assert set(rule.next) <= advice
        assert set(rule.incident_types) <= types
        assert "{path}" in rule.by_hand
        assert rule.kind == "content"


def test_no_name_is_used_twice() -> None:
    names = [rule.name for rule in RULES]
    assert len(set(names)) == len(names)
