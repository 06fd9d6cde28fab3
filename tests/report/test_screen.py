import pytest
from rich.cells import cell_len

from hemostat.model.coverage import CoverageEntry, Outcome
from hemostat.model.examination import Examination, PlaceCoverage
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.text import Language, Text
from hemostat.report.screen import Screen
from report.made import HOSTILE, KNOWLEDGE, claim, examination, process_claim, rule

MANY = tuple((rule(), claim(f"/etc/cron.d/{number}")) for number in range(30))
LANGUAGES: tuple[Language, ...] = ("en", "zh")


def first(examined: Examination, language: Language = "en") -> list[str]:
    return [line.plain for line in Screen(examined, KNOWLEDGE, language).first()]


def everything(examined: Examination, language: Language = "en") -> str:
    screen = Screen(examined, KNOWLEDGE, language)
    return "\n".join(line.plain for line in (*screen.first(), *screen.rest(verbose=True)))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "examined",
    [
        examination(),
        examination((rule(), claim())),
        examination(*MANY, (rule("linux.test.b", Level.CRITICAL), process_claim())),
        examination(*MANY, is_complete=False, as_root=False, not_covered=(("/mnt/nfs", "nfs4"),)),
        examination((rule(), claim("/very" * 60, "x" * 3000))),
        examination((rule(), claim("/目录" * 40, "中" * 3000))),
    ],
)
def test_the_first_screen_fits_24_lines_of_80_cells(
    examined: Examination, language: Language
) -> None:
    lines = first(examined, language)
    assert len(lines) <= 24
    assert max(map(cell_len, lines)) <= 80


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_a_host_says_moves_the_cursor_or_turns_the_text(language: Language) -> None:
    hostile = examination((rule(), claim(HOSTILE, HOSTILE)), system=HOSTILE, source=HOSTILE)
    text = everything(hostile, language)
    assert all(line.isprintable() for line in text.split("\n"))
    assert "\\x1b[2J" in text
    assert "\\u202e" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_screen_never_says_clean(language: Language) -> None:
    text = everything(examination(), language).lower()
    assert "clean" not in text
    assert "干净" not in text


def test_a_place_nobody_could_look_at_is_named_on_the_first_screen() -> None:
    text = "\n".join(first(examination()))
    assert "1 of 2 places" in text
    assert "Crontabs of users" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_budget_left_out_is_said_with_the_option_that_goes_on(language: Language) -> None:
    def seen(option: str) -> str:
        entry = CoverageEntry("linux.walk", HostPath("/"), Outcome.TOO_LARGE, "", option=option)
        place = PlaceCoverage("linux.walk", Text("Files", "文件"), False, (entry,))
        return "\n".join(first(examination(coverage=(place,)), language))

    assert "--seconds" in seen("--seconds")
    assert "--seconds" not in seen("")


def test_a_running_intruder_is_named_and_a_reboot_warned_of() -> None:
    text = "\n".join(first(examination((rule(level=Level.CRITICAL), process_claim()))))
    assert "YES: running now: /tmp/.x/kworker" in text
    assert "Do not reboot" in text
    assert "Keep volatile evidence" in text


def test_a_source_without_processes_cannot_tell() -> None:
    assert any("CANNOT TELL" in line for line in first(examination(is_running=False)))


def test_low_findings_do_not_make_trouble_but_are_counted() -> None:
    lines = first(examination((rule(level=Level.LOW), claim())))
    assert any("No sign of an intruder found in 1 of 2 places.  1 low" in line for line in lines)


def test_findings_about_one_thing_take_one_row() -> None:
    lines = first(examination((rule(), claim()), (rule("linux.test.b", Level.MEDIUM), claim())))
    assert sum("/etc/cron.d/x" in line for line in lines) == 1
    assert any("(+1)" in line for line in lines)


def test_what_does_not_fit_is_listed_below() -> None:
    screen = Screen(examination(*MANY), KNOWLEDGE, "en")
    assert any(" more: see the list below" in line.plain for line in screen.first())
    rest = "\n".join(line.plain for line in screen.rest(verbose=False))
    assert all(f"/etc/cron.d/{number}" in rest for number in range(30))


def test_details_show_evidence_benign_next_and_the_command_by_hand() -> None:
    text = everything(examination((rule(), claim("/etc/cron.d/a b"))))
    for wanted in (
        "/etc/cron.d/a b:3",
        "An installer may do so.",
        "cat '/etc/cron.d/a b'",
        "T1053.003",
    ):
        assert wanted in text


def test_the_minimum_level_rules_the_screen_and_says_what_it_hides() -> None:
    screen = Screen(examination((rule(level=Level.LOW), claim())), KNOWLEDGE, "en", Level.MEDIUM)
    assert any("1 below MEDIUM" in line.plain for line in screen.rest(verbose=False))
    screen = Screen(examination((rule(level=Level.LOW), claim())), KNOWLEDGE, "en", Level.LOW)
    assert any("/etc/cron.d/x" in line.plain for line in screen.first())
