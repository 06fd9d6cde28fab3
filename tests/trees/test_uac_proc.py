"""UAC's outputs as files below /proc."""

import os
from pathlib import Path

import pytest

from hemostat.model.failure import Absent, NotCollected
from hemostat.trees.folder import FolderTree
from hemostat.trees.host_tree import Entry, FileKind
from hemostat.trees.nodes import NodeTree, folder
from hemostat.trees.uac_proc import proc_of
from trees.uac_files import MEMBERS


@pytest.fixture
def proc(tmp_path: Path) -> NodeTree:
    for name, data in MEMBERS.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    node = proc_of(FolderTree(os.fsencode(tmp_path)))
    assert node is not None
    top = folder(was_walked=True)
    top.names[b"proc"] = node
    return NodeTree(top)


def test_what_cat_printed_is_the_file_itself(proc: NodeTree) -> None:
    assert proc.read(b"/proc/812/cmdline", 100) == b"/usr/sbin/sshd\0-D\0"
    assert proc.read(b"/proc/812/comm", 100) == b"sshd\n"
    assert proc.read(b"/proc/net/tcp", 100) == b"  sl  local_address\n"


def test_what_strings_printed_becomes_variables_again(proc: NodeTree) -> None:
    assert proc.read(b"/proc/812/environ", 100) == b"PATH=/bin\0LD_PRELOAD=/tmp/x.so\0"


def test_what_ls_printed_becomes_links(proc: NodeTree) -> None:
    assert proc.readlink(b"/proc/812/cwd") == b"/"
    assert proc.readlink(b"/proc/812/fd/3") == b"socket:[4711]"
    assert proc.scandir(b"/proc/812/fd") == (
        Entry(b"0", FileKind.LINK),
        Entry(b"3", FileKind.LINK),
    )


def test_a_second_line_about_a_process_does_not_replace_the_first(proc: NodeTree) -> None:
    assert proc.readlink(b"/proc/812/exe") == b"/tmp/.x (deleted)"
    assert isinstance(proc.stat(b"/proc/9999"), NotCollected)


def test_a_kernel_thread_has_an_empty_command_line_and_no_executable(proc: NodeTree) -> None:
    assert proc.read(b"/proc/2/cmdline", 100) == b""
    assert proc.readlink(b"/proc/2/exe") == Absent()


def test_what_uac_does_not_keep_is_not_collected(proc: NodeTree) -> None:
    for path in (b"/proc/812/maps", b"/proc/modules", b"/proc/812/ns/net", b"/proc/net/packet"):
        assert isinstance(proc.read(path, 10), NotCollected), path


def test_without_processes_there_is_no_proc(tmp_path: Path) -> None:
    assert proc_of(FolderTree(os.fsencode(tmp_path))) is None
