import pytest

from hemostat.detect.check import Check, Example, all_checks, claims_of
from hemostat.examine.knowledge import shipped_knowledge
from hemostat.model.finding import SUBJECT_KINDS
from hemostat.model.level import Level
from hemostat.model.record_set import RecordSet

CHECKS = all_checks()
KNOWLEDGE = shipped_knowledge()
CASES = [(check, example) for check in CHECKS for example in check.examples]


def names(value: object) -> str:
    return value.info.name if isinstance(value, Check) else ""


@pytest.mark.parametrize(("check", "example"), CASES, ids=names)
def test_every_example_holds(check: Check, example: Example) -> None:
    claims = list(claims_of(check, RecordSet(example.records).of, example.context))
    assert bool(claims) is example.fires
    for claim in claims:
        assert claim.subjects
        assert claim.because
        techniques = (*check.info.attack, *claim.attack)
        assert techniques
        assert all(each.startswith("T") for each in techniques)
        assert {subject.kind for subject in claim.subjects} <= set(SUBJECT_KINDS)


@pytest.mark.parametrize("check", CHECKS, ids=names)
def test_every_check_says_what_it_is_worth(check: Check) -> None:
    info = check.info
    assert {example.fires for example in check.examples} == {True, False}
    assert set(info.next) <= set(KNOWLEDGE.advice)
    assert set(info.incident_types) <= set(KNOWLEDGE.incident_types)
    assert info.confidence in (Level.LOW, Level.MEDIUM, Level.HIGH)
    assert info.by_hand
    assert check.function.__doc__


@pytest.mark.parametrize(("check", "example"), [case for case in CASES if case[1].fires], ids=names)
def test_every_value_a_text_names_is_given(check: Check, example: Example) -> None:
    from hemostat.report.escape import fill

    for claim in claims_of(check, RecordSet(example.records).of, example.context):
        texts = check.info.texts
        for text in (texts.summary, texts.benign):
            for language in ("en", "zh"):
                filled = fill(text.in_language(language), claim.values)
                assert "{" not in filled.replace("{}", "") or "{" in str(claim.values), filled
        command = fill(check.info.by_hand, claim.values)
        for name in ("{path}", "{pid}", "{account}", "{exe}", "{place}", "{unit}", "{key}"):
            assert name not in command


def test_names_of_checks_are_used_once() -> None:
    found = [check.info.name for check in CHECKS]
    assert len(set(found)) == len(found)
