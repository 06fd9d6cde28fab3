"""Modules that one of three lists leaves out."""

from pathlib import Path

import pytest

from hemostat.collect.probes.modules import compare_modules
from made_roots import put, tree_of

pytestmark = pytest.mark.requirement("A6L.3", "A5.6", "A4.13")
LINE = "{} 16384 0 - Live 0x0000000000000000\n"


def host(root: Path, listed: str, folders: str, symbols: str) -> set[tuple[str, str, str]]:
    """What differs on a host whose three lists show these modules."""
    put(root, "/proc/modules", "".join(map(LINE.format, listed.split())).encode())
    text = "0000000000000000 T _text\n0000000000000000 t bpf_prog_1\t[bpf]\n"
    text += "".join(f"0000000000000000 t init_module\t[{name}]\n" for name in symbols.split())
    put(root, "/proc/kallsyms", text.encode())
    put(root, "/sys/module/kernel/parameters/panic", b"0\n")
    for name in folders.split():
        put(root, f"/sys/module/{name}/initstate", b"live\n")
    found = compare_modules(tree_of(root), tries=3).differences
    return {(view.value, view.seen_by, view.missing_from) for view in found}


def test_lists_that_agree_say_nothing(tmp_path: Path) -> None:
    assert host(tmp_path, "ext4 loop", "ext4 loop", "ext4") == set()


def test_a_module_off_the_list_keeps_its_folder(tmp_path: Path) -> None:
    found = host(tmp_path, "ext4", "ext4 rk", "ext4 rk")
    assert found == {("rk", "/sys/module", "/proc/modules")}


def test_a_module_off_both_keeps_its_symbols(tmp_path: Path) -> None:
    found = host(tmp_path, "ext4", "ext4", "ext4 rk")
    assert found == {("rk", "/proc/kallsyms", "/proc/modules")}


def test_a_module_without_a_folder(tmp_path: Path) -> None:
    found = host(tmp_path, "ext4 rk", "ext4", "ext4")
    assert found == {("rk", "/proc/modules", "/sys/module")}


def test_folders_that_were_not_taken_along_prove_nothing(tmp_path: Path) -> None:
    assert host(tmp_path, "ext4 loop", "", "") == set()


def test_a_kernel_without_modules_is_no_hole(tmp_path: Path) -> None:
    put(tmp_path, "/proc/1/stat", b"1 (init) S")
    found = compare_modules(tree_of(tmp_path))
    assert (found.differences, found.coverage) == ((), ())
