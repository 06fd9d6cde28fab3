from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence
from hemostat.model.path import HostPath
from hemostat.parse.host.mounts import parse_mountinfo
from hemostat.parse.place import Place

PLACE = Place(HostPath("/proc/self/mountinfo"))


def test_a_mount_says_where_what_and_how() -> None:
    line = (
        rb"36 35 98:0 /sub /mnt/a\040b\134c rw,noatime master:1 shared:2 - ext4 /dev/sd\0111 rw,x"
    )
    (mount,) = parse_mountinfo(Evidence(line, PLACE.path), PLACE).records
    assert (mount.mount_point, mount.root, mount.type) == ("/mnt/a b\\c", "/sub", "ext4")
    assert (mount.device, mount.options) == ("/dev/sd\t1", ("rw", "noatime", "x"))


def test_our_own_mounts_are_read_whole() -> None:
    data = Path("/proc/self/mountinfo").read_bytes()
    parsed = parse_mountinfo(Evidence(data, PLACE.path), PLACE)
    assert any(mount.mount_point == "/proc" and mount.type == "proc" for mount in parsed.records)
    assert parsed.unread == ()


@given(st.binary(max_size=300))
def test_no_line_is_lost(data: bytes) -> None:
    parsed = parse_mountinfo(Evidence(data, PLACE.path), PLACE)
    seen = sorted(each.source.line or 0 for each in (*parsed.records, *parsed.unread))
    assert seen == [number for number, raw in enumerate(data.split(b"\n"), 1) if raw.strip()]
