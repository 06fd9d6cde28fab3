"""udev rules that run programs."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence, Parsed
from hemostat.model.path import HostPath
from hemostat.parse.host.udev_rules import parse_udev_rules
from hemostat.parse.place import Place

PATH = HostPath("/etc/udev/rules.d/10-x.rules")


def read(text: str | bytes) -> Parsed[Any]:
    data = text if isinstance(text, bytes) else text.encode()
    return parse_udev_rules(Evidence(data, PATH), Place(PATH))


@pytest.mark.requirement("B5.4")
def test_every_way_to_run_a_program_is_a_record() -> None:
    parsed = read(
        'KERNEL=="a", RUN+="/bin/one"\n'
        'ACTION=="add",ENV{MAJOR}=="1" RUN{program}+="/bin/two %k"\n'
        'PROGRAM=="/bin/three -x", SYMLINK+="y"\n'
        'IMPORT{program}="/bin/four"\n'
        'RUN:="/bin/five"\n'
    )
    assert [(r.key, r.command) for r in parsed.records] == [
        ("RUN", "/bin/one"),
        ("RUN{program}", "/bin/two %k"),
        ("PROGRAM", "/bin/three -x"),
        ("IMPORT{program}", "/bin/four"),
        ("RUN", "/bin/five"),
    ]
    assert parsed.records[1].condition == 'ACTION=="add", ENV{MAJOR}=="1"'
    assert parsed.unread == ()


def test_what_runs_nothing_gives_no_record() -> None:
    parsed = read(
        '# RUN+="/x"\n\nSUBSYSTEM=="net", NAME="eth0"\nRUN{builtin}+="kmod load x"\n'
        'TAG+="systemd", ENV{SYSTEMD_WANTS}+="a.service", GOTO="end"\nLABEL="end"\n'
    )
    assert (parsed.records, parsed.unread) == ((), ())


def test_an_escaped_quote_belongs_to_the_command() -> None:
    parsed = read(r'''RUN+="/bin/sh -c \"id > /tmp/o\"", OWNER="root"''')
    assert parsed.records[0].command == '/bin/sh -c "id > /tmp/o"'


def test_a_comment_within_a_continuation_does_not_end_it() -> None:
    parsed = read('KERNEL=="a", \\\n# RUN+="/no"\n  RUN+="/bin/yes"\n')
    assert [(r.command, r.source.line) for r in parsed.records] == [("/bin/yes", 1)]


def test_a_broken_pair_is_unread_and_those_before_it_count() -> None:
    parsed = read('RUN+="/bin/a", OWNER=root\n')
    assert [r.command for r in parsed.records] == ["/bin/a"]
    assert [u.source.line for u in parsed.unread] == [1]


def test_a_quote_without_end_is_unread() -> None:
    assert len(read('RUN+="/bin/a').unread) == 1


def test_the_rules_of_this_format_from_a_real_package_are_read_whole() -> None:
    # From 95-dm-notify.rules and 85-hwclock.rules of Debian 12 (GPL-2), shortened.
    parsed = read(
        'ENV{DM_UDEV_PRIMARY_SOURCE_FLAG}=="1", ENV{DM_COOKIE}=="?*", '
        'RUN+="/sbin/dmsetup udevcomplete $env{DM_COOKIE}"\n'
        'KERNEL=="rtc0", RUN+="/usr/lib/udev/hwclock-set $root/$name"\n'
    )
    assert [r.command for r in parsed.records] == [
        "/sbin/dmsetup udevcomplete $env{DM_COOKIE}",
        "/usr/lib/udev/hwclock-set $root/$name",
    ]
    assert parsed.unread == ()


@given(st.binary(max_size=300))
def test_a_line_is_a_rule_a_comment_or_unread(data: bytes) -> None:
    parsed = read(data)
    seen = {each.source.line for each in (*parsed.records, *parsed.unread)}
    for number, raw in Evidence(data, PATH).lines():
        line = raw.strip(" \t\r\n\v\f")
        if line and '"' not in line and line[0] != "#" and b"\\\n" not in data + b"\n":
            assert number in seen or not line.strip(" ,\t\r\v\f\x1c\x1d\x1e\x1f\x85\xa0")


@given(st.lists(st.text(max_size=30), max_size=6))
def test_no_line_before_it_hides_a_rule(lines: list[str]) -> None:
    before = "".join(
        f"{line}\n" for line in lines if "\n" not in line and not line.strip().endswith("\\")
    )
    parsed = read(before + 'KERNEL=="x", RUN+="/opt/planted"\n')
    assert "/opt/planted" in [r.command for r in parsed.records]


def test_a_hundred_thousand_quotes_are_read_in_bounded_time() -> None:
    assert len(read('RUN+="' + '\\"' * 100_000).unread) == 1
    assert len(read("a" * 300_000).unread) == 1
