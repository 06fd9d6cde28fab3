"""Secrets that a walk meets: marked, and with who may read them."""

from pathlib import Path

import pytest

from hemostat.collect.walk import Walk, Walked
from hemostat.examine import credentials as module
from hemostat.examine.credentials import CredentialFiles
from hemostat.model.area import Area, AreaKind
from hemostat.model.coverage import Outcome
from hemostat.model.path import HostPath
from hemostat.model.records import Credential
from made_roots import put, tree_of


def read(root: Path) -> list[Credential]:
    tree, found = tree_of(root), CredentialFiles()
    area = Area(HostPath("/"), AreaKind.OTHER)
    Walk(tree, found.visit, lambda: 0.0).walk(area, 1.0, Walked(area))
    return found.read(tree)[0]


@pytest.mark.requirement("A6.18", "A7.13")
def test_the_same_password_in_two_places_has_one_mark(tmp_path: Path) -> None:
    put(tmp_path, "/srv/a/.env", b"DB_PASSWORD=hunter22\n")
    put(tmp_path, "/srv/b/.env", b"X_PASSWORD=hunter22\nY_TOKEN=other\n")
    first = read(tmp_path)
    marks = {(each.name, each.fingerprint) for each in first}
    assert len({mark for _, mark in marks}) == 2
    assert all(each.source.line for each in first)
    assert not any("hunter22" in repr(each) for each in first)
    # Another run marks them otherwise: nothing kept can be tried against a list of passwords.
    assert not {mark for _, mark in marks} & {each.fingerprint for each in read(tmp_path)}


def test_a_closed_folder_above_guards_an_open_file(tmp_path: Path) -> None:
    put(tmp_path, "/srv/open/.env", b"A_TOKEN=abcd\n", 0o644)
    put(tmp_path, "/srv/shut/.env", b"A_TOKEN=abcd\n", 0o644)
    put(tmp_path, "/srv/team/.env", b"A_TOKEN=abcd\n", 0o640)
    tmp_path.chmod(0o755)
    for name, mode in (("", 0o755), ("open", 0o755), ("shut", 0o700), ("team", 0o755)):
        (tmp_path / "srv" / name).chmod(mode)
    assert {each.path: each.readable_by for each in read(tmp_path)} == {
        "/srv/open/.env": "everyone",
        "/srv/shut/.env": "owner",
        "/srv/team/.env": "group",
    }


def test_too_many_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_FILES", 1)
    put(tmp_path, "/srv/a/.env", b"A_TOKEN=abcd\n")
    put(tmp_path, "/srv/b/.env", b"A_TOKEN=abcd\n")
    tree, found = tree_of(tmp_path), CredentialFiles()
    area = Area(HostPath("/"), AreaKind.OTHER)
    Walk(tree, found.visit, lambda: 0.0).walk(area, 1.0, Walked(area))
    records, coverage = found.read(tree)
    assert len(records) == 1
    assert [entry.outcome for entry in coverage] == [Outcome.TOO_LARGE]
