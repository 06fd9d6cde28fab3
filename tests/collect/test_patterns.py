import os
from pathlib import Path

import pytest

from hemostat.collect.patterns import expand
from hemostat.model.failure import Absent, Denied
from hemostat.trees.folder import FolderTree


@pytest.fixture
def tree(tmp_path: Path) -> FolderTree:
    for name in (
        "etc/cron.d/a",
        "etc/cron.d/.hidden",
        "etc/cron.d/b\nc",
        "home/u/.ssh/keys",
        "etc/x/1/2/deep.conf",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "f.so").write_text("x")
    (tmp_path / "lib64").symlink_to("lib")
    (tmp_path / "out").symlink_to("/etc")
    return FolderTree(os.fsencode(tmp_path))


def paths(tree: FolderTree, pattern: bytes) -> list[bytes]:
    return [match.path for match in expand(tree, pattern) if match.failure is None]


def test_a_star_matches_hidden_names_and_names_with_newlines(tree: FolderTree) -> None:
    assert paths(tree, b"/etc/cron.d/*") == [
        b"/etc/cron.d/.hidden",
        b"/etc/cron.d/a",
        b"/etc/cron.d/b\nc",
    ]


def test_a_star_stays_within_one_part(tree: FolderTree) -> None:
    assert paths(tree, b"/etc/*.conf") == []


def test_two_stars_span_folders(tree: FolderTree) -> None:
    assert paths(tree, b"/etc/**/*.conf") == [b"/etc/x/1/2/deep.conf"]


def test_folders_behind_links_are_read(tree: FolderTree) -> None:
    assert paths(tree, b"/lib64/*.so") == [b"/lib64/f.so"]


def test_a_link_never_leads_out_of_the_tree(tree: FolderTree) -> None:
    # /out points to /etc: the tree's own, not this machine's.
    assert paths(tree, b"/out/cron.d/a") == [b"/out/cron.d/a"]
    assert paths(tree, b"/out/passwd") == []


def test_a_literal_path_that_is_not_there_is_absent(tree: FolderTree) -> None:
    (match,) = expand(tree, b"/etc/none")
    assert match.failure == Absent()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every folder")
def test_a_folder_that_cannot_be_read_is_said(tree: FolderTree, tmp_path: Path) -> None:
    (tmp_path / "etc/cron.d").chmod(0)
    (match,) = expand(tree, b"/etc/cron.d/*")
    assert isinstance(match.failure, Denied)
    (tmp_path / "etc/cron.d").chmod(0o755)
