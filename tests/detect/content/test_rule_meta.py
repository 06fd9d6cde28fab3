import pytest

from hemostat.detect.content.rule_meta import (
    WrongMetaError,
    foreign_info,
    is_for_packaged,
    own_info,
)
from hemostat.model.level import Level

GOOD: dict[str, object] = {
    "name": "linux.content.made-up",
    "level": "high",
    "confidence": "medium",
    "category": "test",
    "attack": "T1105 T1059.004",
    "incident_types": "trojan",
    "next": "keep-evidence ask-owner",
    "by_hand": "file {path}",
    "title_en": "t",
    "title_zh": "标题",
    "summary_en": "{path}: {text}",
    "summary_zh": "{path}：{text}",
    "benign_en": "b",
    "benign_zh": "正常",
}


def test_everything_a_rule_of_ours_says_is_taken() -> None:
    info = own_info(GOOD, "v1")
    assert (info.name, info.kind, info.level) == ("linux.content.made-up", "content", Level.HIGH)
    assert info.attack == ("T1105", "T1059.004")
    assert info.next == ("keep-evidence", "ask-owner")
    assert (info.texts.title.zh, info.version) == ("标题", "v1")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title_zh": ""}, "lacks title_zh"),
        ({"name": "Made Up"}, "not like"),
        ({"level": "bad"}, "level"),
        ({"confidence": "critical"}, "confidence"),
        ({"next": "run-away"}, "run-away"),
        ({"incident_types": "weather"}, "weather"),
        ({"summary_en": "{secret}"}, "{secret}"),
        ({"by_hand": "cat {path"}, "brace"),
    ],
)
def test_what_is_missing_or_wrong_is_refused(change: dict[str, object], said: str) -> None:
    with pytest.raises(WrongMetaError, match=said.replace("{", r"\{").replace("}", r"\}")):
        own_info(GOOD | change, "")


@pytest.mark.parametrize(
    ("meta", "level", "confidence"),
    [
        ({}, Level.MEDIUM, Level.LOW),
        ({"score": 40}, Level.LOW, Level.MEDIUM),
        ({"score": 75}, Level.MEDIUM, Level.MEDIUM),
        ({"score": 85}, Level.HIGH, Level.MEDIUM),
        ({"score": "90"}, Level.HIGH, Level.MEDIUM),
        ({"severity": "Critical"}, Level.CRITICAL, Level.LOW),
        ({"severity": "informational"}, Level.INFO, Level.LOW),
        ({"severity": 65}, Level.MEDIUM, Level.MEDIUM),
        ({"score": "many"}, Level.MEDIUM, Level.LOW),
    ],
)
def test_the_score_of_a_foreign_rule_gives_its_level(
    meta: dict[str, object], level: Level, confidence: Level
) -> None:
    info = foreign_info("X", meta, "")
    assert (info.level, info.confidence) == (level, confidence)


def test_a_brace_in_a_foreign_description_is_no_value() -> None:
    info = foreign_info("X", {"description": "a {path} b", "mitre_att": "T1505.003"}, "")
    assert info.texts.summary.en.startswith("{path}: ")
    assert info.attack == ("T1505.003",)


def test_only_a_rule_that_says_so_speaks_of_packaged_files() -> None:
    assert is_for_packaged({"packaged": True})
    assert not is_for_packaged({"packaged": "no"})
