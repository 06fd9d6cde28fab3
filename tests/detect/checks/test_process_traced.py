from detect.made_processes import running, worst
from hemostat.detect.checks.process_traced import traced_by_unknown
from hemostat.model.level import Level

SSHD = running(9, "/usr/sbin/sshd", tracer_pid=30, euid=0, exe_state="packaged")


def test_an_unowned_tracer_of_a_daemon_is_worth_a_look() -> None:
    assert worst(traced_by_unknown, SSHD, running(30, "/opt/l", exe_state="unowned")) == (
        Level.MEDIUM
    )


def test_a_tracer_in_a_temporary_place_is_high() -> None:
    assert worst(traced_by_unknown, SSHD, running(30, "/dev/shm/l")) == Level.HIGH


def test_a_packaged_debugger_is_quiet() -> None:
    assert worst(traced_by_unknown, SSHD, running(30, "/usr/bin/gdb", exe_state="packaged")) is None


def test_whoever_traces_its_own_child_is_quiet() -> None:
    child = running(9, "/opt/app", tracer_pid=30, ppid=31)
    middle = running(31, "/usr/bin/dash", "sh", ppid=30)
    tracer = running(30, "/usr/local/bin/proot", exe_state="unowned")
    assert worst(traced_by_unknown, child, middle, tracer) is None


def test_a_developers_debugger_in_a_home_is_low() -> None:
    process = running(9, "/home/d/app", tracer_pid=30, euid=1000)
    tracer = running(30, "/home/d/go/bin/dlv", exe_state="unowned", euid=1000)
    assert worst(traced_by_unknown, process, tracer) == Level.LOW
