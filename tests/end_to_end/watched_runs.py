"""Whole runs of `hemostat triage`, watched by strace: on this host, or in the sandbox."""

import json
import os
import shutil
import sys
import sysconfig
from pathlib import Path
from typing import Any

import pytest

from end_to_end.system_calls import TRACE
from hemostat.drill.sandbox import refusal, run_in_sandbox

STRACE = shutil.which("strace")
SOURCE = Path(__file__).parents[2] / "src"
PACKAGES = sysconfig.get_paths()["purelib"]
# -P: the folder we stand in is no place to import from. -S: nor does a sitecustomize of this
# machine's run, which may open what it likes.
MAIN = ("-B", "-P", "-S", "-m", "hemostat", "triage", "--lang", "en")
TRIAGE = (sys.executable, *MAIN)


def environment(source: Path = SOURCE) -> dict[str, str]:
    """Little enough that a run is the same everywhere."""
    path = f"{source}:{PACKAGES}"
    return {"PYTHONPATH": path, "PATH": os.environ["PATH"], "HOME": "/nonexistent"}


INSIDE = """
import json, os, subprocess, sys
TRIAGE, TRACE = json.loads(sys.argv[1])
def watch(*options, script=None):
    command = ["strace", "-f", "-qq", "-xx", "-s", "4096", "-o", "/tmp/calls", "-e", TRACE]
    command += [sys.executable, "-B", "-P", "-S", "-c", script] if script else [*TRIAGE, *options]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=200)
    text = open("/tmp/calls").read()
    os.unlink("/tmp/calls")
    return {"calls": text, "code": done.returncode, "stdout": done.stdout, "stderr": done.stderr}
"""


def in_sandbox(tmp_path: Path, script: str) -> Any:
    """What a script prints as JSON, run in the sandbox; it may call `watch`."""
    if why := refusal():
        pytest.skip(why)
    box = tmp_path / "box"
    box.mkdir()
    done = run_in_sandbox(
        [
            sys.executable,
            "-B",
            "-P",
            "-c",
            INSIDE + script,
            json.dumps([TRIAGE, TRACE]),
        ],
        folder=box,
        environment=environment(),
        seconds=300,
    )
    assert done.returncode == 0, done.stderr[-1500:].decode(errors="replace")
    return json.loads(done.stdout)
