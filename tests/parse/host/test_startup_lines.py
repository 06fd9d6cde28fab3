import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence, Parsed
from hemostat.model.path import HostPath
from hemostat.model.records import Mechanism, StartupLine
from hemostat.parse.host.startup_lines import parse_started_file, parse_startup_lines
from hemostat.parse.place import Place

RC_LOCAL = Place(HostPath("/etc/rc.local"), mechanism=Mechanism.RC_LOCAL, trigger="boot")


def lines_of(data: bytes, place: Place = RC_LOCAL) -> list[tuple[int | None, str]]:
    parsed = parse_startup_lines(Evidence(data, place.path), place)
    assert parsed.unread == ()
    return [(record.source.line, record.command) for record in parsed.records]


@pytest.mark.requirement("B5.4")
def test_each_line_but_comments_and_blanks_is_a_record() -> None:
    data = b"#!/bin/sh -e\n\n  # a comment\n/opt/x.sh &\n\texit 0\n"
    assert lines_of(data) == [(4, "/opt/x.sh &"), (5, "exit 0")]


def test_continuations_are_joined_and_numbered_by_their_first_line() -> None:
    assert lines_of(b"a \\\n  b \\\n c\nd\n") == [(1, "a   b  c"), (4, "d")]


def test_a_comment_is_not_continued() -> None:
    assert lines_of(b"# a \\\n/opt/x\n") == [(2, "/opt/x")]


def test_a_comment_behind_a_command_hides_no_next_line() -> None:
    assert lines_of(b"true # a \\\n/opt/x\n") == [(1, "true # a \\"), (2, "/opt/x")]
    assert lines_of(b"\\\n# a \\\n/opt/x\n") == [(3, "/opt/x")]


def test_a_number_sign_in_quotes_or_within_a_word_is_no_comment() -> None:
    assert lines_of(b"echo 'a # b' c#d \\\n/opt/x\n") == [(1, "echo 'a # b' c#d /opt/x")]


def test_two_backslashes_are_a_backslash_and_no_continuation() -> None:
    assert lines_of(b"echo \\\\\nnext") == [(1, "echo \\\\"), (2, "next")]


def test_a_number_sign_within_a_continued_line_is_kept() -> None:
    assert lines_of(b"a \\\n# b\n") == [(1, "a # b")]


def test_a_continuation_at_the_end_of_the_file_is_kept() -> None:
    assert lines_of(b"/opt/x \\") == [(1, "/opt/x")]


def test_lines_of_here_documents_are_lines() -> None:
    assert lines_of(b"sh <<E\n/opt/x\nE\n") == [(1, "sh <<E"), (2, "/opt/x"), (3, "E")]


def test_a_carriage_return_does_not_end_a_line() -> None:
    assert lines_of(b"/tmp/x #\rharmless\n") == [(1, "/tmp/x #\rharmless")]


def test_a_nul_does_not_split_a_word() -> None:
    assert lines_of(b"/t\0mp/x\n") == [(1, "/tmp/x")]


def test_the_place_gives_mechanism_account_and_trigger() -> None:
    place = Place(
        HostPath("/home/u/.bashrc"), account="u", mechanism=Mechanism.SHELL_PROFILE, trigger="shell"
    )
    (record,) = parse_startup_lines(Evidence(b"x\n", place.path), place).records
    assert (record.mechanism, record.account, record.trigger) == ("shell_profile", "u", "shell")


def test_a_program_in_place_of_a_script_is_unread() -> None:
    parsed = parse_startup_lines(Evidence(b"\x7fELF\x02\n\n", RC_LOCAL.path), RC_LOCAL)
    assert parsed.records == ()
    assert [each.reason for each in parsed.unread] == [
        "a compiled program where a shell script belongs"
    ]


@example(b"\xc2\0\x80")
@given(st.binary())
def test_no_line_is_lost(data: bytes) -> None:
    parsed = parse_startup_lines(Evidence(data, RC_LOCAL.path), RC_LOCAL)
    if data.startswith(b"\x7fELF"):
        return
    kept = "".join(record.command for record in parsed.records)
    numbers = [record.source.line for record in parsed.records]
    assert numbers == sorted(set(numbers), key=lambda n: n or 0)
    # A byte of nought is dropped from the text, not from the bytes: it may part a letter in two.
    texts = (line.decode("utf-8", "backslashreplace") for line in data.split(b"\n"))
    raw = [text.replace("\0", "") for text in texts]
    if not any(line.rstrip("\r").endswith("\\") for line in raw):
        expected = [line.strip() for line in raw if not line.lstrip(" \t").startswith("#")]
        assert kept == "".join(expected)


def started(
    path: str, data: bytes = b"#!/bin/sh\n", mechanism: Mechanism = Mechanism.PERIODIC
) -> Parsed[StartupLine]:
    place = Place(HostPath(path), mechanism=mechanism, trigger="daily")
    return parse_started_file(Evidence(data, place.path), place)


@pytest.mark.requirement("B5.4")
def test_a_started_file_is_one_record_whose_command_is_its_path() -> None:
    (record,) = started("/etc/cron.daily/man-db").records
    assert isinstance(record, StartupLine)
    assert (record.command, record.trigger) == ("/etc/cron.daily/man-db", "daily")


def test_an_empty_file_starts_nothing() -> None:
    assert started("/etc/cron.daily/x", b"").records == ()


@pytest.mark.parametrize("name", [".hidden", "job~", "job.rpmsave", "job.dpkg-old", "job.swp"])
def test_names_no_run_parts_takes_are_unread(name: str) -> None:
    parsed = started(f"/etc/cron.daily/{name}")
    assert parsed.records == ()
    assert [each.reason for each in parsed.unread] == ["run-parts takes no file of this name"]


def test_a_placeholder_is_nothing() -> None:
    parsed = started("/etc/cron.daily/.placeholder")
    assert (parsed.records, parsed.unread) == ((), ())


def test_a_name_with_a_dot_is_kept_for_cronie_runs_it() -> None:
    assert len(started("/etc/cron.hourly/0anacron.sh").records) == 1


def test_where_run_parts_does_not_decide_every_name_starts() -> None:
    path = "/usr/lib/systemd/system-generators/.x"
    assert len(started(path, mechanism=Mechanism.SYSTEMD_GENERATOR).records) == 1
