"""Rules for people and machines: columns, widths, languages, and names that are not ours."""

import orjson
import pytest
from rich.cells import cell_len

from hemostat.detect.rule_page import RulePage
from hemostat.detect.rulebook import own_plans
from hemostat.examine.rule_pages import pages
from hemostat.model.finding import RuleTexts
from hemostat.model.level import Level
from hemostat.model.text import Language, Text
from hemostat.report.rule_pages import explain_rule, rule_list, rule_rows
from report.made import HOSTILE, KNOWLEDGE, rule

OURS = pages(own_plans())
LANGUAGES: tuple[Language, ...] = ("en", "zh")
PAGES = (
    RulePage(info=rule("linux.a.b", Level.CRITICAL), reads=("cron_job",)),
    RulePage(info=rule("linux.longer.name", Level.LOW), explanation="Because."),
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_columns_of_the_list_stand_below_each_other(language: Language) -> None:
    title = PAGES[0].info.texts.title.in_language(language)
    starts = {cell_len(line.partition(title)[0]) for line in rule_list(PAGES, language)}
    assert len(starts) == 1
    assert [line.split()[1] for line in rule_list(PAGES, language)] == [
        "linux.a.b",
        "linux.longer.name",
    ]


def test_an_empty_list_is_empty() -> None:
    assert list(rule_list((), "en")) == []


def test_rows_for_machines_hold_words_and_lists_only() -> None:
    (row, _) = rule_rows(PAGES, "en")
    assert orjson.loads(orjson.dumps(row)) == {
        "rule": "linux.a.b",
        "kind": "sigma",
        "title": "A job fetches a program",
        "level": "critical",
        "confidence": "medium",
        "category": "cron_download",
        "attack": ["T1053.003"],
        "incident_types": ["mining"],
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_explanation_fits_80_cells(language: Language) -> None:
    for page in OURS:
        lines = list(explain_rule(page, KNOWLEDGE, language))
        assert max(map(cell_len, lines)) <= 80, page.info.name


def test_an_explanation_has_the_steps_in_order_and_the_cases_of_both_kinds() -> None:
    page = RulePage(info=rule(), reads=("cron_job",), fires=("bad thing",), quiet=("good thing",))
    text = "\n".join(explain_rule(page, KNOWLEDGE, "en"))
    order = ["A job fetches a program", "linux.test.a", "cron_job", "Keep volatile evidence"]
    order += ["cat {path}", "bad thing", "good thing"]
    places = [text.index(word) for word in order]
    assert places == sorted(places)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_rule_of_somebody_else_cannot_move_the_cursor(language: Language) -> None:
    texts = RuleTexts(*(Text(HOSTILE, HOSTILE),) * 3)
    info = rule(HOSTILE, texts=texts, by_hand=HOSTILE, incident_types=(HOSTILE,))
    page = RulePage(info=info, reads=(HOSTILE,), fires=(HOSTILE,), quiet=(HOSTILE,))
    for line in (*explain_rule(page, KNOWLEDGE, language), *rule_list([page], language)):
        assert line.isprintable()
