"""Which files a process has mapped, from /proc/PID/maps."""

from dataclasses import dataclass
from functools import lru_cache

from hemostat.model.evidence import Evidence, Parsed, Unread
from hemostat.model.host import HOST, Scope
from hemostat.model.path import HostPath, decode
from hemostat.model.records import MappedFile

MAX_FILES = 4096
_DELETED = b" (deleted)"


@dataclass(slots=True)
class _Mapping:
    inode: int
    is_executable: bool


def parse_maps(
    evidence: Evidence, pid: int, *, exe: HostPath | None = None, scope: Scope = HOST
) -> Parsed[MappedFile]:
    r"""Read one maps file: each file once, however many segments; at most `MAX_FILES` files.

    Anonymous memory, `[stack]` and their like, and things without a path (sockets, anon_inode)
    are no files and yield nothing. Of a path the kernel escapes only the newline, as \012.

    Source: proc(5), `/proc/pid/maps`; fs/proc/task_mmu.c (show_map_vma), Linux 2.6 to 6.18.
    """
    found: dict[bytes, _Mapping] = {}
    unread: list[Unread] = []
    for number, line in enumerate(evidence.data.split(b"\n"), start=1):
        # address perms offset dev inode path; the path may hold blanks and stands last
        fields = line.split(None, 5)
        if len(fields) == 6 and fields[5].startswith(b"/"):
            _add(found, fields)
        elif not line or len(fields) in (5, 6):
            continue
        else:
            text = line.decode("utf-8", "backslashreplace")
            unread.append(Unread(evidence.source(number, text), "not a mapping"))
    source = evidence.source()
    if len(found) > MAX_FILES:
        unread.append(Unread(source, f"{len(found)} mapped files, {MAX_FILES} kept"))
    records = tuple(
        MappedFile(
            source=source,
            pid=pid,
            exe=exe,
            path=path_of(raw),
            is_deleted=raw.endswith(_DELETED),
            is_executable=mapping.is_executable,
            inode=mapping.inode,
            scope=scope,
        )
        for raw, mapping in list(found.items())[:MAX_FILES]
    )
    return Parsed(records, tuple(unread))


@lru_cache(maxsize=65536)
def path_of(raw: bytes) -> HostPath:
    """The mapped file's path; one string for each, as thousands of processes share libraries."""
    plain = raw.removesuffix(_DELETED).replace(b"\\012", b"\n")
    return decode(plain)


def _add(found: dict[bytes, _Mapping], fields: list[bytes]) -> None:
    is_executable = fields[1][2:3] == b"x"
    known = found.get(fields[5])
    if known is None:
        digits = fields[4]
        inode = int(digits) if digits.isdigit() and len(digits) <= 20 else 0
        found[fields[5]] = _Mapping(inode, is_executable)
    elif is_executable:
        known.is_executable = True
