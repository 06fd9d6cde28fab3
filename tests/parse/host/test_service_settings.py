from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence, Parsed
from hemostat.model.path import HostPath
from hemostat.model.records import Setting
from hemostat.parse.host.service_settings import PARSERS
from hemostat.parse.place import Place

FIXTURES = Path(__file__).parents[2] / "fixtures" / "network"


def read(parser: str, data: bytes, path: str = "/etc/x") -> Parsed[Setting]:
    return PARSERS[parser](Evidence(data, HostPath(path)), Place(HostPath(path)))


def pairs(parser: str, data: bytes) -> list[tuple[str, str, str]]:
    return [(each.section, each.keyword, each.value) for each in read(parser, data).records]


def test_the_redis_of_debian_listens_on_loopback_and_is_protected() -> None:
    parsed = read("redis_conf", (FIXTURES / "debian-12.redis.conf").read_bytes())
    settings = {each.keyword: each.value for each in parsed.records}
    assert settings["bind"] == "127.0.0.1 -::1"
    assert settings["protected-mode"] == "yes"
    assert "requirepass" not in settings
    assert parsed.unread == ()


def test_the_mariadb_of_debian_binds_loopback_in_its_section() -> None:
    data = (FIXTURES / "debian-12.50-server.cnf").read_bytes()
    assert ("mysqld", "bind-address", "127.0.0.1") in pairs("my_cnf", data)


def test_the_access_table_of_debian_has_a_line_a_record() -> None:
    parsed = read("pg_hba", (FIXTURES / "debian-12.pg_hba.conf").read_bytes())
    assert [each.keyword for each in parsed.records].count("host") == 4
    assert parsed.records[0].value.endswith("peer")
    assert parsed.unread == ()


def test_memcached_and_snmpd_of_debian_are_read_whole() -> None:
    for name, parser in (("memcached.conf", "memcached_conf"), ("snmpd.conf", "snmpd_conf")):
        parsed = read(parser, (FIXTURES / f"debian-12.{name}").read_bytes())
        assert parsed.unread == ()


@pytest.mark.parametrize(
    ("parser", "line"),
    [
        ("redis_conf", b"requirepass Hunter2hunter2"),
        ("redis_conf", b"masterauth Hunter2hunter2"),
        ("redis_conf", b"user default on >Hunter2hunter2 ~* +@all"),
        ("my_cnf", b"[client]\npassword = Hunter2hunter2"),
        ("mongod_conf", b"security:\n  ldap:\n    bindPassword: Hunter2hunter2"),
        ("docker_json", b'{"registry-token": "Hunter2hunter2"}'),
        ("snmpd_conf", b"rocommunity Hunter2hunter2 10.0.0.0/8"),
    ],
)
def test_no_secret_is_kept(parser: str, line: bytes) -> None:
    parsed = read(parser, line)
    assert "Hunter2" not in repr(parsed)
    assert any("(set)" in each.value for each in parsed.records)


def test_nested_keywords_are_joined_and_items_repeat_them() -> None:
    data = b"net:\n  port: 27017\n  bindIp: 0.0.0.0 # all\nsecurity:\n  authorization: enabled\n"
    assert pairs("mongod_conf", data) == [
        ("", "net", ""),
        ("", "net.port", "27017"),
        ("", "net.bindip", "0.0.0.0"),
        ("", "security", ""),
        ("", "security.authorization", "enabled"),
    ]
    assert pairs("mongod_conf", b"hosts:\n  - a\n  - b\n")[1:] == [
        ("", "hosts", "a"),
        ("", "hosts", "b"),
    ]


def test_json_on_one_line_is_taken_apart() -> None:
    data = b'{"hosts": ["tcp://0.0.0.0:2375"], "tlsverify": false,\n "debug": true}'
    assert pairs("docker_json", data) == [
        ("", "hosts", "tcp://0.0.0.0:2375"),
        ("", "tlsverify", "false"),
        ("", "debug", "true"),
    ]


def test_an_export_is_one_record_a_client() -> None:
    assert pairs("exports", b"/srv 10.0.0.0/8(ro) *(rw,no_root_squash)\n/pub\n") == [
        ("/srv", "export", "10.0.0.0/8(ro)"),
        ("/srv", "export", "*(rw,no_root_squash)"),
        ("/pub", "export", "*"),
    ]


def test_a_kernel_setting_is_named_by_its_path() -> None:
    found = read("kernel_setting", b"2\n", "/proc/sys/net/ipv4/ip_forward").records[0]
    assert (found.service, found.keyword, found.value) == ("kernel", "net.ipv4.ip_forward", "2")


def test_php_pools_and_apt_name_the_setting_itself() -> None:
    assert pairs("php_ini", b"[www]\nphp_admin_value[allow_url_include] = On ; no\n") == [
        ("www", "allow_url_include", "On")
    ]
    assert pairs("apt_conf", b'Acquire::http::Proxy "http://10.0.0.1:3142";\n// x\n') == [
        ("", "acquire::http::proxy", "http://10.0.0.1:3142")
    ]


@given(st.sampled_from(sorted(PARSERS)), st.binary(max_size=200))
def test_nothing_raises_and_no_line_is_named_that_is_not_there(parser: str, data: bytes) -> None:
    parsed = read(parser, data)
    lines = data.count(b"\n") + 1
    places = [each.source.line or 1 for each in (*parsed.records, *parsed.unread)]
    assert all(1 <= line <= lines for line in places)


@given(st.lists(st.sampled_from(["bind 127.0.0.1", "port 1", "# x", "", "save"]), max_size=8))
def test_each_line_of_words_is_a_record_or_a_comment(lines: list[str]) -> None:
    parsed = read("redis_conf", "\n".join(lines).encode())
    wanted = [number for number, line in enumerate(lines, 1) if line and line[0] != "#"]
    assert [each.source.line for each in parsed.records] == wanted
