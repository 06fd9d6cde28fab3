"""The mount table: what is not touched, and why."""

import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.trees.mounts import Mount, find_skipped, hidepid_of, parse_mountinfo, reason_to_skip

# Made up, in the kernel's form; the fuse and nfs lines follow those of a Debian 12 workstation.
TABLE = rb"""22 27 0:21 / /proc rw,relatime shared:13 - proc proc rw,hidepid=invisible
27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw,discard
40 27 0:50 / /srv/share\040one rw,relatime shared:3 master:2 - nfs4 10.0.0.5:/x rw,vers=4.2
41 27 0:51 / /home/li/cloud rw,nosuid - fuse.rclone remote: rw,user_id=1000
42 22 0:52 / /proc/sys/fs/binfmt_misc rw,relatime - autofs systemd-1 rw,fd=29
43 42 0:53 / /proc/sys/fs/binfmt_misc rw,nosuid - binfmt_misc binfmt_misc rw
44 27 0:54 / /net rw,relatime - autofs /etc/auto.net rw,fd=7
45 27 0:55 / /sys/fs/fuse/connections rw - fusectl fusectl rw
46 27 0:56 / /win rw,relatime - cifs //nas/win rw,vers=3.1.1
47 27 8:1 / /mnt/usb rw,relatime - fuseblk /dev/sdb1 rw
48 27 8:2 / /data rw,relatime - xfs /dev/sdc1 rw
"""


def answers(point: bytes) -> None:
    """A mount that is alive."""


def test_every_field_is_read_with_its_escapes() -> None:
    mounts = {mount.point: mount for mount in parse_mountinfo(TABLE)}
    assert mounts[b"/srv/share one"].type == "nfs4"
    assert "vers=4.2" in mounts[b"/srv/share one"].options
    assert len(mounts) == 10


def test_of_two_mounts_on_one_point_the_last_is_seen() -> None:
    mounts = {mount.point: mount for mount in parse_mountinfo(TABLE)}
    assert mounts[b"/proc/sys/fs/binfmt_misc"].type == "binfmt_misc"


def test_network_fuse_and_automounts_are_skipped_with_their_reason() -> None:
    skipped = find_skipped(parse_mountinfo(TABLE), answers)
    assert skipped == {
        b"/srv/share one": "is on a network file system (nfs4): not touched",
        b"/home/li/cloud": "is on a FUSE file system (fuse.rclone): not touched",
        b"/net": "is an automount point (autofs): not touched, since a look would mount it",
        b"/win": "is on a network file system (cifs): not touched",
        b"/mnt/usb": "is on a FUSE file system (fuseblk): not touched",
    }


@pytest.mark.parametrize("kind", ["fuse", "fuse.sshfs", "fuse.s3fs", "fuse.lxcfs", "fuse.snapfuse"])
def test_every_fuse_program_counts(kind: str) -> None:
    assert "FUSE" in reason_to_skip(Mount(b"/x", kind))


@pytest.mark.parametrize(
    "kind", ["fusectl", "ext4", "overlay", "squashfs", "btrfs", "zfs", "tmpfs"]
)
def test_local_file_systems_are_read(kind: str) -> None:
    assert reason_to_skip(Mount(b"/x", kind)) == ""


def test_the_root_is_read_even_from_a_network() -> None:
    assert find_skipped([Mount(b"/", "nfs4")], answers) == {}


def test_skipped_mounts_are_not_even_asked_nor_what_lies_below_them() -> None:
    asked: list[bytes] = []
    mounts = (*parse_mountinfo(TABLE), Mount(b"/net/host/disk", "xfs"))
    find_skipped(mounts, asked.append)
    assert asked == [b"/data"]


def test_mounts_that_never_answer_cost_their_time_once() -> None:
    never = threading.Event()
    begin = time.monotonic()
    mounts = [Mount(b"/hung%d" % number, "ext4") for number in range(5)]
    skipped = find_skipped(
        [*mounts, Mount(b"/fine", "xfs")],
        lambda point: never.wait() if b"hung" in point else None,
        seconds=0.2,
    )
    never.set()
    assert time.monotonic() - begin < 1
    assert sorted(skipped) == [b"/hung%d" % number for number in range(5)]
    assert skipped[b"/hung0"] == "is on a mount that did not answer within 0.2 s: not touched"


def test_an_error_is_an_answer() -> None:
    def refuse(point: bytes) -> None:
        raise PermissionError(13, "Permission denied")

    assert find_skipped([Mount(b"/root/x", "ext4")], refuse) == {}


@pytest.mark.parametrize(
    ("option", "value"),
    [("hidepid=2", "2"), ("hidepid=invisible", "invisible"), ("hidepid=0", ""), ("rw", "")],
)
def test_hidepid_is_found(option: str, value: str) -> None:
    assert hidepid_of([Mount(b"/proc", "proc", ("rw", option))]) == value


@given(st.binary())
def test_any_bytes_make_a_table_or_nothing(text: bytes) -> None:
    assert len(parse_mountinfo(text)) <= text.count(b"\n") + 1
