import pytest

from hemostat.detect.sigma.block import techniques
from hemostat.detect.sigma.front import compile_text
from hemostat.detect.sigma.plan import RulePlan
from hemostat.model.level import Level

RULE = """title: A thing
name: linux.test.thing
description: '{where} does {command}'
logsource: {product: linux, category: command}
detection: {a: {command: x}, condition: a}
level: high
tags: [attack.persistence, attack.t1053.003, attack.t1070.002]
falsepositives: [One., Two.]
"""
BLOCK = """hemostat:
  confidence: low
  category: a_thing
  incident_types: [mining]
  next: [keep-evidence]
  by_hand: cat -A {place}
  fires: [{command: x}]
  quiet: [{command: y}]
  zh: {title: 某事, summary: '{where}：{command}', falsepositives: [一。, 二。]}
"""


def compiled(text: str) -> RulePlan:
    plans, problems = compile_text("r.yml", text)
    assert problems == ()
    return plans[0]


def refusal(text: str) -> str:
    plans, problems = compile_text("r.yml", text)
    assert plans == ()
    return problems[0].reason


def test_a_rule_of_ours_says_everything_in_both_languages() -> None:
    info = compiled(RULE + BLOCK).info
    assert (info.name, info.kind, info.level) == ("linux.test.thing", "sigma", Level.HIGH)
    assert (info.confidence, info.category) == (Level.LOW, "a_thing")
    assert info.attack == ("T1053.003", "T1685.006")
    assert info.incident_types == ("mining",)
    assert info.next == ("keep-evidence",)
    assert info.by_hand == "cat -A {place}"
    texts = info.texts
    assert (texts.title.en, texts.title.zh) == ("A thing", "某事")
    assert (texts.summary.en, texts.summary.zh) == ("{where} does {command}", "{where}：{command}")
    assert (texts.benign.en, texts.benign.zh) == ("One. Two.", "一。二。")
    assert len(info.version) == 12


def test_anyones_rule_gets_modest_defaults_and_its_braces_are_no_template() -> None:
    info = compiled(RULE.replace("does {command}", "does ${jndi:x}")).info
    assert (info.confidence, info.category) == (Level.MEDIUM, "sigma")
    assert info.texts.summary.en == "A thing"
    assert info.texts.title.zh == "A thing"
    plain = compiled(RULE.replace("'{where} does {command}'", "It does."))
    assert plain.info.texts.summary.en == "It does."


def test_a_rule_without_a_name_goes_by_its_id() -> None:
    text = RULE.replace("name: linux.test.thing", "id: 0b6a2f6e-52b4-4c39-9a1e-6f1f0f3f7c11")
    assert compiled(text).info.name == "0b6a2f6e-52b4-4c39-9a1e-6f1f0f3f7c11"


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("confidence: low", "confidence: critical", "low, medium or high"),
        ("confidence: low", "confidence: so-so", "so-so"),
        ("[mining]", "[minning]", "minning"),
        ("[keep-evidence]", "[keep-evidenc]", "keep-evidenc"),
        ("  category:", "  categroy:", "categroy"),
        ("{title: 某事,", "{titel: 某事,", "titel"),
        ("cat -A {place}", "cat {pid}", "{pid}"),
        ("'{where}：{command}'", "'{where}：{commnd}'", "commnd"),
        ("fires: [{command: x}]", "fires: [{comand: x}]", "comand"),
        ("fires: [{command: x}]", "fires: [x]", "'x'"),
        ("fires: [{command: x}]", "fires: x", "list"),
        ("fires: [{command: x}]", "fires: [{command: {a: b}}]", "map"),
        ("  next: [keep-evidence]", "  next: keep-evidence", "next"),
    ],
)
def test_a_slip_in_the_block_is_refused_by_name(old: str, new: str, named: str) -> None:
    assert named in refusal((RULE + BLOCK).replace(old, new))


def test_technique_ids_that_attack_gave_up_are_followed() -> None:
    tags = [
        "attack.t1562.001",
        "attack.T1685",
        "attack.execution",
        "cve.2021-1",
        "attack.t1562.003",
    ]
    assert techniques(tags) == ("T1685", "T1690")
