"""Which libraries of a process nothing in the process asks for. Pure."""

import re
from collections.abc import Iterable, Mapping

from hemostat.model.path import name
from hemostat.parse.host.elf import HIDING, Elf

_LOADER = re.compile(r"ld-linux[\w.-]*\.so\.\d+|ld-musl-\w+\.so\.1|ld64\.so\.\d+|ld-\d[\d.]*\.so")
# What the C library opens by itself, without anything naming it as needed: dlopen(3) in nss, iconv,
# thread cancellation, and the vendor's own crypto.
_OPENED_BY_LIBC = re.compile(r"libnss_[\w-]+\.so\.2|libgcc_s\.so\.1|libidn2?\.so\.\d+")
_SYSTEM = re.compile(r"/(usr/)?lib(64|32|x32|exec)?/")


def unneeded(libraries: Mapping[str, Elf], roots: Iterable[str]) -> tuple[str, ...]:
    """The libraries that no chain of DT_NEEDED leads to, in order.

    A library opened at run time (a plug-in) is unneeded as well; the C library's own are not given.

    Args:
        libraries: every mapped ELF file of one process, by path.
        roots: the program, and what its language loads as modules.
    """
    by_name: dict[str, list[str]] = {}
    for path, elf in libraries.items():
        for each in {name(path), elf.soname.decode("utf-8", "surrogateescape")}:
            by_name.setdefault(each, []).append(path)
    opened = [path for path, elf in libraries.items() if _is_usual(path, elf)]
    reached: set[str] = set()
    waiting = [path for path in (*roots, *opened) if path in libraries]
    while waiting:
        path = waiting.pop()
        if path in reached:
            continue
        reached.add(path)
        for needed in libraries[path].needed:
            text = needed.decode("utf-8", "surrogateescape")
            waiting += by_name.get(name(text), [])
    return tuple(path for path in libraries if path not in reached)


def _is_usual(path: str, elf: Elf) -> bool:
    own = name(path)
    is_opened = bool(_OPENED_BY_LIBC.fullmatch(own)) or "/gconv/" in path
    is_known = bool(_LOADER.fullmatch(own)) or is_opened
    return is_known and bool(_SYSTEM.match(path)) and not elf.defined & HIDING
