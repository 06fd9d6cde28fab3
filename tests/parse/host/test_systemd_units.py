import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence, Parsed
from hemostat.model.path import HostPath
from hemostat.model.records import UnitFile, UnitLink
from hemostat.parse.host.systemd_units import parse_unit, parse_unit_link
from hemostat.parse.place import Place

# Made up after cron.service of Debian 12.
CRON = b"""[Unit]
Description=Regular background program processing daemon
; a comment
After=remote-fs.target nss-user-lookup.target

[Service]
EnvironmentFile=-/etc/default/cron
ExecStart=/usr/sbin/cron -f \\
# between
    -P $EXTRA_OPTS
KillMode = process

[Install]
WantedBy=multi-user.target
"""


def unit(
    data: bytes, path: str = "/lib/systemd/system/cron.service", account: str = ""
) -> Parsed[UnitFile]:
    return parse_unit(Evidence(data, HostPath(path)), Place(HostPath(path), account))


@pytest.mark.requirement("B5.4")
def test_directives_are_read_in_order_with_their_section() -> None:
    parsed = unit(CRON)
    assert parsed.unread == ()
    (record,) = parsed.records
    assert (record.name, record.is_drop_in, record.is_user) == ("cron.service", False, False)
    assert record.directives == (
        "Unit.Description=Regular background program processing daemon",
        "Unit.After=remote-fs.target nss-user-lookup.target",
        "Service.EnvironmentFile=-/etc/default/cron",
        "Service.ExecStart=/usr/sbin/cron -f  -P $EXTRA_OPTS",
        "Service.KillMode=process",
        "Install.WantedBy=multi-user.target",
    )


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/etc/systemd/system/ssh.service.d/override.conf", "ssh.service"),
        ("/etc/systemd/system/service.d/10-all.conf", "service"),
        ("/etc/systemd/system.conf.d/x.conf", "system.conf"),
    ],
)
def test_a_drop_in_is_named_by_the_unit_it_changes(path: str, name: str) -> None:
    (record,) = unit(b"[Service]\nExecStartPre=/opt/x\n", path).records
    assert (record.name, record.is_drop_in) == (name, True)


def test_units_of_a_user_say_whose() -> None:
    path = "/home/u/.config/systemd/user/x.service"
    (record,) = unit(b"[Service]\nExecStart=%h/x\n", path, "u").records
    assert (record.is_user, record.owner) == (True, "u")
    assert unit(b"", "/etc/systemd/user/x.service").records[0].is_user


def test_a_carriage_return_ends_a_line_as_for_systemd() -> None:
    (record,) = unit(b"[Service]\n# note\rExecStartPre=/tmp/x\n").records
    assert record.directives == ("Service.ExecStartPre=/tmp/x",)


def test_an_empty_file_is_a_unit_without_directives() -> None:
    assert unit(b"").records[0].directives == ()


def test_what_is_no_directive_is_unread() -> None:
    parsed = unit(b"A=b\n[Service]\nhello\n[Broken\nC=d\n")
    assert [(each.source.line, each.reason) for each in parsed.unread] == [
        (1, "stands before any section"),
        (3, "no directive"),
        (4, "unclosed section"),
    ]
    assert parsed.records[0].directives == ("Broken.C=d",)


@pytest.mark.parametrize("name", ["x.service.bak", "README", "x.service.dpkg-new"])
def test_files_systemd_does_not_take_are_unread(name: str) -> None:
    parsed = unit(CRON, f"/etc/systemd/system/{name}")
    assert (parsed.records, len(parsed.unread)) == ((), 1)


def link(path: str, target: bytes) -> UnitLink:
    parsed = parse_unit_link(Evidence(target, HostPath(path)), Place(HostPath(path)))
    (record,) = parsed.records
    return record


@pytest.mark.requirement("B5.4")
def test_a_link_says_who_wants_the_unit() -> None:
    record = link("/etc/systemd/system/multi-user.target.wants/x.service", b"../x.service")
    assert (record.wanted_by, record.target) == (
        "multi-user.target",
        "/etc/systemd/system/x.service",
    )


def test_a_link_outside_such_folders_is_an_alias_or_masks() -> None:
    assert (
        link("/etc/systemd/system/sshd.service", b"/lib/systemd/system/ssh.service").wanted_by == ""
    )
    assert link("/etc/systemd/system/auditd.service", b"/dev/null").target == "/dev/null"


def test_a_link_with_another_name_is_unread() -> None:
    path = HostPath("/etc/systemd/system/x")
    assert len(parse_unit_link(Evidence(b"/y", path), Place(path)).unread) == 1


LINES = st.sampled_from(["Key=value", "junk", "# note", "; note", "", "  ", "[Section]"])


@given(st.lists(LINES), st.sampled_from(["\n", "\r", "\r\n", "\0"]))
def test_no_line_is_lost(lines: list[str], end: str) -> None:
    parsed = unit(("[S]\n" + end.join(lines)).encode())
    (record,) = parsed.records
    assert len(record.directives) == lines.count("Key=value")
    assert len(parsed.unread) == lines.count("junk")


@given(st.binary(max_size=400))
def test_any_bytes_give_one_unit(data: bytes) -> None:
    assert len(unit(data).records) == 1
