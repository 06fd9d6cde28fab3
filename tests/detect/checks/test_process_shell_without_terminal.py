from typing import Any

import pytest

from detect.made_processes import CONTEXT, connected, running, worst
from hemostat.detect.check import claims_of
from hemostat.detect.checks.process_shell_without_terminal import (
    interactive_shell_without_terminal,
)
from hemostat.model.host import Scope
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.record_set import RecordSet
from hemostat.model.records import Account, OpenFile, Process

CHECK = interactive_shell_without_terminal
PIPES: dict[str, Any] = {"standard_streams": ("pipe:[20]", "pipe:[21]", "pipe:[21]")}
JAVA = running(40, "/opt/tomcat/bin/java", account="www-data")
CONTAINER = Scope("container", "ab")


def shell(*argv: str, ppid: int = 40, **fields: Any) -> Process:
    return running(50, "/usr/bin/bash", *(argv or ("sh", "-i")), ppid=ppid, **{**PIPES, **fields})


@pytest.mark.requirement("B5.3")
@pytest.mark.parametrize("argv", [("sh", "-i"), ("bash", "-li"), ("bash", "--norc", "-i")])
def test_an_interactive_shell_on_pipes_is_worth_a_look(argv: tuple[str, ...]) -> None:
    parent = running(40, "/opt/app/agent", account="mei")
    assert worst(CHECK, parent, shell(*argv, account="mei")) == Level.MEDIUM


@pytest.mark.parametrize(
    "streams",
    [
        ("/tmp/f", "/tmp/g", "/tmp/g"),
        ("socket:[3]", "socket:[3]", "/dev/null"),
        ("/dev/shm/in", "pipe:[21]", "pipe:[21]"),
    ],
)
def test_fifos_files_and_unix_sockets_count_as_well(streams: tuple[str, ...]) -> None:
    assert worst(CHECK, shell(ppid=1, standard_streams=streams)) == Level.MEDIUM


@pytest.mark.requirement("A6L.1")
def test_below_a_web_servers_account_it_is_high_and_names_the_web_shell() -> None:
    records = RecordSet((JAVA, shell(account="www-data", euid=33)))
    (claim,) = claims_of(CHECK, records.of, CONTEXT)
    assert claim.level == Level.HIGH
    assert claim.attack == ("T1505.003",)


def test_an_account_of_a_service_is_known_by_its_line_in_passwd() -> None:
    billing = Account(name="billing", uid=990, home=HostPath("/srv/billing"))
    parent = running(40, "/opt/billing/d", account="billing")
    assert worst(CHECK, parent, shell(account="billing"), billing) == Level.HIGH
    person = Account(name="billing", uid=1002, home=HostPath("/home/billing"))
    assert worst(CHECK, parent, shell(account="billing"), person) == Level.MEDIUM


def test_a_connection_above_it_or_behind_its_pipe_makes_it_high() -> None:
    link = connected(60, "203.0.113.9", 4444)
    helper = running(60, "/opt/a/x", "x")
    assert worst(CHECK, helper, shell(ppid=60), link) == Level.HIGH
    at_the_pipe = OpenFile(pid=60, descriptor=0, target="pipe:[21]")
    assert worst(CHECK, helper, shell(ppid=1), link, at_the_pipe) == Level.HIGH
    assert worst(CHECK, helper, shell(ppid=1), link) == Level.MEDIUM


def test_a_reader_of_the_file_it_writes_is_no_partner() -> None:
    streams = ("pipe:[20]", "/var/log/app.log", "/var/log/app.log")
    shipper = running(60, "/usr/bin/filebeat")
    reads = OpenFile(pid=60, descriptor=5, target="/var/log/app.log")
    link = connected(60, "203.0.113.9", 5044)
    found = worst(CHECK, shipper, reads, link, shell(ppid=1, standard_streams=streams))
    assert found == Level.MEDIUM


@pytest.mark.parametrize(
    "above",
    [
        running(40, "/usr/sbin/sshd", "sshd: mei@notty"),
        running(40, "/usr/lib/openssh/sshd-session"),
        running(40, "/usr/bin/containerd-shim-runc-v2"),
        running(40, "/usr/bin/docker", "docker", "exec", "-i"),
        running(40, "/usr/bin/tmux", name="tmux: server"),
        running(40, "/usr/bin/expect"),
        running(40, "/usr/bin/emacs-gtk"),
        running(40, "/usr/bin/python3.11", name="ansible-playboo"),
        running(40, "/home/mei/.vscode-server/bin/ab/node"),
        running(40, "/usr/bin/node", tty=34816),
    ],
)
def test_tools_that_hand_out_shells_are_quiet_also_through_sudo(above: Process) -> None:
    assert worst(CHECK, above, shell()) is None
    sudo = running(41, "/usr/bin/sudo", "sudo", "-i", ppid=40)
    assert worst(CHECK, above, sudo, shell(ppid=41)) is None


@pytest.mark.parametrize(
    "process",
    [
        shell("bash", "-lic", "npm start"),
        shell("bash", "-i", "/opt/app/start.sh"),
        shell("bash", "--login"),
        shell("bash"),
        shell("bash", "--init-file"),
        shell("bash", "-login"),
        shell(tty=34816),
        shell(standard_streams=("/dev/pts/1", "pipe:[21]", "pipe:[21]")),
        shell(standard_streams=("/dev/null", "pipe:[21]", "pipe:[21]")),
        shell(standard_streams=()),
        shell(ppid=0, scope=CONTAINER),
        running(50, "/usr/bin/sed", "sed", "-i", **PIPES),
    ],
)
def test_scripts_terminals_and_containers_are_quiet(process: Process) -> None:
    assert worst(CHECK, JAVA, process) is None


def test_a_tools_name_in_a_temporary_folder_is_no_excuse() -> None:
    assert worst(CHECK, running(40, "/tmp/tmux"), shell()) == Level.MEDIUM


def test_a_shell_on_a_connection_itself_is_left_to_the_other_check() -> None:
    streams = ("socket:[7]", "socket:[7]", "socket:[7]")
    link = connected(50, "203.0.113.9", 4444, inode=7)
    assert worst(CHECK, link, shell(ppid=1, standard_streams=streams)) is None
