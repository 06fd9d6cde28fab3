"""modules-load.d and modprobe.d."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence
from hemostat.model.path import HostPath
from hemostat.parse.host.module_config import parse_modprobe_config, parse_modules_load
from hemostat.parse.place import Place

PATH = HostPath("/etc/modprobe.d/x.conf")
PLACE = Place(PATH)


@pytest.mark.requirement("B5.4")
def test_modules_to_load_are_read_with_their_options() -> None:
    parsed = parse_modules_load(Evidence(b"# c\n; c\nloop max_loop=8\n ip_tables \n", PATH), PLACE)
    assert [(r.module, r.command) for r in parsed.records] == [
        ("loop", "max_loop=8"),
        ("ip_tables", ""),
    ]


def test_a_module_named_by_a_path_is_kept() -> None:
    parsed = parse_modules_load(Evidence(b"/dev/shm/x.ko\n$(id)\n", PATH), PLACE)
    assert [r.module for r in parsed.records] == ["/dev/shm/x.ko"]
    assert [u.source.line for u in parsed.unread] == [2]


@pytest.mark.requirement("B5.4")
def test_commands_that_run_instead_of_a_module_are_read_over_joined_lines() -> None:
    parsed = parse_modprobe_config(
        Evidence(
            b"install usb-storage /bin/true\nblacklist pcspkr\noptions kvm nested=1\n"
            b"install tcp_x /sbin/modprobe -i tcp_x; \\\n  /opt/x &\nalias net-pf-10 off\n"
            b"softdep a pre: b\nnonsense\n",
            PATH,
        ),
        PLACE,
    )
    assert [(r.kind, r.module) for r in parsed.records] == [
        ("install", "usb-storage"),
        ("blacklist", "pcspkr"),
        ("options", "kvm"),
        ("install", "tcp_x"),
        ("alias", "net-pf-10"),
        ("softdep", "a"),
    ]
    assert parsed.records[3].command == "/sbin/modprobe -i tcp_x;   /opt/x &"
    assert [u.source.line for u in parsed.unread] == [8]


@given(st.binary(max_size=300))
def test_every_line_is_a_record_a_comment_or_unread(data: bytes) -> None:
    evidence = Evidence(data, PATH)
    parsed = parse_modules_load(evidence, PLACE)
    seen = sorted(each.source.line or 0 for each in (*parsed.records, *parsed.unread))
    assert seen == [n for n, raw in evidence.lines() if raw.strip() and raw.strip()[0] not in "#;"]


@given(st.binary(max_size=300).map(lambda data: data.replace(b"\\", b"")))
def test_every_directive_is_a_record_a_comment_or_unread(data: bytes) -> None:
    evidence = Evidence(data, PATH)
    parsed = parse_modprobe_config(evidence, PLACE)
    seen = sorted(each.source.line or 0 for each in (*parsed.records, *parsed.unread))
    # Undecodable bytes become \xNN: never a backslash at the end of a line.
    assert seen == [n for n, raw in evidence.lines() if raw.strip() and raw.strip()[0] != "#"]
