"""What an ELF file says it is and needs: loader, libraries, search path, functions it defines.

A reader of our own because the files are the suspect's: it reads a bounded number of bytes, runs in
bounded time and never raises, whatever the headers claim. Source: elf(5); System V ABI, chapter 5;
include/uapi/linux/elf.h, Linux 6.18.
"""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass

At = Callable[[int, int], bytes]
"""Bytes of the file from an offset; fewer, or none, past its end."""

MAX_SEGMENTS = 128
MAX_ENTRIES = 4096
MAX_STRINGS = 4 << 20
MAX_SYMBOLS = 1 << 16
_LOAD, _DYNAMIC, _INTERPRETER = 1, 2, 3
_NEEDED, _STRTAB, _SYMTAB, _STRSZ, _SONAME, _RPATH, _RUNPATH = 1, 5, 6, 10, 14, 15, 29
_FUNCTIONS = (2, 10)
_GLOBAL = (1, 2)

_HIDING_NAMES = """
    readdir readdir64 readdir_r readdir64_r scandir scandir64 getdents getdents64
"""
_OTHER_NAMES = """
    open open64 openat openat64 fopen fopen64 freopen opendir fdopendir chdir
    stat stat64 lstat lstat64 fstatat fstatat64 statx __xstat __xstat64 __lxstat __lxstat64
    __fxstatat __fxstatat64 access faccessat unlink unlinkat rename rmdir readlink
    execve execvp execveat kill ptrace dlsym
    accept accept4 recv recvmsg read write
    getpwnam getpwuid getpwnam_r getpwuid_r getspnam getutent getutxent crypt
    pam_authenticate pam_acct_mgmt pam_open_session pam_get_item pam_vprompt
"""
HIDING = frozenset(_HIDING_NAMES.split())
"""Whoever replaces one of these decides what a listing shows."""
HOOKABLE = HIDING | frozenset(_OTHER_NAMES.split())
"""Functions of the C library and of PAM that a library which hides or steals replaces."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Elf:
    """One ELF file.

    Attributes:
        bits: 32 or 64. is_little: byte order. machine: e_machine. entry: e_entry.
        sections: how many section headers; 0 in a stripped or packed file.
        interpreter: PT_INTERP; empty if none. needed, soname, run_path: of the dynamic section;
            of run_path DT_RUNPATH, else DT_RPATH, split at colons.
        defined: functions the dynamic symbol table defines, of those asked for.
    """

    bits: int
    is_little: bool
    machine: int
    entry: int
    sections: int
    interpreter: bytes = b""
    needed: tuple[bytes, ...] = ()
    soname: bytes = b""
    run_path: tuple[bytes, ...] = ()
    defined: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Segment:
    kind: int
    offset: int
    address: int
    size: int


def read_elf(at: At, functions: frozenset[str] = HOOKABLE) -> Elf | None:
    """Read one ELF file; None if it is none.

    Args:
        at: gives its bytes.
        functions: which of the functions it defines are wanted.
    """
    ident = at(0, 64)
    if len(ident) < 52 or ident[:4] != b"\x7fELF" or ident[4] not in (1, 2):
        return None
    bits = 32 * ident[4]
    order = ">" if ident[5] == 2 else "<"
    head = struct.Struct(order + ("HHIQQQIHHHHHH" if bits == 64 else "HHIIIIIHHHHHH"))
    if len(ident) < 16 + head.size:
        return None
    _, machine, _, entry, at_segments, _, _, _, size, count, _, sections, _ = head.unpack_from(
        ident, 16
    )
    segments = tuple(_segments(at, order, bits, at_segments, size, min(count, MAX_SEGMENTS)))
    entries = tuple(_dynamic(at, order, bits, segments))
    names = _Names(at, segments, entries)
    run_path = names.first(_RUNPATH) or names.first(_RPATH)
    return Elf(
        bits=bits,
        is_little=order == "<",
        machine=machine,
        entry=entry,
        sections=sections,
        interpreter=_interpreter(at, segments),
        needed=tuple(names.text(value) for tag, value in entries if tag == _NEEDED),
        soname=names.first(_SONAME),
        run_path=tuple(part for part in run_path.split(b":") if part),
        defined=_defined(at, order, bits, segments, entries, names, functions),
    )


def elf_of(data: bytes) -> Elf | None:
    """Read one ELF file whose first bytes are at hand; what lies beyond them is not seen."""
    return read_elf(lambda offset, size: data[offset : offset + size])


def _segments(
    at: At, order: str, bits: int, offset: int, size: int, count: int
) -> Iterator[_Segment]:
    layout = struct.Struct(order + ("IIQQQQQQ" if bits == 64 else "IIIIIIII"))
    if size < layout.size:
        return
    table = at(offset, size * count)
    for start in range(0, len(table) - layout.size + 1, size):
        fields = layout.unpack_from(table, start)
        if bits == 64:
            kind, _, place, address, _, length, _, _ = fields
        else:
            kind, place, address, _, length, _, _, _ = fields
        yield _Segment(kind, place, address, length)


def _interpreter(at: At, segments: tuple[_Segment, ...]) -> bytes:
    for each in segments:
        if each.kind == _INTERPRETER:
            return at(each.offset, min(each.size, 4096)).partition(b"\0")[0]
    return b""


def _dynamic(
    at: At, order: str, bits: int, segments: tuple[_Segment, ...]
) -> Iterator[tuple[int, int]]:
    """Tag and value of each entry of the dynamic section, up to its end."""
    layout = struct.Struct(order + ("qQ" if bits == 64 else "iI"))
    for each in segments:
        if each.kind != _DYNAMIC:
            continue
        table = at(each.offset, min(each.size, MAX_ENTRIES * layout.size))
        for start in range(0, len(table) - layout.size + 1, layout.size):
            tag, value = layout.unpack_from(table, start)
            if tag == 0:
                return
            yield tag, value
        return


class _Names:
    """The string table of the dynamic section."""

    def __init__(
        self, at: At, segments: tuple[_Segment, ...], entries: tuple[tuple[int, int], ...]
    ) -> None:
        self._entries = entries
        offset = _offset_of(segments, self._value(_STRTAB))
        self._table = b""
        if offset is not None:
            self._table = at(offset, min(self._value(_STRSZ), MAX_STRINGS))

    def _value(self, wanted: int) -> int:
        return next((value for tag, value in self._entries if tag == wanted), 0)

    def first(self, wanted: int) -> bytes:
        """The text the first entry of a tag names; empty if there is none."""
        return next((self.text(value) for tag, value in self._entries if tag == wanted), b"")

    def text(self, offset: int) -> bytes:
        """The text at one offset of the table."""
        end = self._table.find(b"\0", offset, offset + 4096)
        return self._table[offset:end] if end >= 0 else b""


def _defined(
    at: At,
    order: str,
    bits: int,
    segments: tuple[_Segment, ...],
    entries: tuple[tuple[int, int], ...],
    names: _Names,
    functions: frozenset[str],
) -> frozenset[str]:
    """The wanted functions that the dynamic symbol table defines.

    The table's length is written nowhere; as linkers lay it out, the strings follow it.
    """
    values = dict(reversed(entries))
    start, strings = values.get(_SYMTAB, 0), values.get(_STRTAB, 0)
    offset = _offset_of(segments, start)
    layout = struct.Struct(order + ("IBBHQQ" if bits == 64 else "IIIBBH"))
    if offset is None or not functions:
        return frozenset()
    room = strings - start if strings > start else MAX_SYMBOLS * layout.size
    table = at(offset, min(room, MAX_SYMBOLS * layout.size))
    found: set[str] = set()
    for place in range(0, len(table) - layout.size + 1, layout.size):
        fields = layout.unpack_from(table, place)
        info, section = (fields[1], fields[3]) if bits == 64 else (fields[3], fields[5])
        if section and info & 15 in _FUNCTIONS and info >> 4 in _GLOBAL:
            found.add(names.text(fields[0]).decode("latin-1"))
    return frozenset(found & functions)


def _offset_of(segments: tuple[_Segment, ...], address: int) -> int | None:
    """Where in the file an address of the loaded image stands."""
    for each in segments:
        if each.kind == _LOAD and each.address <= address < each.address + each.size and address:
            return address - each.address + each.offset
    return None
