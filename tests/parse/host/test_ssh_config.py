import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence, Parsed
from hemostat.model.path import HostPath
from hemostat.model.records import Mechanism, StartupLine
from hemostat.parse.host.ssh_config import (
    parse_ssh_config,
    parse_ssh_environment,
    parse_ssh_rc,
    ssh_config_includes,
)
from hemostat.parse.place import Place

USER = Place(HostPath("/home/ann/.ssh/config"), account="ann", mechanism=Mechanism.SSH_RC)
SYSTEM = Place(HostPath("/etc/ssh/ssh_config"), mechanism=Mechanism.SSH_RC)


def config(text: str) -> Parsed[StartupLine]:
    return parse_ssh_config(Evidence(text.encode(), USER.path), USER)


def includes(text: str, place: Place) -> tuple[str, ...]:
    return ssh_config_includes(Evidence(text.encode(), place.path), place)


@pytest.mark.requirement("A4.13", "B5.4")
def test_every_line_that_runs_a_command_is_one() -> None:
    parsed = config(
        "Host a\n  HostName 192.0.2.1\n  ProxyCommand=nc -X connect %h %p\n"
        'Match host b exec "test -f /x"\n  KnownHostsCommand /usr/bin/k %H\n'
        "Host c\n  ProxyCommand none\n"
    )
    assert parsed.unread == ()
    assert [(each.command, each.account, each.source.line) for each in parsed.records] == [
        ("nc -X connect %h %p", "ann", 3),
        ("test -f /x", "ann", 4),
        ("/usr/bin/k %H", "ann", 5),
    ]


def test_a_local_command_runs_only_where_it_is_permitted() -> None:
    assert config("Host a\n LocalCommand /tmp/x\n").records == ()
    (line,) = config("Host a\n LocalCommand /tmp/x\n PermitLocalCommand yes\n").records
    assert line.command == "/tmp/x"


def test_includes_begin_where_the_file_stands() -> None:
    text = "Include conf.d/* ~/other /etc/x\n"
    assert includes(text, USER) == ("/home/ann/.ssh/conf.d/*", "/home/ann/other", "/etc/x")
    assert includes("Include ssh_config.d/*.conf\n", SYSTEM) == ("/etc/ssh/ssh_config.d/*.conf",)


def test_rc_is_read_as_a_shell_reads_it() -> None:
    place = Place(HostPath("/etc/ssh/sshrc"), mechanism=Mechanism.SSH_RC, trigger="login")
    parsed = parse_ssh_rc(
        Evidence(b"#!/bin/sh\n\ncurl \\\n  x | sh\n# no\nid\\", place.path), place
    )
    assert [(each.source.line, each.command, each.trigger) for each in parsed.records] == [
        (3, "curl   x | sh", "login"),
        (6, "id", "login"),
    ]


def test_each_variable_of_the_environment_is_a_line() -> None:
    parsed = parse_ssh_environment(Evidence(b"A=b\n# c\nLD_PRELOAD=/tmp/x\nno\n", USER.path), USER)
    assert [each.command for each in parsed.records] == ["A=b", "LD_PRELOAD=/tmp/x"]
    assert [each.source.line for each in parsed.unread] == [4]


@given(st.binary())
def test_any_bytes_are_read_without_losing_their_place(data: bytes) -> None:
    count = data.count(b"\n") + 1
    for parser in (parse_ssh_config, parse_ssh_rc, parse_ssh_environment):
        parsed = parser(Evidence(data, USER.path), USER)
        for each in (*parsed.records, *parsed.unread):
            assert each.source.line is not None and 1 <= each.source.line <= count


@given(st.lists(st.sampled_from(["id", "# c", "", "  ls", "echo #"])))
def test_no_line_of_rc_is_lost(lines: list[str]) -> None:
    parsed = parse_ssh_rc(Evidence("\n".join(lines).encode(), USER.path), USER)
    expected = [n for n, line in enumerate(lines, 1) if line and not line.startswith("#")]
    assert [each.source.line for each in parsed.records] == expected
