"""What a walk finds odd, with where it came from and what it holds."""

import os
import struct
from pathlib import Path

import pytest

from hemostat.collect.walk import Folder, Walk, Walked
from hemostat.examine.baseline import open_baseline
from hemostat.examine.sightings import Sightings
from hemostat.model.area import Area, AreaKind
from hemostat.model.path import HostPath
from hemostat.model.records import FileSign, Provenance
from hemostat.trees.host_tree import FileKind
from hemostat.trees.inode_flags import IMMUTABLE
from hemostat.trees.listing import Listed
from made_roots import install_dpkg, put, tree_of, whole

ELF = b"\x7fELF" + b"x" * 60


def gathered(root: Path) -> Sightings:
    found = Sightings()
    tree = tree_of(root)
    walk = Walk(tree, found.visit, lambda: 0.0)
    for path, kind in (("/tmp", AreaKind.TEMPORARY), ("/", AreaKind.SYSTEM)):
        area = Area(HostPath(path), kind)
        walk.walk(area, 1.0, Walked(area))
    return found


def signs(root: Path, *, has_time: bool = True) -> dict[tuple[str, str], FileSign]:
    tree = tree_of(root)
    found = gathered(root).signs(tree, open_baseline(tree).ownership, lambda: has_time)
    return {(sign.sign, sign.path): sign for sign in found}


def host(root: Path) -> Path:
    whole(root)
    (root / "tmp").mkdir()
    install_dpkg(root, "tools", {"/usr/bin/ls": ELF, "/usr/lib/.x/y": ELF})
    put(root, "/usr/bin/ls", ELF, 0o755)
    put(root, "/usr/lib/.x/y", ELF, 0o755)
    return root


def test_what_a_package_owns_is_not_odd(tmp_path: Path) -> None:
    put(host(tmp_path), "/usr/lib/.k/y", b"#!/bin/sh\n", 0o755)
    found = signs(tmp_path)
    assert list(found) == [("hidden_program", "/usr/lib/.k/y")]
    sign = found["hidden_program", "/usr/lib/.k/y"]
    assert (sign.content, sign.state, sign.detail) == ("script", Provenance.UNOWNED, ".k")


def test_without_a_database_only_the_place_speaks(tmp_path: Path) -> None:
    put(whole(tmp_path), "/usr/lib/.k/y", ELF, 0o755)
    put(tmp_path, "/usr/bin/x", ELF, 0o755)
    assert list(signs(tmp_path)) == [("hidden_program", "/usr/lib/.k/y")]


@pytest.mark.requirement("A6L.4")
def test_a_time_taken_from_a_packaged_neighbour_is_seen(tmp_path: Path) -> None:
    put(host(tmp_path), "/usr/bin/kd", ELF + b"more", 0o755)
    hour = 3_600 * 10**9

    def line(name: bytes, size: int, modified: int, changed: int) -> Listed:
        times = {"modified_ns": modified, "changed_ns": changed}
        return Listed(name, FileKind.FILE, 0o755, size, **times)

    lines = [
        line(b"kd", 68, 1_234_567_891, 9 * hour),
        line(b"late", 99, 1_234_567_892, 9 * hour),
        line(b"ls", 64, 1_234_567_891, hour),
        line(b"ls.bak", 64, 1_234_567_891, 9 * hour),
        line(b"same-day", 70, 1_234_567_891, hour + 1),
    ]
    found = Sightings()
    found.visit(Folder(b"/usr/bin", lines, Area(HostPath("/usr/bin"), AreaKind.SYSTEM), 1))
    tree = tree_of(tmp_path)
    signs = found.signs(tree, open_baseline(tree).ownership, lambda: True)
    copied = [(sign.path, sign.detail) for sign in signs if sign.sign == "copied_time"]
    assert copied == [("/usr/bin/kd", "/usr/bin/ls")]


def test_past_its_time_a_file_is_named_but_not_opened(tmp_path: Path) -> None:
    put(host(tmp_path), "/usr/lib/.k/y", ELF, 0o755)
    assert signs(tmp_path, has_time=False)["hidden_program", "/usr/lib/.k/y"].content == ""


def test_capabilities_and_locks_are_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(host(tmp_path), "/root/.ssh/authorized_keys", b"key\n")
    grants = struct.pack("<5I", 0x02000001, 1 << 7, 0, 0, 0)
    tree_type = type(tree_of(tmp_path))
    monkeypatch.setattr(tree_type, "xattr", lambda _self, _path, _name: grants)
    monkeypatch.setattr(tree_type, "inode_flags", lambda _self, _path: IMMUTABLE)
    found = signs(tmp_path)
    assert found["capability", "/usr/bin/ls"].detail == "cap_setuid"
    assert found["capability", "/usr/bin/ls"].package == "tools"
    assert found["immutable", "/root/.ssh/authorized_keys"].detail == "immutable"


def test_set_id_programs_of_another_systems_root_are_its_own(tmp_path: Path) -> None:
    host(tmp_path)
    for name in ("etc", "var"):
        (tmp_path / "tmp/root" / name).mkdir(parents=True)
    put(tmp_path, "/tmp/root/usr/bin/su", ELF, 0o4755)
    put(tmp_path, "/tmp/root/usr/bin/kd", ELF, 0o4755)
    put(tmp_path, "/tmp/su", ELF, 0o4755)
    assert set(gathered(tmp_path).set_id) == {"/tmp/root/usr/bin/kd", "/tmp/su"}


def test_a_package_script_that_came_later_is_seen_unless_all_did(tmp_path: Path) -> None:
    install_dpkg(host(tmp_path), "shell", {"/bin/x": b""})
    info = tmp_path / "var/lib/dpkg/info"
    for package in ("tools", "shell"):
        put(tmp_path, f"/var/lib/dpkg/info/{package}.postinst", b"#!/bin/sh\n", 0o755)
    os.utime(info / "tools.list", (1, 1))
    assert [key for key in signs(tmp_path) if key[0] == "package_script"] == [
        ("package_script", "/var/lib/dpkg/info/tools.postinst")
    ]
    for number in range(6):
        install_dpkg(tmp_path, f"p{number}", {"/bin/y": b""})
        put(tmp_path, f"/var/lib/dpkg/info/p{number}.postinst", b"#!/bin/sh\n", 0o755)
        os.utime(info / f"p{number}.list", (1, 1))
    assert [key for key in signs(tmp_path) if key[0] == "package_script"] == []
