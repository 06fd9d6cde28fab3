from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.host import HOST
from hemostat.parse.host.process import (
    HostOfProcesses,
    ProcessSnapshot,
    parse_cmdline,
    parse_exe,
    parse_process,
)

BOOT = datetime(2026, 1, 1, tzinfo=UTC)
ID = "ab" * 32
STAT = b"9 (a) S 1 1 1 0 -1 0 0 0 0 0 100 50 0 0 20 0 1 0 500 0 3 0"


@pytest.mark.parametrize(
    ("data", "argv"),
    [
        (b"", ()),
        (b"sh\0-c\0a b\0", ("sh", "-c", "a b")),
        (b"\0--flag\0", ("", "--flag")),
        (b"nginx: worker process\0\0\0\0\0", ("nginx: worker process",)),
        (b"postgres: writer", ("postgres: writer",)),
        (b"\xff\0", ("\\xff",)),
    ],
)
def test_arguments_end_at_nul_and_padding_is_dropped(data: bytes, argv: tuple[str, ...]) -> None:
    assert parse_cmdline(data) == argv


@pytest.mark.parametrize(
    ("text", "path", "is_deleted", "is_memory"),
    [
        (b"/usr/bin/a", "/usr/bin/a", False, False),
        (b"/tmp/a (deleted)", "/tmp/a", True, False),
        (b"/tmp/a (deleted) (deleted)", "/tmp/a (deleted)", True, False),
        (b"/memfd:x (deleted)", "/memfd:x", True, True),
        (b"/dev/zero (deleted)", "/dev/zero", True, True),
        (b"(unreachable)/a", "/a", False, False),
        (b"/\xff", "/\udcff", False, False),
    ],
)
def test_the_exe_link_says_path_deletion_and_memory(
    text: bytes, path: str, is_deleted: bool, is_memory: bool
) -> None:
    assert parse_exe(text) == (path, is_deleted, is_memory)


def test_a_file_that_is_really_called_deleted_is_not_deleted() -> None:
    assert parse_exe(b"/opt/a (deleted)", stands=True) == ("/opt/a (deleted)", False, False)


def test_times_count_from_the_boot() -> None:
    found = parse_process(ProcessSnapshot(pid=9, stat=STAT), HostOfProcesses(boot=BOOT))
    assert found.process.started == datetime(2026, 1, 1, 0, 0, 5, tzinfo=UTC)
    assert found.process.cpu_seconds == 1.5


def _scope(cgroup: bytes, mount: bytes = b"mnt:[2]", nspid: bytes = b"9", **host: str) -> str:
    snapshot = ProcessSnapshot(
        pid=9, stat=STAT, status=b"NSpid:\t" + nspid, cgroup=cgroup, namespaces=(mount,)
    )
    known = HostOfProcesses(mount_namespace="mnt:[1]", container=host.get("container", ""))
    return str(parse_process(snapshot, known).process.scope)


def test_a_container_is_known_by_cgroup_or_by_a_pid_namespace_of_its_own() -> None:
    assert _scope(f"0::/docker/{ID}".encode()) == f"container:{ID}"
    assert _scope(b"0::/", nspid=b"9\t1") == "container:unknown"
    assert _scope(b"0::/") == "host"


def test_whoever_shares_the_hosts_mounts_is_the_hosts_whatever_its_cgroup_says() -> None:
    assert _scope(f"0::/docker/{ID}".encode(), mount=b"mnt:[1]") == "host"
    assert _scope(b"0::/", mount=b"mnt:[1]", nspid=b"9\t1") == "host"


def test_inside_a_container_its_own_processes_are_the_host() -> None:
    assert _scope(f"0::/docker/{ID}".encode(), container=ID) == "host"


def test_descriptors_become_open_files_and_standard_streams() -> None:
    snapshot = ProcessSnapshot(
        pid=9, stat=STAT, descriptors=((0, b"socket:[7]"), (2, b"/dev/null"), (9, b"/a"))
    )
    found = parse_process(snapshot, HostOfProcesses())
    assert found.process.standard_streams == ("socket:[7]", "", "/dev/null")
    assert [each.descriptor for each in found.opened] == [0, 2, 9]


def test_what_is_no_stat_line_is_said_and_status_steps_in() -> None:
    snapshot = ProcessSnapshot(pid=9, stat=b"junk", status=b"Name:\tx\nPPid:\t4\n")
    found = parse_process(snapshot, HostOfProcesses())
    assert [unread.reason for unread in found.unread] == ["not a stat line"]
    assert (found.process.name, found.process.ppid) == ("x", 4)


@given(st.binary(max_size=200), st.binary(max_size=200), st.binary(max_size=60))
def test_no_bytes_make_a_process_raise(one: bytes, two: bytes, three: bytes) -> None:
    snapshot = ProcessSnapshot(
        pid=9,
        stat=one,
        status=two,
        cmdline=one,
        environ=two,
        maps=one,
        cgroup=two,
        exe=three,
        cwd=three,
        descriptors=((0, three),),
        namespaces=(three,),
    )
    found = parse_process(snapshot, HostOfProcesses(boot=BOOT))
    assert found.process.pid == 9
    assert found.process.scope == HOST or not found.process.scope.is_host
