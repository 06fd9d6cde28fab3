from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence, Parsed
from hemostat.model.path import HostPath
from hemostat.model.records import MappedFile
from hemostat.parse.host.process_maps import MAX_FILES, parse_maps

LINE = b"7f00-7f10 %s 00000000 08:01 %d                         %s\n"


def parse(data: bytes) -> Parsed[MappedFile]:
    return parse_maps(Evidence(data, HostPath("/proc/7/maps")), 7)


@pytest.mark.requirement("A6L.2")
def test_a_library_is_one_record_however_many_segments_it_has() -> None:
    data = LINE % (b"r--p", 9, b"/usr/lib/libc.so.6") + LINE % (b"r-xp", 9, b"/usr/lib/libc.so.6")
    (record,) = parse(data).records
    assert (record.path, record.is_executable, record.inode) == ("/usr/lib/libc.so.6", True, 9)


@pytest.mark.parametrize(
    ("text", "path", "is_deleted"),
    [
        (b"/tmp/x.so (deleted)", "/tmp/x.so", True),
        (b"/memfd:jit (deleted)", "/memfd:jit", True),
        (b"/opt/a b/c d.so", "/opt/a b/c d.so", False),
        (b"/tmp/new\\012line", "/tmp/new\nline", False),
    ],
)
def test_the_path_is_what_the_kernel_means(text: bytes, path: str, is_deleted: bool) -> None:
    (record,) = parse(LINE % (b"r-xp", 9, text)).records
    assert (record.path, record.is_deleted) == (path, is_deleted)


def test_memory_without_a_file_is_no_record_and_not_unread() -> None:
    data = b"7f00-7f10 rw-p 00000000 00:00 0\n7f00-7f10 rw-p 0 00:00 0 [heap]\n"
    data += b"7f00-7f10 rw-s 0 00:08 44 anon_inode:[perf_event]\n"
    assert parse(data) == Parsed()


def test_too_many_files_are_cut_and_said() -> None:
    data = b"".join(LINE % (b"r--p", n, b"/f%d" % n) for n in range(MAX_FILES + 1))
    parsed = parse(data)
    assert len(parsed.records) == MAX_FILES
    assert [unread.reason for unread in parsed.unread] == ["4097 mapped files, 4096 kept"]


def test_our_own_maps_name_the_c_library() -> None:
    parsed = parse(Path("/proc/self/maps").read_bytes())
    assert any("/libc" in record.path and record.is_executable for record in parsed.records)
    assert parsed.unread == ()


@given(st.lists(st.binary(max_size=60), max_size=20))
def test_no_line_is_lost(lines: list[bytes]) -> None:
    data = b"\n".join(lines)
    parsed = parse(data)
    odd = [line for line in data.split(b"\n") if line and len(line.split(None, 5)) not in (5, 6)]
    assert len(parsed.unread) == len(odd)
    paths = {parts[5] for line in data.split(b"\n") if len(parts := line.split(None, 5)) == 6}
    assert len(parsed.records) == len([path for path in paths if path.startswith(b"/")])
