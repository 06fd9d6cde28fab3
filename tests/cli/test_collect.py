"""`hemostat collect`: the script, whole, and with a busybox that is one."""

import subprocess
from pathlib import Path

import pytest

from cli.conftest import Hemostat
from hemostat.collect.artifact import shipped_artifacts


@pytest.mark.requirement("A4.12")
def test_the_script_is_one_a_shell_takes_and_names_every_place(hemostat: Hemostat) -> None:
    ended = hemostat("collect")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("# hemostat collector")
    subprocess.run(["sh", "-n"], input=ended.raw, check=True)
    # Patterns stand there quoted; one without signs a shell knows stands as it is.
    paths = [path.removeprefix("{home}") for each in shipped_artifacts() for path in each.paths]
    assert [path for path in paths if "*" not in path and path not in ended.out] == []


def test_the_language_changes_nothing_in_the_script(hemostat: Hemostat) -> None:
    assert hemostat("collect", "--lang", "zh").raw == hemostat("collect").raw


@pytest.mark.requirement("A4.12")
def test_a_busybox_is_carried_along(hemostat: Hemostat, tmp_path: Path) -> None:
    busybox = tmp_path / "busybox"
    busybox.write_bytes(b"\x7fELF" + bytes(range(256)) * 8)
    plain, carrying = hemostat("collect"), hemostat("collect", "--busybox", str(busybox))
    assert carrying.code == 0
    assert len(carrying.raw) - len(plain.raw) > len(busybox.read_bytes())
    subprocess.run(["sh", "-n"], input=carrying.raw, check=True)


@pytest.mark.parametrize(
    ("content", "reason"), [(None, "No such file"), (b"#!/bin/sh\n", "not a program (ELF)")]
)
def test_another_file_is_no_busybox(
    hemostat: Hemostat, tmp_path: Path, content: bytes | None, reason: str
) -> None:
    file = tmp_path / "x"
    if content is not None:
        file.write_bytes(content)
    ended = hemostat("collect", "--busybox", str(file))
    assert (ended.code, ended.raw) == (2, b"")
    assert reason in ended.err
    assert str(file) in ended.err
