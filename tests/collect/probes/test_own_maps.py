"""Libraries in this very process that nothing here asks for."""

import os
import sys
import sysconfig

import pytest

from hemostat.collect.probes.own_maps import look_at_own_maps
from hemostat.model.records import InjectedLibrary
from hemostat.trees.footprint import Touches
from hemostat.trees.raw import RawHost
from made_elf import made_elf
from made_raw import Made, MadeRaw

pytestmark = pytest.mark.requirement("A6L.3", "A6L.2", "A5.20")
EXE, LIBC, MODULE = b"/usr/bin/python3", b"/usr/lib/libc.so.6", b"/srv/venv/lib/re2.so"
LIBRARY = b"/usr/lib/libsystem-audit.so.1"
LINE = b"7f0000000000-7f0000001000 %s 00000000 fe:00 7 %s\n"


def made(*libraries: bytes) -> Made:
    """A Python with a C library, a module of its own, and some libraries more."""
    host = Made(links={b"/proc/self/exe": EXE})
    host.files[EXE] = made_elf(("libc.so.6",))
    host.files[LIBC] = made_elf(soname="libc.so.6", defines=("readdir",))
    host.files[MODULE] = made_elf(("libc.so.6", "libstdc++.so.6"))
    for library in libraries:
        host.files[library] = made_elf(("libc.so.6",), defines=("readdir64", "open64"))
    mapped = (EXE, LIBC, MODULE, *libraries)
    maps = b"".join(LINE % (b"r-xp", path) for path in mapped)
    host.files[b"/proc/self/maps"] = maps + LINE % (b"r--p", b"/usr/share/locale.so")
    return host


def injected(host: Made) -> tuple[InjectedLibrary, ...]:
    return look_at_own_maps(MadeRaw(host), ["/srv/venv/lib"], 7).injected


def test_a_library_nobody_asks_for_is_named_with_what_it_replaces() -> None:
    (found,) = injected(made(LIBRARY))
    assert (found.path, found.named_by, found.is_ours) == (LIBRARY.decode(), "", True)
    assert found.hooks == ("open64", "readdir64")
    assert injected(made()) == ()


@pytest.mark.parametrize(
    ("path", "content", "who"),
    [
        (b"/etc/ld.so.preload", b"# ours\n/usr/lib/libsystem-audit.so.1\n", "/etc/ld.so.preload"),
        (b"/proc/self/environ", b"A=b\0LD_PRELOAD=libsystem-audit.so.1\0", "LD_PRELOAD"),
    ],
)
def test_who_names_it_is_told(path: bytes, content: bytes, who: str) -> None:
    host = made(LIBRARY)
    host.files[path] = content
    (found,) = injected(host)
    assert found.named_by == who


def test_a_preloaded_library_that_bears_a_needed_name_is_told_as_well() -> None:
    host = made()
    twin = b"/opt/x/libc.so.6"
    host.files[twin] = made_elf(soname="libc.so.6")
    host.files[b"/proc/self/maps"] += LINE % (b"r-xp", twin)
    assert injected(host) == ()
    host.files[b"/etc/ld.so.preload"] = twin
    assert [each.path for each in injected(host)] == [twin.decode()]


def test_a_library_that_is_gone_is_asked_for_by_nobody() -> None:
    host = made()
    host.files[b"/proc/self/maps"] += LINE % (b"r-xp", b"/dev/shm/.x (deleted)")
    host.files[b"/proc/self/maps"] += LINE % (b"r-xp", b"/lib/libx.so (deleted)")
    assert [each.path for each in injected(host)] == ["/dev/shm/.x", "/lib/libx.so"]


def test_maps_that_cannot_be_read_are_a_hole() -> None:
    found = look_at_own_maps(MadeRaw(Made()), [], 7)
    assert found.injected == ()
    assert found.coverage[0].artifact == "linux.probe.own-process"


def test_this_test_runs_without_strangers() -> None:
    folders = [*sysconfig.get_paths().values(), *sys.path, sys.prefix, sys.base_prefix]
    found = look_at_own_maps(RawHost(Touches()), folders, os.getpid())
    assert [each.path for each in found.injected if not os.environ.get("LD_PRELOAD")] == []
