"""A library preloaded into every program hides a file, a process and a port: all are named.

In a throw-away namespace; `hiding_library.c` is a harmless stand-in made for this test.
"""

import json
import os
import shutil
import sys
import sysconfig
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from hemostat.drill.sandbox import refusal, run_in_sandbox

SOURCE = Path(__file__).parents[2] / "src"
LIBRARY = "/usr/lib/x86_64-linux-gnu/libsystem-audit.so.1"
SECRET = "/etc/hmst_settings"
PROGRAM = "/usr/bin/hmst_updated"
PORT = 31337

INSIDE = """
import json, os, shutil, subprocess, sys, time
source, library, secret, program, port, triage = json.loads(sys.argv[1])
os.makedirs(os.path.dirname(library), exist_ok=True)
open("/tmp/library.c", "w").write(source)
build = ["gcc", "-shared", "-fPIC", "-O1", "-w", "-o", library, "/tmp/library.c", "-ldl"]
subprocess.run(build, check=True)
open(secret, "w").write("pool=198.51.100.7\\n")
shutil.copy(os.path.realpath("/usr/bin/python3"), program)
code = f"import socket,time; s=socket.create_server(('127.0.0.1', {port}))"
code += "; print(1, flush=True); time.sleep(200)"
hidden = subprocess.Popen([program, "-c", code], stdout=subprocess.PIPE)
hidden.stdout.readline()

def said(*command):
    return subprocess.run(command, capture_output=True, text=True, errors="replace")

def tools():
    return {
        "ls": said("ls", "-a", "/etc").stdout,
        "ps": said("ps", "-e", "-o", "pid=").stdout,
        "ss": said("ss", "-ltnp").stdout,
    }

before = tools()
open("/etc/ld.so.preload", "w").write(library + "\\n")
after = tools()
run = said(*triage)
print(json.dumps({"before": before, "after": after, "pid": hidden.pid,
                  "code": run.returncode, "stdout": run.stdout, "stderr": run.stderr}))
os._exit(0)
"""

pytestmark = [
    pytest.mark.sandbox,
    pytest.mark.requirement("A6L.3", "A6L.2", "A5.6", "A5.20"),
    pytest.mark.skipif(shutil.which("gcc") is None, reason="gcc is not installed"),
    pytest.mark.skipif(bool(refusal()), reason=refusal() or "-"),
    pytest.mark.skipif(
        os.uname().machine not in ("x86_64", "aarch64"), reason="system calls not known"
    ),
]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the host's tools and hemostat said, before and after."""
    text = (Path(__file__).parent / "hiding_library.c").read_text("utf-8")
    triage = [sys.executable, "-B", "-m", "hemostat", "triage", "--json", "--host", "bench"]
    done = run_in_sandbox(
        [
            sys.executable,
            "-B",
            "-c",
            INSIDE,
            json.dumps([text, LIBRARY, SECRET, PROGRAM, PORT, triage]),
        ],
        folder=tmp_path_factory.mktemp("box"),
        environment={"PYTHONPATH": f"{SOURCE}:{sysconfig.get_paths()['purelib']}"},
        seconds=200,
    )
    assert done.returncode == 0, done.stderr[-2000:].decode(errors="replace")
    found: dict[str, Any] = json.loads(done.stdout)
    assert found["code"] == 1 and found["stdout"], found["stderr"][-2000:]
    return found


@cache
def _loaded(text: str) -> Any:
    return json.loads(text)


def findings(run: dict[str, Any], rule: str) -> list[Any]:
    """The findings of one rule."""
    return [each for each in _loaded(run["stdout"])["findings"] if each["rule"] == rule]


def test_the_tools_of_the_host_are_fooled(run: dict[str, Any]) -> None:
    assert "hmst_settings" in run["before"]["ls"]
    assert str(run["pid"]) in run["before"]["ps"].split()
    assert f":{PORT}" in run["before"]["ss"]
    assert "hmst_settings" not in run["after"]["ls"]
    assert "passwd" in run["after"]["ls"]
    assert str(run["pid"]) not in run["after"]["ps"].split()
    assert "1" in run["after"]["ps"].split()
    assert f":{PORT}" not in run["after"]["ss"]


def test_the_library_inside_us_is_named_before_all_else(run: dict[str, Any]) -> None:
    (finding,) = findings(run, "linux.self.foreign-library")
    assert finding["level"] == "critical"
    assert finding["subjects"] == [{"kind": "library", "value": LIBRARY}]
    assert "readdir64" in finding["summary"]
    assert "/etc/ld.so.preload" in finding["summary"]
    first = run["stderr"].splitlines()
    assert any(LIBRARY in line for line in first), run["stderr"]


def test_the_file_is_named_with_both_views(run: dict[str, Any]) -> None:
    hidden = {each["subjects"][0]["value"]: each for each in findings(run, "linux.hidden.file")}
    assert {SECRET, PROGRAM, "/etc/ld.so.preload"} <= set(hidden)
    assert "getdents64" in hidden[SECRET]["summary"]
    assert "readdir" in hidden[SECRET]["summary"]
    assert LIBRARY in hidden[SECRET]["summary"]


def test_the_process_is_named_and_examined(run: dict[str, Any]) -> None:
    hidden = {each["subjects"][0]["pid"]: each for each in findings(run, "linux.hidden.process")}
    assert hidden[run["pid"]]["subjects"][0]["value"] == PROGRAM
    assert hidden[run["pid"]]["level"] == "critical"
    assert LIBRARY in hidden[run["pid"]]["summary"]


def test_the_port_is_named_with_its_process(run: dict[str, Any]) -> None:
    (finding,) = findings(run, "linux.hidden.socket")
    assert {"kind": "socket", "value": f"tcp 127.0.0.1:{PORT}"} in finding["subjects"]
    assert PROGRAM in {each["value"] for each in finding["subjects"]}


def test_all_that_is_said_is_marked_as_untrusted(run: dict[str, Any]) -> None:
    result = _loaded(run["stdout"])
    assert {each["trust"] for each in result["findings"]} == {"untrusted"}
    assert any("busybox" in note for note in result["host"]["notes"])
