# ruff: noqa: S108 — paths on the examined host, not ours.
"""What is odd about a name, by its folder, kind and mode alone. Pure; asked for every name.

The origin of the file and its content are asked for later, of what is odd only.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from hemostat.detect.places import hidden_parts, is_disguised, is_unpacked, is_writable_for_all
from hemostat.detect.worth_reading import Spot
from hemostat.model.area import AreaKind
from hemostat.model.path import decode, is_within
from hemostat.model.records.file_signs import (
    DEVICE_FILE,
    DISGUISED_NAME,
    HIDDEN_PROGRAM,
    SETTINGS_PROGRAM,
    SYSTEM_PROGRAM,
    TEMPORARY_PROGRAM,
)

_MAYBE_DISGUISED = re.compile(rb"^[ .]|[ \t]\Z|[\x00-\x1f\x7f-\xff]").search
# Folders of programs: what lies right in them is found by its bare name or started by the system.
PROGRAM_FOLDERS: Final = frozenset(
    (
        "/usr/bin",
        "/usr/sbin",
        "/bin",
        "/sbin",
        "/usr/lib/systemd",
        "/lib/systemd",
        "/usr/libexec",
        "/usr/lib/systemd/system-generators",
        "/usr/lib/systemd/system-shutdown",
        "/usr/lib/systemd/system-sleep",
    )
)
# No package makes folders of its own among the commands.
_AMONG_COMMANDS = re.compile(r"(?:/usr)?/s?bin/.+")
# Folders that hold texts by their nature: what reads or runs them wants lines.
_TEXTS_ONLY = re.compile(
    r"/etc(?:/(?:profile|pam|sudoers|modprobe|modules-load|sysctl|logrotate|rsyslog|ld\.so\.conf"
    r"|tmpfiles|limits|bash_completion|cron|xinetd|polkit-1/rules|ssh/sshd_config|update-motd)\.d"
    r"|/(?:default|sysconfig|security|skel|ssh|udev|init|apt|alternatives|ssl|ca-certificates)"
    r"|/(?:cron\.\w+|init\.d|rc\d?\.d|rc\d\.d|systemd|udev/rules\.d|apt/apt\.conf\.d)"
    r"|/systemd/(?:system|user)(?:/[^/]+\.(?:wants|requires|d))?)?"
)
# Shared memory and huge pages are files by nature; udev of old kept its state in hidden files.
_DEVICE_ORDINARY = ("/dev/shm", "/dev/mqueue", "/dev/hugepages", "/dev/.udev", "/dev/.initramfs")
# Languages and tools bring folders of their own, with hidden names that mean nothing.
_BROUGHT = re.compile(
    r"/(?:node_modules|site-packages|dist-packages|gems|jvm|vendor|\.git|\.svn|\.hg|\.github|\.husky"
    r"|\.libs|\.build-id|\.venv|\.tox|\.ansible[^/]*|linux-headers[^/]*|linux-[\d.]+[^/]*|dkms"
    r"|\.pytest_cache|\.mypy_cache)(?:/|$)|\.libs/"
)


class Sight(NamedTuple):
    """One odd thing: which sign, and what about it."""

    sign: str
    detail: str


def sights_of(spot: Spot, raw: bytes, mode: int, size: int, *, is_file: bool) -> Iterator[Sight]:
    """What is odd about one file or folder.

    Args:
        spot: the folder it lies in.
        raw: its name, as the host has it.
        mode: permission bits.
        size: bytes.
        is_file: False for a folder.
    """
    if _MAYBE_DISGUISED(raw) and is_disguised(decode(raw)):
        yield Sight(DISGUISED_NAME, decode(raw))
    if not is_file or not size:
        return
    is_executable = bool(mode & 0o111)
    place = spot.path
    if is_within(place, "/dev") and not place.startswith(_DEVICE_ORDINARY):
        yield Sight(DEVICE_FILE, "")
    elif is_executable and (spot.is_hidden or raw[:1] == b"."):
        yield from _hidden(spot, decode(raw))
    elif is_executable and spot.kind is AreaKind.TEMPORARY and _is_open(spot):
        yield Sight(TEMPORARY_PROGRAM, "")
    elif is_executable and (place in PROGRAM_FOLDERS or _AMONG_COMMANDS.fullmatch(place)):
        yield Sight(SYSTEM_PROGRAM, "")
    elif is_executable and _TEXTS_ONLY.fullmatch(place):
        yield Sight(SETTINGS_PROGRAM, "")


def _hidden(spot: Spot, name: str) -> Iterator[Sight]:
    path = f"{spot.path.rstrip('/')}/{name}"
    parts = hidden_parts(path)
    if parts and not _BROUGHT.search(path) and not is_unpacked(path):
        yield Sight(HIDDEN_PROGRAM, parts[0])
    elif spot.kind is AreaKind.TEMPORARY and _is_open(spot):
        yield Sight(TEMPORARY_PROGRAM, "")


def _is_open(spot: Spot) -> bool:
    return is_writable_for_all(spot.path) and not is_unpacked(spot.path)
