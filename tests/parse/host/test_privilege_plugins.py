"""Code that sudo and polkit load or run."""

from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence
from hemostat.model.path import HostPath
from hemostat.parse.host.privilege_plugins import parse_polkit_rules, parse_sudo_conf
from hemostat.parse.place import Place

PLACE = Place(HostPath("/etc/sudo.conf"))


def test_only_foreign_plugins_of_sudo_are_records() -> None:
    data = (
        b"# c\nPlugin sudoers_policy sudoers.so\nPlugin sudoers_io sudoers.so\n"
        b"Set disable_coredump true\n"
        b"Plugin python_io /tmp/.x/p.so ModulePath=/a\nPath askpass /opt/ask\nhm\n"
    )
    parsed = parse_sudo_conf(Evidence(data, PLACE.path), PLACE)
    assert [(r.trigger, r.command) for r in parsed.records] == [
        ("sudo plugin python_io", "/tmp/.x/p.so"),
        ("sudo path askpass", "/opt/ask"),
    ]
    assert [u.source.line for u in parsed.unread] == [7]


def test_programs_that_polkit_spawns_are_records() -> None:
    data = b'polkit.addRule(function(a, s) {\n  polkit.spawn(["/tmp/x", "-a"]);\n});\n'
    parsed = parse_polkit_rules(Evidence(data, PLACE.path), PLACE)
    assert [(r.command, r.source.line) for r in parsed.records] == [("/tmp/x -a", 2)]


@given(st.binary(max_size=300))
def test_every_line_of_sudo_conf_is_a_record_a_setting_or_unread(data: bytes) -> None:
    evidence = Evidence(data, PLACE.path)
    parsed = parse_sudo_conf(evidence, PLACE)
    seen = {each.source.line for each in (*parsed.records, *parsed.unread)}
    for number, raw in evidence.lines():
        line = raw.split("#")[0].strip()
        if line and not line.startswith(("Plugin", "Path", "Set", "Debug")):
            assert number in seen


@given(st.binary(max_size=300))
def test_any_bytes_are_read(data: bytes) -> None:
    parsed = parse_polkit_rules(Evidence(data, PLACE.path), PLACE)
    assert len(parsed.records) <= data.count(b"spawn")
