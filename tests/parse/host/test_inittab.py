import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence, Parsed
from hemostat.model.path import HostPath
from hemostat.model.records import StartupLine
from hemostat.parse.host.inittab import parse_inittab
from hemostat.parse.place import Place

# Made up after the inittab of Alpine 3.19 and of sysvinit 3.06.
INITTAB = b"""# /etc/inittab
::sysinit:/sbin/openrc sysinit
tty1::respawn:-/sbin/getty 38400 tty1
id:2:initdefault:
si::sysinit:/etc/init.d/rcS
x:2345:off:/tmp/idle
ca:12345:ctrlaltdel:+/sbin/shutdown -t1 -a -r now
"""


def inittab(data: bytes) -> Parsed[StartupLine]:
    path = HostPath("/etc/inittab")
    return parse_inittab(Evidence(data, path), Place(path))


@pytest.mark.requirement("B5.4")
def test_processes_are_read_with_their_action() -> None:
    parsed = inittab(INITTAB)
    assert parsed.unread == ()
    assert [(each.trigger, each.command) for each in parsed.records] == [
        ("sysinit", "/sbin/openrc sysinit"),
        ("respawn", "/sbin/getty 38400 tty1"),
        ("sysinit", "/etc/init.d/rcS"),
        ("ctrlaltdel", "/sbin/shutdown -t1 -a -r now"),
    ]


@pytest.mark.parametrize("line", [b"hello", b"a:b:c", b"a:2:sometimes:/x"])
def test_other_lines_are_unread(line: bytes) -> None:
    assert [each.source.text for each in inittab(line).unread] == [line.decode()]


@given(st.text(alphabet="a:once#\n \t+", max_size=60).map(str.encode))
def test_no_line_is_lost(data: bytes) -> None:
    parsed = inittab(data)
    seen = [each.source.line for each in (*parsed.records, *parsed.unread)]
    lines = [line.strip(b" \t") for line in data.split(b"\n")]
    assert sorted(seen, key=lambda n: n or 0) == [
        number for number, line in enumerate(lines, 1) if line and not line.startswith(b"#")
    ]
