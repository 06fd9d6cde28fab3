from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from hemostat.parse.host.kernel import KERNEL_FILES, boot_of, kernel_of

FILES = {
    "/proc/version": b"Linux version 5.10.0-28-amd64 (a@b) (gcc 10) #1 SMP Debian 5.10.209-2\n",
    "/proc/cmdline": b"BOOT_IMAGE=/vmlinuz root=/dev/sda1\n",
    "/proc/stat": b"cpu  1 2\ncpu0 1\ncpu1 2\nbtime 1795337709\n",
    "/proc/uptime": b"1274.60 2439.08\n",
    "/proc/loadavg": b"1.00 0.28 0.11 1/94 7310\n",
    "/proc/sys/kernel/tainted": b"4097\n",
}


def test_the_kernel_says_release_boot_and_load() -> None:
    kernel = kernel_of(FILES)
    assert kernel is not None
    assert (kernel.release, kernel.version) == ("5.10.0-28-amd64", "#1 SMP Debian 5.10.209-2")
    assert kernel.boot == datetime(2026, 11, 22, 8, 55, 9, tzinfo=UTC)
    assert (kernel.uptime_seconds, kernel.load) == (1274.6, (1.0, 0.28, 0.11))
    assert (kernel.cpu_count, kernel.taint) == (2, 4097)


def test_the_running_kernel_is_read() -> None:
    files = {path: Path(path).read_bytes() for path in KERNEL_FILES}
    kernel = kernel_of(files)
    assert kernel is not None
    assert kernel.release == files["/proc/sys/kernel/osrelease"].decode().strip()
    assert kernel.boot is not None


def test_a_host_that_was_not_running_has_no_kernel() -> None:
    assert kernel_of({}) is None
    assert kernel_of({"/proc/stat": b"btime 1\n"}) is None


def test_a_boot_beyond_the_calendar_is_unknown() -> None:
    assert boot_of(b"btime 999999999999\n") is None


@given(st.dictionaries(st.sampled_from(KERNEL_FILES), st.binary(max_size=80)))
def test_no_bytes_make_it_raise(files: dict[str, bytes]) -> None:
    kernel = kernel_of(files)
    assert kernel is None or kernel.cpu_count >= 1
