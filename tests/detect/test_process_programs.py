import pytest

from detect.made_processes import running
from hemostat.detect.process_programs import (
    is_interactive,
    is_interpreter,
    is_relay,
    is_shell,
    poses_from_data,
    program,
    script_of,
)
from hemostat.model.path import HostPath
from hemostat.model.records import Process

CWD = HostPath("/srv")


@pytest.mark.parametrize(
    ("argv", "script"),
    [
        (("python3", "a.py"), "/srv/a.py"),
        (("python3", "-u", "/a.py"), "/a.py"),
        (("python3", "-W", "error", "./a.py", "-c"), "/srv/a.py"),
        (("python3", "-c", "print()", "/a"), ""),
        (("python3", "-m", "http.server"), ""),
        (("bash", "-lc", "a b"), ""),
        (("bash", "-x", "/a.sh"), "/a.sh"),
        (("perl", "-e", "1"), ""),
        (("bash", "/dev/fd/63"), ""),
        (("bash",), ""),
        ((), ""),
    ],
)
def test_the_script_is_the_first_word_that_is_no_option(argv: tuple[str, ...], script: str) -> None:
    assert script_of(Process(pid=1, argv=argv, cwd=CWD)) == script


@pytest.mark.parametrize(
    ("argv", "expected"),
    [
        (("bash",), True),
        (("-bash",), True),
        (("sh", "-i"), True),
        (("bash", "--norc", "-i"), True),
        (("sh", "-c", "x"), False),
        (("bash", "-ic", "x"), False),
        (("bash", "/a.sh"), False),
    ],
)
def test_a_shell_without_a_command_waits_for_someone(argv: tuple[str, ...], expected: bool) -> None:
    assert is_interactive(running(1, "/bin/bash", *argv)) is expected


def test_kinds_go_by_the_executable_and_busybox_by_its_applet() -> None:
    assert is_shell(running(1, "/usr/bin/dash", "evil"))
    assert is_shell(running(1, "/bin/busybox", "busybox", "sh"))
    assert not is_shell(running(1, "/bin/busybox", "crond"))
    assert is_interpreter(running(1, "/usr/bin/python3.11"))
    assert not is_interpreter(running(1, "/usr/bin/pythonista"))
    assert is_relay(running(1, "/usr/bin/nc.traditional", "x"))
    assert is_relay(running(1, "/bin/busybox", "nc"))


def test_without_an_executable_the_title_speaks() -> None:
    assert program(Process(pid=1, argv=("-zsh",), name="zsh")) == "zsh"
    assert program(Process(pid=1, name="kthread")) == "kthread"


@pytest.mark.parametrize(
    ("exe", "first", "poses"),
    [
        ("/var/lib/dhcp/dhclient", "/sbin/dhclient -4", True),
        ("/usr/share/misc/crond", "/usr/sbin/crond", True),
        ("/opt/openssh/sbin/sshd", "/usr/sbin/sshd", False),
        ("/var/lib/rancher/k3s/data/3a1/bin/containerd", "/usr/bin/containerd", False),
        ("/var/lib/dhcp/dhclient", "dhclient", False),
        ("/var/lib/dhcp/dhclient", "", False),
    ],
)
def test_a_stated_path_of_the_system_and_a_file_among_data(
    exe: str, first: str, *, poses: bool
) -> None:
    process = Process(pid=9, ppid=1, exe=HostPath(exe), argv=(first,))
    assert poses_from_data(process) is poses
