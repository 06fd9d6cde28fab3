import os
import subprocess
from pathlib import Path

import pytest

from hemostat.drill.sandbox import refusal
from hemostat.model.failure import Absent
from hemostat.trees.folder import FolderTree
from hemostat.trees.host_tree import FileKind
from hemostat.trees.layered_tree import LayeredTree


def layers(tmp_path: Path, *names: str) -> LayeredTree:
    return LayeredTree([FolderTree(str(tmp_path / name).encode()) for name in names])


def put(tmp_path: Path, path: str, content: str = "") -> None:
    target = tmp_path / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(content or path)


def names(tree: LayeredTree, folder: bytes) -> list[bytes]:
    entries = tree.scandir(folder)
    assert isinstance(entries, tuple)
    return [entry.name for entry in entries]


def test_the_upper_layer_hides_the_same_name_below(tmp_path: Path) -> None:
    put(tmp_path, "low/etc/a")
    put(tmp_path, "low/etc/b")
    put(tmp_path, "up/etc/b")
    tree = layers(tmp_path, "up", "low")
    assert names(tree, b"/etc") == [b"a", b"b"]
    assert tree.read(b"/etc/b", 100) == b"up/etc/b"
    assert tree.read(b"/etc/a", 100) == b"low/etc/a"
    assert tree.layer_of(b"/etc/b") == 0
    assert tree.layer_of(b"/etc/a") == 1
    assert tree.layer_of(b"/etc/c") is None


def test_links_cross_layers(tmp_path: Path) -> None:
    put(tmp_path, "low/usr/bin/tool", "x")
    (tmp_path / "up").mkdir()
    (tmp_path / "up/bin").symlink_to("usr/bin")
    tree = layers(tmp_path, "up", "low")
    assert tree.resolve(b"/bin/tool") == b"/usr/bin/tool"
    assert tree.read(b"/bin/tool", 10) == b"x"


def test_names_of_whiteouts_hide_what_lies_below(tmp_path: Path) -> None:
    put(tmp_path, "low/etc/a")
    put(tmp_path, "low/opt/x/y")
    put(tmp_path, "up/etc/.wh.a")
    put(tmp_path, "up/opt/x/.wh..wh..opq")
    put(tmp_path, "up/opt/x/new")
    tree = layers(tmp_path, "up", "low")
    assert names(tree, b"/etc") == []
    assert isinstance(tree.stat(b"/etc/a"), Absent)
    assert names(tree, b"/opt/x") == [b"new"]


def test_a_folder_taken_away_and_made_anew_shows_nothing_of_the_old(tmp_path: Path) -> None:
    put(tmp_path, "low/opt/x/deep/old")
    put(tmp_path, "mid/opt/.wh.x")
    put(tmp_path, "up/opt/x/deep/new")
    tree = layers(tmp_path, "up", "mid", "low")
    assert names(tree, b"/opt/x/deep") == [b"new"]


def test_a_file_in_the_place_of_a_folder_hides_it(tmp_path: Path) -> None:
    put(tmp_path, "low/opt/x/y")
    put(tmp_path, "up/opt/x")
    tree = layers(tmp_path, "up", "low")
    assert not isinstance(tree.stat(b"/opt/x/y"), tuple)
    assert isinstance(tree.stat(b"/opt/x/y"), Absent)


@pytest.mark.skipif(bool(refusal()), reason=refusal())
def test_it_shows_what_the_kernels_own_overlay_shows(tmp_path: Path) -> None:
    """A real overlay mount, changed by real programs, against our view of its layers."""
    for path in ("low/etc/keep", "low/etc/gone", "low/opt/x/old", "low/opt/z/1", "low/top"):
        put(tmp_path, path)
    script = """set -e
    mount -t tmpfs t "$1/mnt"; cd "$1/mnt"; mkdir up work root
    mount -t overlay o -o "lowerdir=$1/low,upperdir=$PWD/up,workdir=$PWD/work" root
    rm root/etc/gone; echo new > root/etc/new; rm -r root/opt/x; mkdir root/opt/x
    echo n > root/opt/x/n; rm -r root/opt/z; rm root/top; ln -s etc root/link
    cp -a up "$1/up"; cd root; find . | sort > "$1/seen"
    """
    (tmp_path / "mnt").mkdir()
    command = ["unshare", "--mount", "sh", "-c", script, "sh", str(tmp_path)]
    subprocess.run(command, check=True, env={**os.environ}, timeout=30)
    tree = layers(tmp_path, "up", "low")

    def walk(folder: bytes) -> list[str]:
        found: list[str] = []
        entries = tree.scandir(folder or b"/")
        assert isinstance(entries, tuple)
        for entry in entries:
            path = folder + b"/" + entry.name
            found.append("." + path.decode())
            if entry.kind is FileKind.FOLDER:
                found += walk(path)
        return found

    assert sorted([".", *walk(b"")]) == (tmp_path / "seen").read_text().split()
