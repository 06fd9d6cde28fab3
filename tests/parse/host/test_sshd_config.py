import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence, Parsed
from hemostat.model.path import HostPath
from hemostat.model.records import SshdOption
from hemostat.parse.host.sshd_config import (
    key_files,
    parse_sshd_config,
    split_arguments,
    sshd_includes,
)
from hemostat.parse.place import Place

PLACE = Place(HostPath("/etc/ssh/sshd_config"))
# Made up, after the sshd_config of Debian 12.
DEBIAN = """# This is the sshd server system-wide configuration file.
Include /etc/ssh/sshd_config.d/*.conf

#Port 22
KbdInteractiveAuthentication no
UsePAM yes
X11Forwarding yes
AcceptEnv LANG LC_*
Subsystem\tsftp\t/usr/lib/openssh/sftp-server
Match User anoncvs
\tForceCommand cvs server
"""


def options(text: str | bytes) -> Parsed[SshdOption]:
    data = text if isinstance(text, bytes) else text.encode()
    return parse_sshd_config(Evidence(data, PLACE.path), PLACE)


def pairs(text: str) -> list[tuple[str, str]]:
    return [(each.keyword, each.value) for each in options(text).records]


@pytest.mark.requirement("B5.1", "B5.4")
def test_the_file_of_debian_is_read_whole() -> None:
    parsed = options(DEBIAN)
    assert parsed.unread == ()
    assert [
        (each.source.line, each.keyword, each.value, each.match) for each in parsed.records
    ] == [
        (2, "include", "/etc/ssh/sshd_config.d/*.conf", ""),
        (5, "kbdinteractiveauthentication", "no", ""),
        (6, "usepam", "yes", ""),
        (7, "x11forwarding", "yes", ""),
        (8, "acceptenv", "LANG LC_*", ""),
        (9, "subsystem", "sftp /usr/lib/openssh/sftp-server", ""),
        (10, "match", "User anoncvs", "User anoncvs"),
        (11, "forcecommand", "cvs server", "User anoncvs"),
    ]


@pytest.mark.parametrize(
    ("line", "keyword", "value"),
    [
        ("permitROOTlogin=yes", "permitrootlogin", "yes"),
        ("PermitRootLogin = yes", "permitrootlogin", "yes"),
        ('Banner "/etc/my banner"', "banner", "/etc/my banner"),
        ("Port 22 # not 23", "port", "22"),
        ("  Port\t22 \r", "port", "22"),
        ('ForceCommand "echo hi" && x', "forcecommand", '"echo hi" && x'),
        ("AuthorizedKeysFile .ssh/a#b", "authorizedkeysfile", ".ssh/a#b"),
        ("SetEnv A=b C='d e'", "setenv", "A=b C=d e"),
    ],
)
def test_lines_are_read(line: str, keyword: str, value: str) -> None:
    assert pairs(line) == [(keyword, value)]


def test_a_match_block_reaches_to_the_next() -> None:
    parsed = options("A 1\nMatch User a\nB 1\nmatch all\nC 1\n")
    assert [each.match for each in parsed.records] == ["", "User a", "User a", "all", "all"]


def test_lines_without_a_value_and_open_quotes_are_unread() -> None:
    parsed = options('Port\nBanner "/etc/x\n# no\n\nPort # 22\n')
    assert parsed.records == ()
    assert [each.source.line for each in parsed.unread] == [1, 2, 5]


def test_includes_begin_in_etc_ssh() -> None:
    text = b'Include conf.d/*.conf "/opt/a b"\nInclude /etc/x\n'
    assert sshd_includes(Evidence(text, PLACE.path), PLACE) == (
        "/etc/ssh/conf.d/*.conf",
        "/opt/a b",
        "/etc/x",
    )


def test_files_of_keys_are_named_as_patterns() -> None:
    text = b"AuthorizedKeysFile .ssh/authorized_keys %h/k /etc/ssh/%u/keys none /a%%b\n"
    assert key_files(Evidence(text, PLACE.path), PLACE) == (
        "{home}/.ssh/authorized_keys",
        "{home}/k",
        "/etc/ssh/*/keys",
        "/a%b",
    )


@given(st.binary())
def test_no_line_is_ever_lost(data: bytes) -> None:
    parsed = options(data)
    seen = [each.source.line for each in (*parsed.records, *parsed.unread)]
    bare = [raw.strip(b" \t\r\f") for raw in data.split(b"\n")]
    assert sorted(seen) == [n for n, raw in enumerate(bare, 1) if raw and raw[:1] != b"#"]


@given(st.lists(st.text("abc \t#", min_size=1)))
def test_quoted_arguments_come_back(words: list[str]) -> None:
    assert split_arguments(" ".join(f'"{word}"' for word in words)) == tuple(words)


@pytest.mark.parametrize("text", ['"' * 500_000, "a=" * 250_000, "\\" * 500_000, "x " * 250_000])
def test_hostile_lines_end_soon(text: str) -> None:
    started = time.process_time()
    options("Port " + text)
    assert time.process_time() - started < 5
