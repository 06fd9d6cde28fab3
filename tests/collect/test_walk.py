"""A bounded walk: what it enters, what it leaves, and that it says so."""

import os
from pathlib import Path

import pytest

from hemostat.collect import walk as module
from hemostat.collect.walk import Folder, Walk, Walked
from hemostat.model.area import Area, AreaKind
from hemostat.model.coverage import Outcome
from hemostat.model.path import HostPath
from made_roots import put, tree_of


def walked(root: Path, area: Area, until: float = 1e9) -> tuple[list[Folder], Walked]:
    folders: list[Folder] = []
    result = Walked(area)
    Walk(tree_of(root), folders.append, lambda: 0.0).walk(area, until, result)
    return folders, result


def area(depth: int = 8, most: int = 1000) -> Area:
    return Area(HostPath("/srv"), AreaKind.WEB, depth, most)


def test_it_goes_breadth_first_and_counts_every_name(tmp_path: Path) -> None:
    put(tmp_path, "/srv/a/b/c", b"1")
    put(tmp_path, "/srv/z", b"1")
    folders, result = walked(tmp_path, area())
    assert [folder.path for folder in folders] == [b"/srv", b"/srv/a", b"/srv/a/b"]
    assert [folder.depth for folder in folders] == [1, 2, 3]
    assert result.names == 4
    assert [entry.outcome for entry in result.coverage] == [Outcome.READ]


def test_heavy_folders_of_developers_wait_until_the_others_are_done(tmp_path: Path) -> None:
    put(tmp_path, "/srv/node_modules/x/y", b"1")
    put(tmp_path, "/srv/src/deep/z", b"1")
    folders, _ = walked(tmp_path, area())
    assert [folder.path for folder in folders] == [
        b"/srv",
        b"/srv/src",
        b"/srv/src/deep",
        b"/srv/node_modules",
        b"/srv/node_modules/x",
    ]


def test_links_and_files_of_containers_are_not_entered(tmp_path: Path) -> None:
    put(tmp_path, "/data/x", b"1")
    put(tmp_path, "/var/lib/docker/overlay2/x", b"1")
    (tmp_path / "var/lib/link").symlink_to("/data")
    folders, _ = walked(tmp_path, Area(HostPath("/var/lib"), AreaKind.DATA))
    assert [folder.path for folder in folders] == [b"/var/lib"]


def test_an_area_that_is_a_link_is_walked_where_it_leads(tmp_path: Path) -> None:
    put(tmp_path, "/data/x", b"1")
    (tmp_path / "srv").symlink_to("/data")
    folders, _ = walked(tmp_path, area())
    assert [folder.path for folder in folders] == [b"/data"]


def test_no_folder_is_listed_twice(tmp_path: Path) -> None:
    put(tmp_path, "/srv/a/x", b"1")
    folders: list[Folder] = []
    walk = Walk(tree_of(tmp_path), folders.append, lambda: 0.0)
    for path in ("/srv/a", "/srv", "/srv"):
        one = Area(HostPath(path), AreaKind.WEB)
        walk.walk(one, 1e9, Walked(one))
    assert [folder.path for folder in folders] == [b"/srv/a", b"/srv"]


@pytest.mark.parametrize(
    ("limits", "until", "words"),
    [
        (area(most=2), 1e9, "more than 2 names"),
        (area(depth=2), 1e9, "deeper than 2 levels"),
        (area(), 0.0, "the time for it was over"),
    ],
)
def test_each_limit_is_kept_and_said(
    tmp_path: Path, limits: Area, until: float, words: str
) -> None:
    for name in "abc":
        put(tmp_path, f"/srv/{name}/d/x", b"1")
    _, result = walked(tmp_path, limits, until)
    (entry,) = result.coverage
    assert entry.outcome is Outcome.TOO_LARGE
    assert entry.path == "/srv"
    assert words in entry.reason
    assert result.left > 0


def test_folders_nobody_may_list_are_said_and_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "/srv/a/x", b"1")
    monkeypatch.setattr(module, "MOST_FAILURES", 1)
    result = Walked(area())
    result.fail(b"/srv/x", module.list_folder(tree_of(tmp_path), b"/srv/a/x"))  # type: ignore[arg-type]
    result.fail(b"/srv/y", module.list_folder(tree_of(tmp_path), b"/srv/a/x"))  # type: ignore[arg-type]
    assert result.failed == 2
    assert len(result.failures) == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may list every folder")
def test_a_denied_folder_is_a_hole(tmp_path: Path) -> None:
    put(tmp_path, "/srv/a/x", b"1")
    (tmp_path / "srv/a").chmod(0)
    _, result = walked(tmp_path, area())
    assert [entry.outcome for entry in result.coverage] == [Outcome.READ, Outcome.DENIED]
    (tmp_path / "srv/a").chmod(0o755)


def test_a_missing_area_leaves_no_trace(tmp_path: Path) -> None:
    folders, result = walked(tmp_path, area())
    assert (folders, list(result.coverage)) == ([], [])


def test_a_stopped_walk_enters_nothing_more(tmp_path: Path) -> None:
    put(tmp_path, "/srv/a/x", b"1")
    folders: list[Folder] = []

    def visit(folder: Folder) -> None:
        folders.append(folder)
        walk.is_stopped = True

    walk = Walk(tree_of(tmp_path), visit, lambda: 0.0)
    walk.walk(area(), 1e9, Walked(area()))
    assert [folder.path for folder in folders] == [b"/srv"]
