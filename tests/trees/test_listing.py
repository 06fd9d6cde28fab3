"""A folder with all its stats in one call says what the names one by one say."""

import io
import os
import tarfile
from pathlib import Path

from hemostat.model.failure import Absent, Failed
from hemostat.trees.folder import FolderTree
from hemostat.trees.host_tree import Entry, FileKind, FileStat
from hemostat.trees.listing import Listed, list_folder, listed
from hemostat.trees.opening import open_tree
from made_roots import put, whole


class Slow:
    """A tree without a listing of its own."""

    def __init__(self, tree: FolderTree) -> None:
        self.scandir = tree.scandir
        self._tree = tree

    def stat(self, path: bytes) -> object:
        """As the tree; one name vanished meanwhile, one cannot be looked at."""
        if path.endswith(b"/gone"):
            return Absent()
        return Failed("I/O error") if path.endswith(b"/bad") else self._tree.stat(path)


def make(root: Path) -> Path:
    root.mkdir(exist_ok=True)
    whole(root)
    put(root, "/etc/b", b"12345", 0o4755)
    put(root, "/etc/a", b"", 0o600)
    (root / "etc/l").symlink_to("b")
    (root / "etc/d").mkdir()
    os.utime(root / "etc/b", ns=(5, 1_700_000_000_123_456_789))
    return root


def test_a_listing_says_what_stat_says_name_by_name(tmp_path: Path) -> None:
    tree = FolderTree(os.fsencode(make(tmp_path)))
    found = list_folder(tree, b"/etc")
    assert isinstance(found, list)
    assert [(line.name, line.kind) for line in found] == [
        (b"a", FileKind.FILE),
        (b"b", FileKind.FILE),
        (b"d", FileKind.FOLDER),
        (b"l", FileKind.LINK),
    ]
    for line in found:
        stat = tree.stat(b"/etc/" + line.name)
        assert isinstance(stat, FileStat)
        assert (line.mode, line.size, line.uid) == (stat.mode, stat.size, stat.uid)
        assert (line.modified, line.changed) == (stat.modified, stat.changed)
        assert (line.inode, line.device, line.links) == (stat.inode, stat.device, stat.links)
    assert found[1].modified_ns == 1_700_000_000_123_456_789
    assert ("stat", b"/etc", 8) in tree.footprint().touched


def test_a_link_and_a_missing_folder_are_not_listed(tmp_path: Path) -> None:
    tree = FolderTree(os.fsencode(make(tmp_path)))
    assert list_folder(tree, b"/etc/nothing") == Absent()
    assert not isinstance(list_folder(tree, b"/etc/l"), list)


def test_a_tar_lists_the_same_without_inodes(tmp_path: Path) -> None:
    make(tmp_path / "root")
    with tarfile.open(tmp_path / "root.tar", "w") as tar:
        tar.add(tmp_path / "root", ".")
    tree = open_tree(str(tmp_path / "root.tar"), io.BytesIO(), tmp_path)
    found = list_folder(tree, b"/etc")
    assert isinstance(found, list)
    assert [(line.name, line.mode, line.size) for line in found[:2]] == [
        (b"a", 0o600, 0),
        (b"b", 0o4755, 5),
    ]
    assert (found[1].inode, found[1].changed_ns) == (0, None)


def test_a_tree_without_a_listing_is_asked_name_by_name(tmp_path: Path) -> None:
    put(make(tmp_path), "/etc/gone")
    put(tmp_path, "/etc/bad")
    tree = Slow(FolderTree(os.fsencode(tmp_path)))
    found = list_folder(tree, b"/etc")  # type: ignore[arg-type] — the part of a tree it needs
    assert isinstance(found, list)
    assert [line.name for line in found] == [b"a", b"b", b"bad", b"d", b"l"]
    assert found[2].kind is FileKind.UNKNOWN


def test_what_a_source_cannot_know_stays_unknown() -> None:
    line = listed(b"x", FileStat(FileKind.FILE, 0o644, 3))
    assert line == Listed(b"x", FileKind.FILE, 0o644, 3)
    assert (line.modified, line.changed) == (None, None)
    assert Entry(line.name, line.kind) == Entry(b"x", FileKind.FILE)
