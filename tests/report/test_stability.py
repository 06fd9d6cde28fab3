import pytest
from rich.cells import cell_len

from hemostat.model.level import Level
from hemostat.model.text import Language
from hemostat.report.screen import Screen
from hemostat.report.stability import full_lines, short_lines
from report.made import KNOWLEDGE, claim, examination, process_claim, rule

LANGUAGES: tuple[Language, ...] = ("en", "zh")


@pytest.mark.requirement("A0.6")
@pytest.mark.parametrize("language", LANGUAGES)
def test_five_lines_of_at_most_80_cells(language: Language) -> None:
    examined = examination((rule("linux.process.b" * 9), process_claim()), (rule(), claim()))
    lines = list(full_lines(examined, language))
    assert len(lines) == 5
    assert max(map(cell_len, lines)) <= 80


def test_an_answer_gives_its_reason_by_name() -> None:
    text = "\n".join(full_lines(examination((rule("linux.process.b"), process_claim())), "en"))
    assert "memory         NO                 1 findings: A job fetches a program" in text
    assert "startup items  CANNOT TELL        not seen: Crontabs of users" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_short_form_takes_three_lines_at_most(language: Language) -> None:
    examined = examination(is_running=False, is_complete=False)
    assert len(short_lines(examined, language, " " * 14)) <= 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_five_stand_on_the_first_screen_and_in_full_with_details(language: Language) -> None:
    many = [(rule(), claim(f"/etc/cron.d/{number}")) for number in range(30)]
    many += [(rule("linux.process.b", Level.CRITICAL, next=("a",)), process_claim())]
    screen = Screen(examination(*many), KNOWLEDGE, language)
    first = "\n".join(line.plain for line in screen.first())
    assert ("memory NO (1)" if language == "en" else "内存 不稳定（1）") in " ".join(first.split())
    rest = "\n".join(line.plain for line in screen.rest(verbose=True))
    assert all(line in first + rest for line in full_lines(examination(*many), language))


def test_hardening_facts_stand_apart_and_make_no_trouble() -> None:
    weak = rule("linux.hardening.a", Level.LOW, category="hardening_a")
    screen = Screen(examination((weak, claim("/q"))), KNOWLEDGE, "en", Level.INFO)
    first = "\n".join(line.plain for line in screen.first())
    assert "Nothing found" in first
    assert "/q" not in first
    rest = [line.plain for line in screen.rest(verbose=False)]
    assert rest == ["Hardening: 1 facts (weak settings, no signs of intrusion); -v lists them."]
    verbose = "\n".join(line.plain for line in screen.rest(verbose=True))
    assert "Hardening facts: 1" in verbose
    assert "/q" in verbose
