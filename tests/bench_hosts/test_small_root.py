"""Signs in a tiny made-up root are found without root rights, so that something always runs."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bench_hosts.benches import PLANTED, SOURCE
from hemostat.drill.case import Case
from hemostat.drill.plant import plant_files
from hemostat.drill.verdict import judge
from made_roots import install_dpkg, put

SIGNS = (
    "cron-d-decodes",
    "fetch-and-run-at-two",
    "hidden-behind-a-carriage-return",
    "init-script",
    "package-manager-hook",
    "preload-in-environment",
    "rc-local",
    "second-root-by-number",
    "timer-and-its-service",
    "udev-rule",
    "unit-stops-the-watchmen",
    "www-data-may-do-all",
)
ACCOUNTS = "root:x:0:0:root:/root:/bin/bash\nwww-data:x:33:33::/var/www:/usr/sbin/nologin\n"
PASSWORDS = "root:*:19500:0:99999:7:::\nwww-data:*:19500:0:99999:7:::\n"
GROUPS = "root:x:0:\nwww-data:x:33:\ncrontab:x:101:\ndaemon:x:1:\n"
PROGRAM = b"\x7fELF a made-up program"

pytestmark = pytest.mark.requirement("B5.1", "B5.4", "A6L.1")


def make_root(root: Path) -> Path:
    """Accounts, one package with two programs and a library, and the places of start-up."""
    put(root, "/etc/passwd", (ACCOUNTS + "daemon:x:1:1::/:/usr/sbin/nologin\n").encode())
    put(root, "/etc/shadow", (PASSWORDS + "daemon:*:19500:0:99999:7:::\n").encode(), 0o640)
    put(root, "/etc/group", GROUPS.encode())
    put(root, "/etc/os-release", b"ID=debian\nVERSION_ID=12\n")
    put(root, "/etc/environment")
    put(root, "/etc/sudoers", b"root ALL=(ALL:ALL) ALL\n@includedir /etc/sudoers.d\n", 0o440)
    programs = {"/usr/bin/sleep": PROGRAM, "/usr/lib/x86_64-linux-gnu/libz.so.1": PROGRAM}
    for path, content in programs.items():
        put(root, path, content, 0o755)
    install_dpkg(root, "coreutils", programs)
    return root


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """All the signs in one small root, examined once."""
    root = make_root(tmp_path_factory.mktemp("small"))
    for case in PLANTED:
        if case.name in SIGNS:
            plant_files(case, root)
    done = subprocess.run(
        [sys.executable, "-B", "-m", "hemostat", "triage", "--json", str(root)],
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr.decode()
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    "case", [case for case in PLANTED if case.name in SIGNS], ids=lambda case: case.name
)
def test_a_sign_in_a_small_root_is_found(case: Case, result: Any) -> None:
    assert case.expected is not None
    verdict = judge(case.expected, result["findings"])
    assert verdict.is_found, f"{case.text} Expected {case.expected}; near: {verdict.near}"


def test_the_small_root_itself_is_quiet(tmp_path: Path) -> None:
    root = make_root(tmp_path)
    done = subprocess.run(
        [sys.executable, "-B", "-m", "hemostat", "triage", "--json", str(root)],
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
        capture_output=True,
        check=False,
    )
    assert json.loads(done.stdout)["findings"] == []
