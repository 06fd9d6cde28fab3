from datetime import timedelta

import pytest

from detect.made_processes import CONTEXT, NOW, running
from hemostat.detect.process_family import Family
from hemostat.detect.process_services import is_database, is_long, is_service, service_above


@pytest.mark.requirement("A5.12")
@pytest.mark.parametrize(
    ("exe", "argv"),
    [
        ("/usr/sbin/php-fpm8.2", ("php-fpm: pool www",)),
        ("/usr/bin/python3.11", ("/srv/app/venv/bin/python", "/srv/app/venv/bin/gunicorn", "a:b")),
        ("/usr/bin/ruby3.1", ("puma 6.4 (tcp://0.0.0.0:3000) [shop]",)),
        ("/usr/bin/php8.2", ("php", "-S", "0.0.0.0:80")),
        ("/usr/lib/erlang/erts-13.1/bin/beam.smp", ("beam.smp",)),
    ],
)
def test_a_server_is_known_by_its_program_or_by_what_an_interpreter_runs(
    exe: str, argv: tuple[str, ...]
) -> None:
    assert is_service(running(40, exe, *argv))


def test_node_is_a_server_only_under_an_account_nobody_owns() -> None:
    assert is_service(running(40, "/usr/bin/node", "node", "a.js", account="app", euid=997))
    assert not is_service(running(40, "/usr/bin/node", "node", "a.js", account="ann", euid=1000))


def test_a_script_is_no_server() -> None:
    assert not is_service(running(40, "/usr/bin/python3.11", "python3", "/opt/report.py"))


def test_a_master_of_root_counts_only_where_asked() -> None:
    master = running(40, "/usr/sbin/apache2", account="root", euid=0)
    shell = running(50, "/usr/bin/dash", "sh", "-c", "rotatelogs x", ppid=40)
    family = Family([master, shell])
    assert service_above(shell, family) is None
    assert service_above(shell, family, may_be_root=True) == master


def test_databases_are_services_that_start_little() -> None:
    assert is_database(running(40, "/usr/sbin/mysqld"))
    assert not is_database(running(40, "/usr/sbin/nginx"))


def test_longer_than_a_request() -> None:
    assert is_long(running(50, "/usr/bin/dash", started=NOW - timedelta(minutes=2)), CONTEXT)
    assert not is_long(running(50, "/usr/bin/dash", started=NOW), CONTEXT)
    assert not is_long(running(50, "/usr/bin/dash"), CONTEXT)
