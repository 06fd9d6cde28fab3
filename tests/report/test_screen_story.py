from dataclasses import replace

import pytest
from rich.cells import cell_len

from hemostat.model.examination import Examination
from hemostat.model.host import HostClock
from hemostat.model.label import Label, LabelKind
from hemostat.model.level import Level
from hemostat.model.text import Language
from hemostat.report.screen import Screen
from hemostat.report.screen_story import zone_of
from incident.stories import KNOWLEDGE, MINER, NOON, about, fact, process, startup, told
from report.made import HOSTILE, examination

pytestmark = pytest.mark.requirement("B3")
CLAIMS = (
    about(startup("/etc/cron.d/x", MINER), addresses=["203.0.113.9"]),
    about(process(100, MINER), "linux.test.b", Level.CRITICAL),
)
ALONE = about(startup("/etc/cron.d/z", "/opt/z"), "linux.test.z", Level.MEDIUM)


def made(*claims: object, **more: object) -> Examination:
    claims = claims or CLAIMS
    threads = told(*claims, records=[fact("/etc/cron.d/x", 1)])  # type: ignore[arg-type]
    return examination(*claims, **({"threads": threads} | more))  # type: ignore[arg-type]


def lines(examined: Examination, language: Language = "en", *, verbose: bool = False) -> list[str]:
    screen = Screen(examined, KNOWLEDGE, language)
    return [line.plain for line in (*screen.first(), *screen.rest(verbose=verbose))]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_first_screen_still_fits_with_threads(language: Language) -> None:
    many = [
        about(startup(f"/etc/cron.d/{n}", f"/opt/{n}/run"), f"linux.test.{n}") for n in range(20)
    ]
    for examined in (made(), made(*CLAIMS, *many, ALONE), made(*CLAIMS, ALONE, as_root=False)):
        screen = Screen(examined, KNOWLEDGE, language)
        first = [line.plain for line in screen.first()]
        assert len(first) <= 24
        assert max(map(cell_len, (*first, *(x.plain for x in screen.rest(verbose=True))))) <= 80


def test_the_story_tells_title_entry_steps_types_and_what_to_do() -> None:
    text = "\n".join(lines(made()))
    assert f"Miner {MINER}, started by cron as root" in text
    assert "how they came in cannot be told" in text
    assert "Cryptomining" in text
    assert "2026-11-21 12:01:00 UTC ctime" in text
    assert "1. Keep volatile evidence" in text
    assert text.index("12:01:00 UTC ctime") < text.index("12:01:40 UTC started")


def test_times_stand_in_the_hosts_zone_with_utc_beside() -> None:
    clock = HostClock(examined=NOON, zone="Asia/Shanghai")
    assert "2026-11-21 20:01:00 (21. 12:01 UTC)" in "\n".join(lines(made(clock=clock)))


def test_a_finding_that_joins_nothing_stands_after_the_stories() -> None:
    text = lines(made(*CLAIMS, ALONE))
    assert text.index("The story, step by step") < text.index("Findings that join no story")
    assert any(
        "/etc/cron.d/z" in line for line in text[text.index("Findings that join no story") :]
    )


def test_observables_are_shown_so_that_nobody_opens_them() -> None:
    text = "\n".join(lines(made()))
    assert "203[.]0[.]113[.]9" in text
    assert "ipv4-addr      203.0.113.9" not in text


@pytest.mark.parametrize(
    ("kind", "says_yes"), [("responder", False), ("test", False), ("scanner", True), ("own", True)]
)
def test_what_is_declared_ours_is_shown_apart_and_never_hidden(
    kind: LabelKind, says_yes: bool
) -> None:
    label = Label(kind, "night shift", "account li")
    before = made()
    findings = tuple(replace(each, labels=(label,)) for each in before.findings)
    text = "\n".join(lines(replace(before, findings=findings, threads=())))
    assert ("YES" in text) is says_yes
    assert "2 findings are declared to be ours" in text
    assert "night shift (account li)" in text
    assert MINER in text


def test_more_is_told_when_asked() -> None:
    short, long = (lines(made(), verbose=verbose) for verbose in (False, True))
    assert any("joined by" in line for line in long)
    assert not any("joined by" in line for line in short)


def test_nothing_a_host_says_moves_the_cursor() -> None:
    hostile = startup(f"/etc/cron.d/{HOSTILE}", MINER, account=HOSTILE)
    assert all(line.isprintable() for line in lines(made(about(hostile)), verbose=True))


def test_a_zone_nobody_knows_is_told_in_utc() -> None:
    assert zone_of("Asia/Shanghai") is not None
    assert [zone_of(name) for name in ("", "UTC", "Nowhere/Else", "../etc/passwd")] == [None] * 4
