from datetime import timedelta

import pytest

from detect.made_processes import NOW, connected, running, worst
from hemostat.detect.checks.process_service_child import root_below_service, shell_of_service
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import FileFact, Process

PHP = running(40, "/usr/sbin/php-fpm8.2", account="www-data", euid=33)
OLD = NOW - timedelta(minutes=10)
TERMINAL = {"standard_streams": ("/dev/pts/1", "/dev/pts/1", "/dev/pts/1")}
ODD = connected(50, "203.0.113.9", 9001)


@pytest.mark.requirement("A5.12")
def test_a_shell_with_a_terminal_below_a_web_server_is_high() -> None:
    shell = running(50, "/usr/bin/bash", "bash", "-i", ppid=40, **TERMINAL)
    assert worst(shell_of_service, PHP, shell) == Level.HIGH


def test_a_downloader_talking_to_an_odd_port_is_worth_a_look_and_worse_when_it_stays() -> None:
    shell = running(49, "/usr/bin/dash", "sh", "-c", "curl a|sh", ppid=40)
    young = running(50, "/usr/bin/curl", "curl", "a", ppid=49, started=NOW)
    assert worst(shell_of_service, PHP, shell, young, ODD) == Level.MEDIUM
    old = running(50, "/usr/bin/curl", "curl", "a", ppid=49, started=OLD)
    assert worst(shell_of_service, PHP, shell, old, ODD) == Level.HIGH


@pytest.mark.parametrize(
    "child",
    [
        running(50, "/usr/bin/dash", "sh", "-c", "ffmpeg -i a", ppid=40, started=OLD),
        running(50, "/usr/bin/ffmpeg", ppid=40),
        running(50, "/usr/bin/curl", "curl", "https://api.example", ppid=40),
    ],
)
def test_programs_an_application_calls_are_quiet(child: Process) -> None:
    assert worst(shell_of_service, PHP, child, connected(50, "203.0.113.9", 443)) is None


def test_piped_loggers_of_a_web_server_are_roots_and_quiet() -> None:
    master = running(40, "/usr/sbin/apache2", account="root", euid=0)
    logger = running(50, "/usr/bin/dash", "sh", "-c", "rotatelogs x", ppid=40, started=OLD)
    assert worst(shell_of_service, master, logger) is None


def test_mysqld_safe_is_the_parent_and_not_the_child() -> None:
    safe = running(40, "/usr/bin/dash", "/bin/sh", "/usr/bin/mysqld_safe", started=OLD)
    server = running(50, "/usr/sbin/mysqld", ppid=40, account="mysql", euid=27)
    assert worst(shell_of_service, safe, server) is None


def shell_of(account: str) -> Process:
    return running(40, "/usr/bin/dash", "sh", account=account, euid=33)


def test_a_root_shell_below_a_services_shell_is_high() -> None:
    root = running(50, "/usr/bin/bash", "bash", "-p", ppid=40, euid=0, account="root")
    assert worst(root_below_service, shell_of("www-data"), root) == Level.HIGH


def test_an_unowned_root_program_below_a_service_is_worth_a_look() -> None:
    root = running(50, "/opt/a", ppid=40, euid=0, exe_state="unowned")
    assert worst(root_below_service, shell_of("tomcat"), root) == Level.MEDIUM


@pytest.mark.parametrize(
    ("parent", "child"),
    [
        (
            running(40, "/usr/sbin/atd", account="daemon", uid=0, euid=1),
            running(50, "/usr/bin/dash", "sh", ppid=40, euid=0),
        ),
        (shell_of("alice"), running(50, "/usr/bin/bash", "bash", ppid=40, euid=0)),
        (shell_of("www-data"), running(50, "/usr/bin/sudo", "sudo", ppid=40, euid=0)),
        (
            running(40, "/usr/sbin/proftpd", account="nobody", euid=99),
            running(50, "/usr/sbin/proftpd", ppid=40, euid=0, exe_state="unowned"),
        ),
        (
            running(40, "/usr/bin/sudo", account="root", euid=0),
            running(50, "/usr/bin/bash", "bash", ppid=40, euid=0),
        ),
    ],
)
def test_ordinary_ways_to_become_root_are_quiet(parent: Process, child: Process) -> None:
    assert worst(root_below_service, parent, child) is None


def test_a_set_uid_program_explains_itself() -> None:
    fact = FileFact(path=HostPath("/usr/local/bin/helper"), mode=0o4755)
    child = running(50, "/usr/local/bin/helper", ppid=40, euid=0, exe_state="unowned")
    assert worst(root_below_service, shell_of("www-data"), child, fact) is None
