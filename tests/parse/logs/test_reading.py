from hemostat.model.evidence import Source
from hemostat.model.records import Login, TypedCommand
from hemostat.parse.logs.reading import MOST_ALIKE, MOST_GAPS, MOST_RECORDS, Pulse, Tally
from parse.logs.made_logs import span

BASE = 1_795_000_000


def test_the_longest_silences_are_kept_by_time() -> None:
    pulse = Pulse()
    time = BASE
    for number in range(100):
        time += 3_600 + number
        pulse.beat(time)
    found = pulse.span(span("auth.log"))
    assert len(found.gap_starts) == MOST_GAPS
    assert list(found.gap_starts) == sorted(found.gap_starts)
    assert (found.gap_ends[0] - found.gap_starts[0]).total_seconds() == 3_600 + 60


def test_a_step_back_is_counted_and_is_no_silence() -> None:
    pulse = Pulse()
    for time in (BASE, BASE + 60, BASE - 86_400, BASE - 86_000, BASE + 120):
        pulse.beat(time)
    found = pulse.span(span("auth.log"))
    assert (found.backward, found.gap_starts) == (1, ())


def test_names_without_end_do_not_fill_the_memory() -> None:
    tally = Tally("text")
    for number in range(MOST_ALIKE + 500):
        made = tally.attempt((f"u{number}", "198.51.100.7", "sshd", "password", "failed"), BASE, 1)
        if made:
            made.source = Source(text=str(number))
    assert len(tally.alike) == MOST_ALIKE + 1
    assert sum(each.count for each in tally.logins()) == MOST_ALIKE + 500


def test_what_has_no_room_is_counted() -> None:
    tally = Tally("text")
    for _ in range(MOST_RECORDS + 3):
        tally.keep(Login(log="text", account="a", outcome="accepted"))
    assert (len(tally.records), tally.dropped) == (MOST_RECORDS, 3)


def test_a_job_is_kept_once() -> None:
    tally = Tally("text")
    for _ in range(3):
        tally.keep(TypedCommand(command="a", account="root", via="cron"))
    assert len(tally.records) == 1


def test_a_time_that_no_calendar_holds_hides_no_silence() -> None:
    pulse = Pulse()
    for time in (BASE, 1e300, float("inf"), BASE + 86_400):
        pulse.beat(time)
    found = pulse.span(span("wtmp"))
    assert (found.entries, len(found.gap_starts), len(found.hours)) == (4, 1, 2)
