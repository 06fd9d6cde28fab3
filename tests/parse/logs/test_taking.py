from hemostat.model.evidence import Source
from hemostat.model.records import LogEvent, Login, TypedCommand
from hemostat.parse.logs.messages import Accepted, Attempt, Event, Job
from hemostat.parse.logs.reading import Tally
from hemostat.parse.logs.taking import take

TIME = 1_795_000_000.0


def taken(*said: Attempt | Accepted | Event | Job) -> tuple[Tally, int]:
    """What came of messages, and how often their place was asked for."""
    tally, asked = Tally("text"), [0]

    def source() -> Source:
        asked[0] += 1
        return Source(line=asked[0])

    for each in said:
        take(each, TIME, 7, "sshd", source, tally)
    return tally, asked[0]


def test_the_place_is_asked_only_for_what_is_kept() -> None:
    attempt = Attempt("root", "198.51.100.7", "sshd", "password", "failed", 1)
    tally, asked = taken(attempt, attempt, attempt)
    assert asked == 1
    assert [each.count for each in tally.logins()] == [3]


def test_an_accepted_key_keeps_its_fingerprint_and_a_word_does_not_pass_for_one() -> None:
    by_key = Accepted("ops", "10.0.0.5", "sshd", "publickey", "SHA256:abc", "")
    other = by_key._replace(key="ID")
    tally, _ = taken(by_key, other)
    assert [each.key for each in tally.records if isinstance(each, Login)] == ["SHA256:abc", ""]


def test_sudo_is_an_event_and_a_command_and_a_job_a_command() -> None:
    tally, _ = taken(
        Event("sudo", "ops", "root", "pts/0", "/bin/id"), Job("root", "x"), Job("root", "x")
    )
    assert [type(each) for each in tally.records] == [LogEvent, TypedCommand, TypedCommand]
