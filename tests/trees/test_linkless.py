"""Opening a path no part of which is a link."""

import errno
import os
from pathlib import Path

import pytest

from hemostat.trees.linkless import has_openat2, open_linkless


@pytest.fixture
def root(tmp_path: Path) -> bytes:
    (tmp_path / "root/d").mkdir(parents=True)
    (tmp_path / "root/d/f").write_bytes(b"inside")
    (tmp_path / "root/l").symlink_to("d")
    (tmp_path / "root/d/lf").symlink_to("f")
    (tmp_path / "f").write_bytes(b"outside")
    return os.fsencode(tmp_path / "root")


@pytest.mark.parametrize("absolute", [True, False])
def test_a_path_without_links_is_opened(root: bytes, absolute: bool) -> None:
    begin, path = (b"", root + b"/d/f") if absolute else (root, b"/d/f")
    descriptor = open_linkless(begin, path, os.O_RDONLY)
    assert os.read(descriptor, 10) == b"inside"
    os.close(descriptor)


@pytest.mark.parametrize("path", [b"/d/lf", b"/l/f", b"/l"])
def test_a_link_in_any_part_is_refused(root: bytes, path: bytes) -> None:
    if not has_openat2() and path == b"/l/f":
        pytest.skip("this kernel has no openat2")
    with pytest.raises(OSError, match=r".") as raised:
        os.close(open_linkless(root, path, os.O_RDONLY))
    assert raised.value.errno == errno.ELOOP


def test_two_dots_do_not_leave_the_root(root: bytes) -> None:
    if not has_openat2():
        pytest.skip("this kernel has no openat2")
    with pytest.raises(OSError, match=r".") as raised:
        os.close(open_linkless(root, b"/../f", os.O_RDONLY))
    assert raised.value.errno == errno.EXDEV


def test_without_openat2_the_last_part_is_still_guarded(
    root: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hemostat.trees.linkless.has_openat2", lambda: False)
    descriptor = open_linkless(root, b"/d/f", os.O_RDONLY)
    assert os.read(descriptor, 10) == b"inside"
    os.close(descriptor)
    with pytest.raises(OSError, match=r".") as raised:
        os.close(open_linkless(root, b"/d/lf", os.O_RDONLY))
    assert raised.value.errno == errno.ELOOP


def test_a_nul_is_refused(root: bytes) -> None:
    with pytest.raises(ValueError, match=r"NUL|null"):
        open_linkless(root, b"/d\0/f", os.O_RDONLY)
