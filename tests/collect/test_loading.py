"""What the loader would take for a program: run path, cache, default folders, by processor."""

from pathlib import Path

import pytest

from hemostat.collect.loading import Loading, programs_to_follow
from hemostat.model.path import HostPath
from made_elf import made_elf
from made_roots import put, tree_of
from parse.host.test_loader_cache import made_cache

pytestmark = pytest.mark.requirement("A6L.2", "A6L.5")
LOADER = "/lib64/ld-linux-x86-64.so.2"


def would_load(root: Path, program: str = "/bin/ls") -> list[tuple[str, str]]:
    loading = Loading(tree_of(root))
    return [(each.library, each.how) for each in loading.libraries(HostPath(program))]


def test_the_cache_comes_before_the_default_folders(tmp_path: Path) -> None:
    put(tmp_path, "/bin/ls", made_elf(("liba.so.1", "libb.so.1"), interpreter=LOADER))
    for path in ("/opt/x/liba.so.1", "/lib/liba.so.1", "/lib/libb.so.1"):
        put(tmp_path, path, made_elf())
    put(tmp_path, "/etc/ld.so.cache", made_cache(("liba.so.1", "/opt/x/liba.so.1")))
    assert would_load(tmp_path) == [("/opt/x/liba.so.1", "cache"), ("/lib/libb.so.1", "default")]


def test_a_run_path_comes_first_and_origin_is_the_programs_folder(tmp_path: Path) -> None:
    put(tmp_path, "/bin/ls", made_elf(("liba.so.1",), run_path="/none:$ORIGIN/../lib/x"))
    put(tmp_path, "/lib/x/liba.so.1", made_elf())
    put(tmp_path, "/lib/liba.so.1", made_elf())
    assert would_load(tmp_path) == [("/lib/x/liba.so.1", "run_path")]


def test_libraries_of_libraries_are_followed_and_other_processors_passed_over(
    tmp_path: Path,
) -> None:
    put(tmp_path, "/bin/ls", made_elf(("liba.so.1",)))
    put(tmp_path, "/lib64/liba.so.1", made_elf(machine=183))
    put(tmp_path, "/lib/liba.so.1", made_elf(("libc.so.6", "liba.so.1")))
    put(tmp_path, "/lib/libc.so.6", made_elf())
    found = [("/lib/liba.so.1", "default"), ("/lib/libc.so.6", "default")]
    assert would_load(tmp_path) == found


def test_the_loader_a_program_names_and_what_it_preloads(tmp_path: Path) -> None:
    put(tmp_path, "/bin/ls", made_elf(interpreter=LOADER) + bytes(9000))
    put(tmp_path, LOADER, made_elf(more=b"\0/etc/ld.so.preload\0"))
    put(tmp_path, "/lib/ld-linux.so.2", made_elf(more=b"\0/etc/ld.so.my_preload\0"))
    put(tmp_path, "/lib/ld-2.17.so", made_elf())
    put(tmp_path, "/lib/libz.so.1", made_elf(defines=("readdir",)))
    loading = Loading(tree_of(tmp_path))
    loader = loading.interpreter(HostPath("/bin/ls"))
    assert loader is not None
    assert (loader.library, loader.how) == (LOADER, "interpreter")
    named = {}
    for path in (LOADER, "/lib/ld-linux.so.2", "/lib/ld-2.17.so", "/lib/libz.so.1"):
        record = loading.record(path)
        assert record is not None
        named[path] = record.preload_file
    expected = ["/etc/ld.so.preload", "/etc/ld.so.my_preload", "-", ""]
    assert list(named.values()) == expected


def test_scripts_and_what_is_not_there_load_nothing(tmp_path: Path) -> None:
    put(tmp_path, "/bin/ls", b"#!/bin/sh\n")
    loading = Loading(tree_of(tmp_path))
    assert would_load(tmp_path) == would_load(tmp_path, "/bin/none") == []
    assert loading.interpreter(HostPath("/bin/ls")) is None
    assert loading.record("/bin/ls") is None
    which = {"ls": HostPath("/bin/ls"), "dir": HostPath("/bin/ls")}.get
    assert programs_to_follow(which, {"ls", "dir", "none"}) == (HostPath("/bin/ls"),)
