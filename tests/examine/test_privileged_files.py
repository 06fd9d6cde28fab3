"""Set-id files and shadowed commands, found in known folders within a budget."""

from pathlib import Path

import pytest

from hemostat.examine import privileged_files
from hemostat.examine.privileged_files import privileged_paths
from hemostat.model.coverage import Outcome
from made_roots import put, tree_of


@pytest.mark.requirement("B5.1", "A6L.1")
def test_set_id_shadowing_and_shells_are_found(tmp_path: Path) -> None:
    put(tmp_path, "/tmp/a/b/x", b"\x7fELF", 0o4755)
    put(tmp_path, "/tmp/a/b/c/deep", b"\x7fELF", 0o4755)
    put(tmp_path, "/tmp/plain", b"", 0o755)
    put(tmp_path, "/usr/local/bin/ps", b"#!/bin/sh\n", 0o755)
    put(tmp_path, "/usr/local/bin/git", b"#!/bin/sh\n", 0o755)
    put(tmp_path, "/home/ann/.local/bin/sudo", b"\x7fELF", 0o755)
    put(tmp_path, "/home/ann/.local/bin/black", b"#!/bin/sh\n", 0o755)
    put(tmp_path, "/root/bin/netstat", b"\x7fELF", 0o755)
    put(tmp_path, "/home/ann/src/tool/bin/sudo", b"\x7fELF", 0o755)
    put(tmp_path, "/usr/bin/bash", b"\x7fELF", 0o4755)
    (tmp_path / "bin").symlink_to("usr/bin")
    found, coverage = privileged_paths(tree_of(tmp_path))
    assert found == {
        "/tmp/a/b/x": {"set_id"},
        "/usr/local/bin/ps": {"shadows"},
        "/home/ann/.local/bin/sudo": {"shadows"},
        "/root/bin/netstat": {"shadows"},
        "/usr/bin/bash": {"set_id", "shell", "command"},
    }
    assert coverage == ()


def test_links_lead_nowhere(tmp_path: Path) -> None:
    put(tmp_path, "/data/x", b"\x7fELF", 0o4755)
    (tmp_path / "tmp").mkdir()
    (tmp_path / "tmp/loop").symlink_to("/tmp")
    (tmp_path / "tmp/data").symlink_to("/data")
    assert privileged_paths(tree_of(tmp_path))[0] == {}


def test_a_flooded_folder_is_cut_and_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(privileged_files, "_MOST_IN_FOLDER", 10)
    for number in range(11):
        put(tmp_path, f"/tmp/{number:02}", b"", 0o4755)
    put(tmp_path, "/usr/bin/x", b"", 0o4755)
    found, coverage = privileged_paths(tree_of(tmp_path))
    assert len(found) == 11
    assert "/usr/bin/x" in found
    assert [(entry.path, entry.outcome) for entry in coverage] == [("/tmp", Outcome.TOO_LARGE)]


def test_the_budget_is_kept_and_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(privileged_files, "MOST_ENTRIES", 5)
    for number in range(20):
        put(tmp_path, f"/tmp/{number:02}", b"", 0o4755)
    found, coverage = privileged_paths(tree_of(tmp_path))
    assert len(found) < 6
    assert coverage[-1].outcome is Outcome.TOO_LARGE


def test_hidden_folders_among_the_systems_data_are_looked_into(tmp_path: Path) -> None:
    put(tmp_path, "/usr/share/locale/.en/kbd", b"\x7fELF", 0o4755)
    put(tmp_path, "/usr/share/.x", b"", 0o4755)
    put(tmp_path, "/usr/share/locale/en/plain", b"\x7fELF", 0o4755)
    found, _ = privileged_paths(tree_of(tmp_path))
    assert found == {"/usr/share/locale/.en/kbd": {"set_id"}}


def test_libraries_are_named_and_their_links_are_not(tmp_path: Path) -> None:
    put(tmp_path, "/usr/lib/x86_64-linux-gnu/liba.so.1.0", b"\x7fELF", 0o644)
    put(tmp_path, "/usr/lib/x86_64-linux-gnu/notes.txt", b"", 0o644)
    (tmp_path / "usr/lib/x86_64-linux-gnu/liba.so.1").symlink_to("liba.so.1.0")
    found, _ = privileged_paths(tree_of(tmp_path))
    assert found == {"/usr/lib/x86_64-linux-gnu/liba.so.1.0": {"library"}}
