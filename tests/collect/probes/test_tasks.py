"""Processes that answer and are not listed; and none where they only come and go."""

import subprocess
import sys
from collections.abc import Callable

import pytest

from hemostat.collect.probes.folders import listing_of
from hemostat.collect.probes.tasks import cgroup_pids, compare_tasks
from hemostat.model.coverage import Outcome
from hemostat.trees.footprint import Touches
from hemostat.trees.live import LiveTree
from hemostat.trees.raw import RawHost
from made_raw import Made, MadeRaw

pytestmark = pytest.mark.requirement("A6L.3", "A5.6")


def made(*pids: int, hidden_by_kernel: tuple[int, ...] = ()) -> Made:
    """A host with some processes; those hidden by the kernel are in no list and have no folder."""
    host = Made(alive={*pids, *hidden_by_kernel})
    host.folders[b"/proc"] = {str(pid).encode(): True for pid in pids}
    host.files[b"/proc/sys/kernel/pid_max"] = b"400\n"
    for pid in pids:
        host.files[b"/proc/%d/status" % pid] = b"Name:\tx\nTgid:\t%d\n" % pid
        host.files[b"/proc/%d/stat" % pid] = b"%d (a) b) S " % pid + b"7 " * 40
        host.files[b"/proc/%d/comm" % pid] = b"x\n"
    return host


def library_hiding(host: Made, *hidden: int) -> Callable[[bytes], frozenset[bytes] | None]:
    """A C library that leaves some processes out."""
    names = {str(pid).encode() for pid in hidden}
    return lambda path: frozenset(host.folders[path]) - names


def test_a_process_the_c_library_leaves_out_is_named_by_its_program() -> None:
    host = made(1, 77)
    host.links[b"/proc/77/exe"] = b"/tmp/.x/m"
    host.files[b"/proc/77/cmdline"] = b"./m\0-o\0pool\0"
    found = compare_tasks(MadeRaw(host), ordinary=library_hiding(host, 77))
    (view,) = found.differences
    assert found.pids == (77,)
    assert (view.value, view.command) == ("/tmp/.x/m", "./m -o pool")
    assert (view.seen_by, view.missing_from) == ("getdents64", "readdir of /proc")


def test_a_process_in_no_list_that_answers_is_hidden_by_the_kernel() -> None:
    host = made(1, hidden_by_kernel=(88,))
    (view,) = compare_tasks(MadeRaw(host), ordinary=library_hiding(host)).differences
    assert (view.pid, view.value, view.missing_from) == (88, "pid 88", "/proc")
    assert view.seen_by == "kill(pid, 0), sched_getaffinity"


def test_a_thread_counts_as_its_process() -> None:
    host = made(1)
    host.alive.add(9)
    host.files[b"/proc/9/status"] = b"Name:\tx\nTgid:\t1\n"
    assert compare_tasks(MadeRaw(host), ordinary=library_hiding(host)).differences == ()


def test_a_process_beyond_the_numbers_tried_is_found_by_its_cgroup() -> None:
    host = made(1, hidden_by_kernel=(70_001,))
    host.files[b"/sys/fs/cgroup/a/cgroup.procs"] = b"1\n70001\n0\n"
    raw = MadeRaw(host)
    named = tuple(cgroup_pids(raw, [b"/sys/fs/cgroup/a/cgroup.procs", b"/sys/fs/cgroup/none"]))
    assert named == (1, 70_001, 0)
    assert compare_tasks(raw, ordinary=library_hiding(host), more=named).pids == (70_001,)


def test_a_process_that_ends_before_the_second_look_is_none() -> None:
    host = made(1)

    class Ends(MadeRaw):
        asked = 0

        def answers_kill(self, pid: int) -> bool:
            self.asked += pid == 5
            return pid == 1 or (pid == 5 and self.asked < 4)

    assert compare_tasks(Ends(host), ordinary=library_hiding(host)).differences == ()


def test_numbers_not_tried_are_a_hole() -> None:
    host = made(1)
    host.files[b"/proc/sys/kernel/pid_max"] = b"9000\n"
    found = compare_tasks(MadeRaw(host), ordinary=library_hiding(host), until=lambda: True)
    assert found.coverage[0].outcome is Outcome.FAILED
    assert "2048" in found.coverage[0].reason


def test_a_proc_that_cannot_be_listed_is_a_hole() -> None:
    host = made(1)
    found = compare_tasks(MadeRaw(host), ordinary=lambda _: None)
    assert found.coverage[0].outcome is Outcome.DENIED


STORM = """
import os, sys, threading, time
end = time.monotonic() + 100
print(1, flush=True)
while time.monotonic() < end:
    if (pid := os.fork()) == 0:
        thread = threading.Thread(target=time.sleep, args=(0.002,))
        thread.start()
        thread.join()
        os._exit(0)
    if pid % 7:
        os.waitpid(pid, 0)
    else:
        try:
            while os.waitpid(-1, os.WNOHANG)[0]: pass
        except ChildProcessError:
            pass
"""


def test_a_storm_of_processes_hides_nothing() -> None:
    storms = [
        subprocess.Popen([sys.executable, "-S", "-c", STORM], stdout=subprocess.PIPE)
        for _ in range(3)
    ]
    try:
        for storm in storms:
            assert storm.stdout is not None
            storm.stdout.readline()
        raw, ordinary = RawHost(Touches()), listing_of(LiveTree())
        looks = [compare_tasks(raw, ordinary=ordinary) for _ in range(6)]
        assert [look.differences for look in looks] == [()] * 6
        assert any(storm.poll() is None for storm in storms), "the storm was over before"
    finally:
        for storm in storms:
            storm.kill()
            storm.communicate()
