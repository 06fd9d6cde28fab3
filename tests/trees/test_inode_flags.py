"""What chattr set, where a file system of ours can be asked."""

import fcntl
import os
from pathlib import Path

import pytest

from hemostat.model.failure import Absent, Failed, NotCollected
from hemostat.trees import inode_flags as module
from hemostat.trees.inode_flags import IMMUTABLE, flags_of, inode_flags
from made_roots import put, tree_of


def test_an_ordinary_file_is_not_locked(tmp_path: Path) -> None:
    put(tmp_path, "/etc/x", b"1")
    flags = inode_flags(tree_of(tmp_path), b"/etc/x")
    assert isinstance(flags, int)
    assert not flags & IMMUTABLE


def test_what_cannot_be_asked_is_no_answer(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    tree = tree_of(tmp_path)
    assert inode_flags(tree, b"/nothing") == Absent()
    assert isinstance(inode_flags(tree, b"/folder"), Failed)
    assert isinstance(inode_flags(object(), b"/x"), NotCollected)  # type: ignore[arg-type]


def test_the_kernels_answer_is_taken_as_it_comes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(_descriptor: int, _request: int, buffer: "object") -> int:
        buffer[0] = 0x80010  # type: ignore[index]
        return 0

    monkeypatch.setattr(fcntl, "ioctl", answer)
    put(tmp_path, "/x", b"1")
    with (tmp_path / "x").open("rb") as opened:
        assert flags_of(opened.fileno()) == 0x80010


def test_a_file_system_without_flags_has_none_set(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object) -> int:
        raise OSError(25, os.strerror(25))

    monkeypatch.setattr(module.fcntl, "ioctl", refuse)
    assert flags_of(0) == 0
