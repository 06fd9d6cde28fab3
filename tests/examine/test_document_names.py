"""Names come from the walk or from whoever lists a folder; none is asked for twice."""

from pathlib import Path

from hemostat.collect.walk import Walk, Walked
from hemostat.examine.document_names import DocumentNames
from hemostat.model.area import Area, AreaKind
from hemostat.model.path import HostPath
from hemostat.trees.host_tree import Entry, FileKind
from made_roots import put, tree_of

DOCUMENTS = [f"d{number}.xlsx.k7x" for number in range(9)]


def entries(*names: str, kind: FileKind = FileKind.FILE) -> tuple[Entry, ...]:
    return tuple(Entry(name.encode(), kind) for name in names)


def test_what_the_walk_saw_is_counted_and_what_it_left_is_named(tmp_path: Path) -> None:
    for name in DOCUMENTS:
        put(tmp_path, f"/srv/share/{name}", b"")
        put(tmp_path, f"/etc/share/{name}", b"")
        put(tmp_path, f"/srv/share/node_modules/{name}", b"")
    put(tmp_path, "/srv/share/a/b/c", b"")
    put(tmp_path, "/home/ops/x", b"")
    tree = tree_of(tmp_path)
    names = DocumentNames(tree)
    assert names.left == [b"/home", b"/srv"]
    for path, depth in (("/srv", 3), ("/etc", 12)):
        area = Area(HostPath(path), AreaKind.WEB, depth)
        Walk(tree, names.visit, lambda: 0.0).walk(area, 1.0, Walked(area))
    assert [(each.files, each.top) for each in names.files.families()] == [(9, "/srv/share")]
    assert names.left == [b"/home", b"/srv/share/a/b"]
    assert names.folders == 3


def test_a_folder_listed_twice_counts_once(tmp_path: Path) -> None:
    names = DocumentNames(tree_of(tmp_path))
    for _ in range(2):
        names.see(b"/srv/a", entries(*DOCUMENTS))
    (family,) = names.files.families()
    assert family.files == 9


def test_links_to_where_documents_really_lie_are_followed(tmp_path: Path) -> None:
    (tmp_path / "volume/home").mkdir(parents=True)
    (tmp_path / "home").symlink_to("volume/home")
    assert DocumentNames(tree_of(tmp_path)).left == [b"/volume/home"]


def test_no_folder_is_named_below_ten_levels_or_where_tools_keep_thousands(tmp_path: Path) -> None:
    names = DocumentNames(tree_of(tmp_path))
    names.see(b"/srv/1/2/3/4/5/6/7/8/9", entries("10", kind=FileKind.FOLDER))
    names.see(b"/srv/1", entries(".git", "vendor", kind=FileKind.FOLDER))
    assert names.left == []
    names.see(b"/srv/1/2/3/4/5/6/7/8", entries("9a", kind=FileKind.FOLDER))
    assert names.left == [b"/srv/1/2/3/4/5/6/7/8/9a"]
