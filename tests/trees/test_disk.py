"""The system's errors in our words."""

import errno
import os

import pytest

from hemostat.model.failure import Absent, Denied, Failed
from hemostat.trees.disk import Disk, failure_of, kind_of
from hemostat.trees.footprint import Touches
from hemostat.trees.host_tree import FileKind


@pytest.mark.parametrize("code", [errno.ENOENT, errno.ENOTDIR, errno.ESRCH])
def test_what_is_not_there_is_absent(code: int) -> None:
    assert failure_of(OSError(code, os.strerror(code))) == Absent()


@pytest.mark.parametrize("code", [errno.EACCES, errno.EPERM])
def test_what_we_may_not_is_denied(code: int) -> None:
    assert failure_of(OSError(code, os.strerror(code))) == Denied(os.strerror(code))


@pytest.mark.parametrize(
    "code", [errno.ELOOP, errno.EIO, errno.ESTALE, errno.EAGAIN, errno.ENOTCONN, errno.ETIMEDOUT]
)
def test_all_else_is_failed_with_words(code: int) -> None:
    failure = failure_of(OSError(code, os.strerror(code)))
    assert isinstance(failure, Failed)
    assert failure.reason


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/", FileKind.FOLDER), ("/dev/null", FileKind.DEVICE), ("/proc/self/exe", FileKind.LINK),
     ("/etc/passwd", FileKind.FILE)],
)  # fmt: skip
def test_the_kind_is_in_the_mode(path: str, kind: FileKind) -> None:
    assert kind_of(os.lstat(path).st_mode) is kind
    assert kind_of(0) is FileKind.UNKNOWN


def test_a_look_at_a_link_is_its_text() -> None:
    disk = Disk(b"", Touches())
    assert disk.look(b"/proc/self") == b"%d" % os.getpid()
    assert disk.look(b"/etc") is FileKind.FOLDER
    assert disk.look(b"/nothing") == Absent()
