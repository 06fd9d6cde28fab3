import pytest

from detect.made_processes import running, worst
from hemostat.detect.checks.process_masquerade import pretends_daemon
from hemostat.model.level import Level
from hemostat.model.records import Process

PACKAGED = {"exe_state": "packaged"}
UNOWNED = {"exe_state": "unowned"}


@pytest.mark.parametrize(
    "process",
    [
        running(900, "/opt/app/x1", "/usr/sbin/sshd", "-D", **UNOWNED),
        running(900, "/usr/local/lib/a", "systemd-journald", **UNOWNED),
        running(900, "/tmp/sshd", **UNOWNED),
        running(900, "/home/d/crond", **UNOWNED),
        running(900, "/opt/x/m", "nginx: worker process", name="nginx", **UNOWNED),
        running(900, "/opt/x/m", "-bash", name="bash", **UNOWNED),
        running(900, "/usr/bin/perl", "crond", **PACKAGED),
        running(900, "/usr/bin/sleep", "/usr/sbin/sshd", "600", **PACKAGED),
        running(900, "/opt/x/s", "sshd", **UNOWNED),
    ],
)
def test_a_program_under_a_daemons_name_is_high(process: Process) -> None:
    assert worst(pretends_daemon, process) == Level.HIGH


@pytest.mark.parametrize(
    "process",
    [
        running(900, "/usr/sbin/sshd", "sshd: root@pts/0", **PACKAGED),
        running(900, "/usr/lib/openssh/sshd-session", "sshd-session: a", name="sshd", **PACKAGED),
        running(900, "/usr/lib/systemd/systemd", "(sd-pam)", name="(sd-pam)", **PACKAGED),
        running(1, "/usr/lib/systemd/systemd", "/sbin/init", **PACKAGED),
        running(900, "/usr/bin/udevadm", "/usr/lib/systemd/systemd-udevd", **PACKAGED),
        running(900, "/usr/bin/busybox", "crond", **PACKAGED),
        running(900, "/usr/bin/bash", "-bash", **PACKAGED),
        running(900, "/usr/bin/dash", "sh", "-c", "x", **PACKAGED),
        running(900, "/usr/local/mysql/bin/mariadbd", "/usr/local/mysql/bin/mysqld", **UNOWNED),
        running(900, "/www/server/nginx/sbin/nginx", "nginx: master process", **UNOWNED),
        running(900, "/www/server/php/82/sbin/php-fpm", "php-fpm: pool www", **UNOWNED),
        running(900, "/usr/local/sbin/sshd", **UNOWNED),
        running(900, "/var/lib/rancher/k3s/data/ab/bin/k3s", "containerd", **UNOWNED),
        running(900, "/usr/bin/python3", "python3", "/usr/sbin/firewalld", name="firewalld"),
        running(900, "/opt/pg/bin/postgres", "postgres: walwriter", **UNOWNED),
    ],
)
def test_daemons_under_their_own_names_are_quiet(process: Process) -> None:
    assert worst(pretends_daemon, process) is None


@pytest.mark.requirement("B5.3")
@pytest.mark.parametrize(
    ("process", "level"),
    [
        (running(9, "/usr/bin/perl", "/usr/sbin/apache2 -k start", **PACKAGED), Level.HIGH),
        (running(9, "/usr/bin/perl", "/usr/local/apache/bin/httpd", **PACKAGED), Level.HIGH),
        (running(9, "/usr/bin/python3.11", "/usr/sbin/mysqld", "-c", "x", **PACKAGED), Level.HIGH),
        (running(9, "/usr/bin/perl", "httpd", name="httpd", **PACKAGED), Level.MEDIUM),
        (running(9, "/usr/bin/perl", "nginx: worker process", **PACKAGED), Level.MEDIUM),
    ],
)
def test_an_interpreter_without_a_script_shows_itself_as_a_server(
    process: Process, level: Level
) -> None:
    assert worst(pretends_daemon, process) == level


@pytest.mark.parametrize(
    "process",
    [
        running(9, "/usr/bin/python3.11", "gunicorn: master [shop.wsgi]", **PACKAGED),
        running(9, "/usr/bin/python3.11", "[celeryd: celery@web1:MainProcess]", **PACKAGED),
        running(9, "/usr/bin/python3.11", "uwsgi", **PACKAGED),
        running(9, "/usr/bin/python3.11", "/usr/bin/python3", "/usr/bin/supervisord", **PACKAGED),
        running(9, "/usr/bin/python3.11", "python3", "/srv/shop/nginx", name="nginx", **PACKAGED),
        running(9, "/usr/sbin/php-fpm8.2", "php-fpm: pool www", **PACKAGED),
        running(9, "/usr/bin/perl", "spamd child", **PACKAGED),
        running(9, "/usr/bin/perl", "redis-server-check: idle", **PACKAGED),
        running(9, "/usr/bin/ruby3.1", "puma 6.4.0 (tcp://0.0.0.0:3000) [shop]", **PACKAGED),
    ],
)
def test_applications_that_set_their_own_title_are_quiet(process: Process) -> None:
    assert worst(pretends_daemon, process) is None
