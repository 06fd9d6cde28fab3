import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence, Parsed
from hemostat.model.path import HostPath
from hemostat.model.records import PamRule
from hemostat.parse.host.pam import pam_includes, parse_pam
from hemostat.parse.place import Place


def pam(text: str | bytes, path: str = "/etc/pam.d/sshd") -> Parsed[PamRule]:
    data = text if isinstance(text, bytes) else text.encode()
    place = Place(HostPath(path))
    return parse_pam(Evidence(data, place.path), place)


@pytest.mark.requirement("A4.13", "B5.4")
def test_every_form_of_line_is_read() -> None:
    parsed = pam(
        "# PAM configuration\n"
        "@include common-auth\n"
        "auth [success=1  default=ignore] pam_unix.so nullok  # why\n"
        "-session   optional  pam_systemd.so\n"
        "Account Required pam_nologin.so\n"
        "password include system-auth\n"
        "session required pam_exec.so [/bin/x a\\] b] quiet\n"
    )
    assert parsed.unread == ()
    assert [
        (each.source.line, each.type, each.control, each.module, each.arguments)
        for each in parsed.records
    ] == [
        (2, "include", "@include", "common-auth", ()),
        (3, "auth", "[success=1 default=ignore]", "pam_unix.so", ("nullok",)),
        (4, "session", "optional", "pam_systemd.so", ()),
        (5, "account", "required", "pam_nologin.so", ()),
        (6, "password", "include", "system-auth", ()),
        (7, "session", "required", "pam_exec.so", ("/bin/x a] b", "quiet")),
    ]
    assert {each.service for each in parsed.records} == {"sshd"}


def test_a_line_continues_behind_a_backslash_and_ends_at_its_comment() -> None:
    parsed = pam("auth \\\n required \\ \n pam_unix.so\nauth required # \\\n pam_deny.so\n")
    assert [(each.source.line, each.module) for each in parsed.records] == [(1, "pam_unix.so")]
    assert [each.source.line for each in parsed.unread] == [4, 5]


def test_a_backslash_before_a_comment_does_not_continue_the_line() -> None:
    parsed = pam("auth required \\ # c\npam_unix.so\n")
    assert [each.source.line for each in parsed.unread] == [2]
    assert [(each.source.line, each.module) for each in parsed.records] == [(1, "\\")]


def test_pam_conf_names_the_service_first() -> None:
    parsed = pam("SSHD auth required pam_unix.so\nauth required pam_unix.so\n", "/etc/pam.conf")
    assert [(each.service, each.module) for each in parsed.records] == [("sshd", "pam_unix.so")]
    assert [each.source.line for each in parsed.unread] == [2]


def test_stacks_elsewhere_are_followed() -> None:
    place = Place(HostPath("/etc/pam.d/su"))
    text = b"auth include /opt/pam/x\n@include /etc/pam.d/common-auth\n@include y\n"
    assert pam_includes(Evidence(text, place.path), place) == ("/opt/pam/x",)


@pytest.mark.parametrize("line", ["auth", "auth required", "foo required pam_unix.so", "@include"])
def test_other_lines_are_unread(line: str) -> None:
    parsed = pam(line)
    assert parsed.records == ()
    assert len(parsed.unread) == 1


@given(st.binary())
def test_every_record_and_unread_has_a_line_that_is_there(data: bytes) -> None:
    parsed = pam(data)
    count = data.count(b"\n") + 1
    for each in (*parsed.records, *parsed.unread):
        assert each.source.line is not None and 1 <= each.source.line <= count


@given(st.lists(st.sampled_from(["auth required pam_unix.so", "junk", "# c", "", "@include x"])))
def test_no_line_is_ever_lost(lines: list[str]) -> None:
    parsed = pam("\n".join(lines))
    seen = sorted(each.source.line or 0 for each in (*parsed.records, *parsed.unread))
    assert seen == [n for n, line in enumerate(lines, 1) if line and not line.startswith("#")]


@pytest.mark.parametrize(
    "text", ["[" * 500_000, "auth " * 100_000, "[\\]" * 150_000, "\\\n" * 200_000]
)
def test_hostile_lines_end_soon(text: str) -> None:
    started = time.process_time()
    pam(text)
    assert time.process_time() - started < 5
