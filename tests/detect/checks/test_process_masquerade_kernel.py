import pytest

from detect.made_processes import running, worst
from hemostat.detect.checks.process_masquerade_kernel import pretends_kernel_thread
from hemostat.model.level import Level
from hemostat.model.records import Process

PACKAGED = {"exe_state": "packaged"}
UNOWNED = {"exe_state": "unowned"}


@pytest.mark.parametrize(
    "process",
    [
        running(900, "/opt/a", "[kworker/0:2]", **UNOWNED),
        running(900, "/usr/bin/sleep", "[kworker/u4:0-events]", "60", **PACKAGED),
        running(900, "/usr/bin/python3.11", "python3", "-c", "x", name="kswapd0", **PACKAGED),
        running(900, "/usr/bin/kdevtmpfsi", **UNOWNED),
        running(900, "/usr/bin/sleep", "kworker/1:1", "60", name="sleep", **PACKAGED),
        running(900, "/tmp/kthreaddk", **UNOWNED),
        Process(pid=900, ppid=1, name="a", argv=("[ksoftirqd/0]",), command="[ksoftirqd/0]"),
    ],
)
def test_a_process_with_a_kernel_threads_name_is_critical(process: Process) -> None:
    assert worst(pretends_kernel_thread, process) == Level.CRITICAL


@pytest.mark.parametrize(
    "process",
    [
        Process(pid=2, name="kthreadd", is_kernel_thread=True),
        Process(pid=900, ppid=1, name="kworker/0:1", state="Z"),
        Process(pid=900, ppid=1, name="rcu_gp"),
        running(900, "/usr/sbin/watchdog", **PACKAGED),
        running(900, "/usr/bin/ksmtuned", **PACKAGED),
        running(900, "/usr/bin/[", "[", "-f", "/x", "]", name="[", **PACKAGED),
        running(900, "/usr/bin/uwsgi", "[uwsgi]", name="uwsgi", **PACKAGED),
    ],
)
def test_the_kernel_itself_and_programs_of_like_names_are_quiet(process: Process) -> None:
    assert worst(pretends_kernel_thread, process) is None


def test_another_title_in_brackets_is_high_for_a_program_and_medium_for_an_interpreter() -> None:
    assert worst(pretends_kernel_thread, running(9, "/opt/a", "[sys]", **UNOWNED)) == Level.HIGH
    title = running(9, "/usr/bin/python3.11", "[jobs]", name="python3", **PACKAGED)
    assert worst(pretends_kernel_thread, title) == Level.MEDIUM
