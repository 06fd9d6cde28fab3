"""Two views of one disk: what proves hiding, and what is only time going by."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hemostat.collect.disk_differences import Compared, disk_differences, mounts_elsewhere
from hemostat.model.coverage import Outcome
from hemostat.model.failure import Failure, NotCollected
from hemostat.model.path import HostPath
from hemostat.model.records import FileFact
from hemostat.trees.folder import FolderTree
from hemostat.trees.host_tree import Entry

NOW = datetime.now(UTC)
LONG_AGO = NOW.timestamp() - 86_400


class Lying(FolderTree):
    """A running host that leaves one name out of every folder."""

    def __init__(self, root: Path, hidden: bytes = b".k", blind: bytes = b"") -> None:
        super().__init__(os.fsencode(root))
        self._hidden, self._blind = hidden, blind

    def scandir(self, path: bytes) -> tuple[Entry, ...] | Failure:
        if path == self._blind:
            return NotCollected()
        found = super().scandir(path)
        if not isinstance(found, tuple):
            return found
        return tuple(entry for entry in found if entry.name != self._hidden)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for folder in ("etc/cron.d", "usr/lib", "var/log"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "etc/cron.d/.k").write_text("evil")
    (tmp_path / "etc/cron.d/other").write_text("x")
    settle(tmp_path)
    return tmp_path


def settle(root: Path) -> None:
    """Nobody touched the folders for a day."""
    for folder in (root, *(each for each in root.rglob("*") if each.is_dir())):
        os.utime(folder, (LONG_AGO, LONG_AGO))


def compared(live: FolderTree, disk: Path, **more: object) -> Compared:
    values: dict[str, object] = {"mounts": (), "taken": NOW, "written": None, "facts": ()}
    return disk_differences(live, FolderTree(os.fsencode(disk)), **(values | more))  # type: ignore[arg-type]


@pytest.mark.requirement("A6L.3")
def test_a_name_missing_from_a_folder_nobody_changed_is_hidden(root: Path) -> None:
    found = compared(Lying(root), root)
    assert [(each.path, each.kind, each.reason) for each in found.differences] == [
        ("/etc/cron.d/.k", "missing", "same-folder-time")
    ]
    assert found.folders == 7
    assert [each.outcome for each in found.coverage] == [Outcome.READ]


def test_an_honest_host_gives_nothing(root: Path) -> None:
    assert compared(Lying(root, b"no such name"), root).differences == []


def test_a_folder_that_changed_between_the_looks_proves_nothing(
    root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    later = tmp_path_factory.mktemp("later")
    for folder in ("etc/cron.d", "usr/lib", "var/log"):
        (later / folder).mkdir(parents=True)
    (later / "etc/cron.d/other").write_text("x")
    (later / "var/log/new").write_text("made after the collection")
    assert compared(FolderTree(os.fsencode(root)), later).differences == []
    assert compared(FolderTree(os.fsencode(later)), root).differences == []


def test_an_old_file_on_a_disk_written_after_the_collection_is_hidden(root: Path) -> None:
    later = NOW + timedelta(hours=2)
    os.utime(root / "etc/cron.d")
    found = compared(Lying(root), root, taken=later, written=later + timedelta(minutes=1))
    assert {each.path for each in found.differences} == {"/etc/cron.d/.k"}
    os.utime(root / "etc/cron.d", (LONG_AGO, later.timestamp()))
    found = compared(Lying(root), root, taken=later, written=later + timedelta(minutes=1))
    assert [each.reason for each in found.differences] == ["older"]


def test_an_image_older_than_the_collection_does_not_accuse(root: Path) -> None:
    os.utime(root / "etc/cron.d", (LONG_AGO, NOW.timestamp()))
    found = compared(Lying(root), root, written=NOW - timedelta(hours=5))
    assert found.differences == []


def test_what_lies_on_another_mount_or_was_not_listed_is_left_alone(root: Path) -> None:
    assert compared(Lying(root), root, mounts=(b"/etc",)).differences == []
    assert compared(Lying(root, blind=b"/etc/cron.d"), root).differences == []
    (root / "proc" / "1").mkdir(parents=True)
    settle(root)
    assert compared(Lying(root, b"1"), root).differences == []


def test_a_file_of_the_same_times_and_another_content_is_a_lie(root: Path) -> None:
    tree = FolderTree(os.fsencode(root))
    stat = tree.stat(b"/etc/cron.d/other")
    fact = FileFact(
        path=HostPath("/etc/cron.d/other"),
        size=1,
        modified=stat.modified,  # type: ignore[union-attr]
        changed=stat.changed,  # type: ignore[union-attr]
        sha256="0" * 64,
    )
    (found,) = compared(tree, root, facts=(fact,)).differences
    assert (found.path, found.kind, found.seen_sha256) == (
        "/etc/cron.d/other",
        "content",
        "0" * 64,
    )
    other_time = FileFact(
        path=fact.path, size=1, modified=fact.modified, changed=NOW, sha256=fact.sha256
    )
    assert compared(tree, root, facts=(other_time,)).differences == []


def test_a_limit_is_told(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hemostat.collect.disk_differences.MOST_FOLDERS", 2)
    (entry,) = compared(Lying(root), root).coverage
    assert entry.outcome is Outcome.TOO_LARGE


def test_mounts_that_the_image_holds_are_compared_and_others_not() -> None:
    mounts = {
        b"/": "ext4",
        b"/boot": "ext4",
        b"/tmp": "tmpfs",
        b"/data": "nfs4",
        b"/boot/efi": "vfat",
    }
    assert mounts_elsewhere(mounts, {b"/", b"/boot"}) == {b"/tmp", b"/data", b"/boot/efi"}
