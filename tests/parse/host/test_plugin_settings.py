"""What daemons are told to load."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence
from hemostat.model.path import HostPath
from hemostat.parse.host.plugin_settings import parse_plugin_settings
from hemostat.parse.place import Place


def loaded(path: str, data: bytes) -> list[tuple[str, str]]:
    place = Place(HostPath(path))
    found = parse_plugin_settings(Evidence(data, place.path), place).records
    return [(each.service, each.value) for each in found]


@pytest.mark.parametrize(
    ("path", "line", "expected"),
    [
        ("/etc/nginx/a.conf", "load_module modules/x.so;", ("nginx", "modules/x.so")),
        ("/etc/httpd/a.conf", 'LoadModule x_module "/a/x.so"', ("apache2", "/a/x.so")),
        ("/etc/php/a.ini", "zend_extension=/a/x.so", ("php", "/a/x.so")),
        ("/etc/redis/redis.conf", "loadmodule /a/x.so arg", ("redis", "/a/x.so")),
        ("/etc/rsyslog.conf", 'module(load="imuxsock") # x', ("rsyslog", "imuxsock")),
        ("/etc/postgresql/15/main/postgresql.conf", "shared_preload_libraries = '/a/x'",
         ("postgresql", "/a/x")),
        ("/etc/mysql/my.cnf", "plugin_load_add = x=/a/x.so", ("mysql", "/a/x.so")),
        ("/etc/mysql/my.cnf", "plugin-dir=/a", ("mysql", "/a")),
        ("/etc/ssh/ssh_config", "  PKCS11Provider /a/x.so", ("ssh", "/a/x.so")),
        ("/etc/ldap/slapd.conf", "moduleload /a/x.la", ("ldap", "/a/x.la")),
    ],
)  # fmt: skip
def test_each_service_names_what_it_loads_its_own_way(
    path: str, line: str, expected: tuple[str, str]
) -> None:
    assert loaded(path, line.encode()) == [expected]


def test_comments_and_other_lines_load_nothing() -> None:
    data = b"# load_module x.so;\n;extension=/a.so\nworker_processes auto;\n"
    assert loaded("/etc/nginx/nginx.conf", data) == []


@given(st.binary(max_size=300))
def test_any_bytes_are_read(data: bytes) -> None:
    assert len(loaded("/etc/x", data)) <= data.count(b"\n") + 1
