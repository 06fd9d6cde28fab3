from pathlib import Path

from hemostat.model.failure import Absent, Failed
from hemostat.trees.folder import FolderTree
from hemostat.trees.host_tree import FileStat
from hemostat.trees.sub_tree import SubTree


def inner(tmp_path: Path, skipped: dict[bytes, str] | None = None) -> SubTree:
    root = tmp_path / "c" / "root"
    (root / "etc").mkdir(parents=True)
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/passwd").write_bytes(b"the host's")
    (root / "etc/passwd").write_bytes(b"the container's")
    (root / "out").symlink_to("../../../etc/passwd")
    (root / "absolute").symlink_to("/etc/passwd")
    (root / "folder").symlink_to("/etc")
    return SubTree(FolderTree(str(tmp_path).encode()), b"/c/root", skipped)


def test_links_are_followed_within_the_folder_only(tmp_path: Path) -> None:
    tree = inner(tmp_path)
    for path in (b"/out", b"/absolute", b"/folder/passwd", b"/../../etc/passwd"):
        real = tree.resolve(path)
        assert real == b"/etc/passwd"
        assert tree.read(real, 100) == b"the container's"


def test_a_folder_reached_through_a_link_is_read_inside(tmp_path: Path) -> None:
    tree = inner(tmp_path)
    assert tree.read(b"/folder/passwd", 100) == b"the container's"
    assert isinstance(tree.stat(b"/folder/passwd"), FileStat)
    assert tree.readlink(b"/absolute") == b"/etc/passwd"
    assert isinstance(tree.stat(b"/etc/shadow"), Absent)


def test_what_must_not_be_touched_is_refused_by_every_way(tmp_path: Path) -> None:
    tree = inner(tmp_path, {b"/etc": "on a network"})
    assert tree.read(b"/etc/passwd", 100) == Failed("on a network")
    assert tree.read(b"/folder/passwd", 100) == Failed("on a network")
    assert tree.scandir(b"/etc") == Failed("on a network")
    assert tree.info().not_covered == ((b"/etc", "on a network"),)


def test_the_root_itself_can_be_listed(tmp_path: Path) -> None:
    tree = inner(tmp_path)
    entries = tree.scandir(b"/")
    assert isinstance(entries, tuple)
    assert [entry.name for entry in entries] == [b"absolute", b"etc", b"folder", b"out"]
    assert not tree.info().has_processes
