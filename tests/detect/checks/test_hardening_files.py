from datetime import timedelta

import pytest

from detect.made_processes import NOW, worst
from hemostat.detect.checks.hardening_files import (
    OLD_DAYS,
    log_in_file_writable,
    permissions,
    updates_old,
    web_leak,
)
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import WatchedFile


def file(path: str, mode: int, why: str) -> WatchedFile:
    return WatchedFile(path=HostPath(path), mode=mode, why=why)


def state(days: int) -> WatchedFile:
    path = HostPath("/var/lib/dpkg/status")
    return WatchedFile(path=path, why="package_state", modified=NOW - timedelta(days=days))


@pytest.mark.parametrize(
    ("path", "mode", "why", "sign", "fact"),
    [
        ("/etc/passwd", 0o666, "log_in", Level.MEDIUM, None),
        ("/etc/shadow", 0o666, "password", Level.MEDIUM, None),
        ("/etc/shadow", 0o644, "password", None, Level.LOW),
        ("/etc/shadow", 0o640, "password", None, None),
        ("/usr/bin", 0o777, "system_folder", Level.MEDIUM, None),
        ("/usr/bin", 0o1777, "system_folder", None, Level.LOW),
        ("/usr/local/bin", 0o777, "system_folder", None, Level.LOW),
        ("/etc/ssl/private/a.key", 0o644, "private_key", None, Level.LOW),
        ("/etc/ssh/ssh_host_ed25519_key", 0o640, "private_key", None, None),
    ],
)
@pytest.mark.requirement("B9")
def test_a_mode_is_a_sign_or_a_fact_never_both(
    path: str, mode: int, why: str, sign: Level | None, fact: Level | None
) -> None:
    assert worst(log_in_file_writable, file(path, mode, why)) == sign
    assert worst(permissions, file(path, mode, why)) == fact


def test_leaks_in_web_roots_are_facts() -> None:
    assert worst(web_leak, file("/var/www/html/.git", 0o755, "web_leak")) == Level.LOW
    assert worst(web_leak, file("/etc/passwd", 0o644, "log_in")) is None


@pytest.mark.requirement("A3.15")
def test_the_youngest_database_speaks_for_the_updates() -> None:
    assert worst(updates_old, state(OLD_DAYS + 1)) == Level.LOW
    assert worst(updates_old, state(OLD_DAYS + 1), state(3)) is None
    assert worst(updates_old) is None
