"""Who owns a path, for many at once."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from hemostat.examine.baseline import open_baseline
from hemostat.examine.ownership import SETTLING, was_untouched
from hemostat.model.path import HostPath
from made_roots import install_dpkg, put, tree_of, whole

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def test_owners_are_found_through_the_links_of_a_merged_usr(tmp_path: Path) -> None:
    whole(tmp_path)
    (tmp_path / "bin").rmdir()
    (tmp_path / "bin").symlink_to("usr/bin")
    put(tmp_path, "/usr/bin/ls", b"x")
    install_dpkg(tmp_path, "coreutils", {"/bin/ls": b"x"})
    owned = open_baseline(tree_of(tmp_path)).ownership.of(
        [HostPath("/usr/bin/ls"), HostPath("/usr/bin/zz")]
    )
    assert [entry.package for entry in owned.entries[HostPath("/usr/bin/ls")]] == ["coreutils"]
    assert HostPath("/usr/bin/zz") not in owned.entries
    assert owned.is_whole


def test_without_a_database_nobody_means_nothing(tmp_path: Path) -> None:
    owned = open_baseline(tree_of(whole(tmp_path))).ownership.of([HostPath("/usr/bin/ls")])
    assert not owned.is_whole


def test_only_a_known_time_before_the_package_settled_vouches() -> None:
    assert was_untouched(NOW + SETTLING, [NOW])
    assert not was_untouched(NOW + SETTLING + timedelta(seconds=1), [NOW])
    assert not was_untouched(None, [NOW])
    assert not was_untouched(NOW, [None])
    assert was_untouched(NOW + timedelta(hours=5), [NOW, NOW + timedelta(hours=5)])
