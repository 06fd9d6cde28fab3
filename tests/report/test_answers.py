"""The first answers, and that the screen and the page give the same."""

import html
import re

import pytest

from hemostat.model.examination import Examination
from hemostat.model.level import Level
from hemostat.model.text import Language
from hemostat.report.answers import Answers
from hemostat.report.html.page import triage_html
from hemostat.report.screen import Screen
from report.made import HOSTILE, KNOWLEDGE, claim, examination, process_claim, rule

KEEP_PROCESS = rule("linux.test.p", Level.CRITICAL, next=("capture-process", "keep-evidence"))
FOLDED = tuple((rule(f"linux.test.{name}"), claim("/etc/cron.d/x")) for name in "abc")


def answers(examined: Examination, language: Language = "en") -> Answers:
    return Answers(examined, KNOWLEDGE, language)


def test_findings_about_one_thing_count_once() -> None:
    found = examination(*FOLDED, (rule("linux.test.d"), claim("/etc/cron.d/y")))
    assert len(found.findings) == 4
    assert answers(found).verdict().endswith("2 high")


def test_where_something_is_serious_the_rest_goes_unsaid() -> None:
    low = (rule("linux.test.low", Level.LOW), claim("/etc/cron.d/low"))
    assert answers(examination(low)).verdict().endswith("1 low")
    assert "low" not in answers(examination(low, *FOLDED)).verdict()


def test_low_signs_call_for_no_step_and_forbid_nothing() -> None:
    found = answers(examination((rule(level=Level.LOW), claim())))
    assert (found.worst, found.serious) == (Level.LOW, ())
    assert found.safe_steps() == found.prohibitions() == []


def test_of_a_host_at_rest_no_process_is_to_be_kept() -> None:
    live = answers(examination((KEEP_PROCESS, process_claim())))
    rest = answers(examination((KEEP_PROCESS, process_claim()), is_live=False))
    (dropped,) = set(live.safe_steps()) - set(rest.safe_steps())
    assert dropped == KNOWLEDGE.advice["capture-process"].text.en
    assert rest.safe_steps()


def test_what_cannot_be_told_is_as_bad_as_a_perhaps() -> None:
    assert answers(examination(is_running=False)).activity()[1] is Level.MEDIUM
    assert answers(examination()).activity()[1] is None
    assert answers(examination((KEEP_PROCESS, process_claim()))).activity()[1] is Level.CRITICAL


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    "examined",
    [
        examination(),
        examination(*FOLDED),
        examination(*FOLDED, (KEEP_PROCESS, process_claim(HOSTILE)), is_live=False),
    ],
)
def test_the_screen_and_the_page_say_the_same(examined: Examination, language: Language) -> None:
    known = answers(examined, language)
    page = html.unescape(triage_html(examined, KNOWLEDGE, language))
    screen = [line.plain for line in Screen(examined, KNOWLEDGE, language).first()]
    folded = re.sub(r"\s+", "", "".join(screen))
    for sentence in (known.verdict(), known.activity()[0]):
        assert f"<dd>{sentence}</dd>" in page
        assert re.sub(r"\s+", "", sentence) in folded
    assert all(f"<li>{step}</li>" in page for step in known.safe_steps()[:3])
    assert all(any(step[:60] in line for line in screen) for step in known.safe_steps()[:3])
