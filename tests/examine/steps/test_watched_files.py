"""What is looked at for its mode or for being there."""

from pathlib import Path

import pytest

from hemostat.detect.rulebook import Rulebook
from hemostat.examine.steps.watched_files import watch_files
from hemostat.examine.work import Settings, Work, begin
from hemostat.model.coverage import Outcome
from hemostat.model.records import WatchedFile
from made_roots import put, tree_of, whole


def work_of(root: Path) -> Work:
    return begin(tree_of(whole(root)), Settings(rulebook=Rulebook.of(())))


@pytest.mark.requirement("B9")
def test_modes_keys_and_leaks_in_web_roots_are_seen(tmp_path: Path) -> None:
    put(tmp_path, "/etc/shadow", b"", 0o644)
    put(tmp_path, "/etc/ssl/private/site.key", b"", 0o644)
    put(tmp_path, "/etc/ssl/private/readme", b"", 0o644)
    put(tmp_path, "/var/www/html/.git/HEAD")
    put(tmp_path, "/var/www/html/shop/.env")
    put(tmp_path, "/var/www/html/shop/dump.sql.gz")
    put(tmp_path, "/var/www/html/shop/index.php")
    put(tmp_path, "/var/www/html/a/b/c/.env")
    work = work_of(tmp_path)
    watch_files(work)
    found = {(each.path, each.why) for each in work.records.of(WatchedFile)}
    assert {("/etc/shadow", "password"), ("/etc/ssl/private/site.key", "private_key")} <= found
    assert {path for path, why in found if why == "web_leak"} == {
        "/var/www/html/.git",
        "/var/www/html/shop/.env",
        "/var/www/html/shop/dump.sql.gz",
    }
    assert {entry.outcome for entry in work.coverage} == {Outcome.READ}


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/shadow").symlink_to("/dev/null")
    work = work_of(tmp_path)
    watch_files(work)
    assert "/etc/shadow" not in {each.path for each in work.records.of(WatchedFile)}


def test_a_spent_budget_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Work, "share", lambda _self, _step: -1.0)
    work = work_of(tmp_path)
    watch_files(work)
    assert [entry.outcome for entry in work.coverage] == [Outcome.TOO_LARGE]
    assert work.records.of(WatchedFile) == ()
