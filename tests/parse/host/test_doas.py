"""doas.conf in the words of sudoers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence
from hemostat.model.path import HostPath
from hemostat.parse.host.doas import parse_doas
from hemostat.parse.place import Place

PLACE = Place(HostPath("/etc/doas.conf"))


@pytest.mark.requirement("B5.1")
@pytest.mark.parametrize(
    ("line", "users", "run_as", "commands", "is_open"),
    [
        ("permit nopass www-data as root", ("www-data",), ("root",), ("ALL",), True),
        ("permit persist :wheel", ("%wheel",), (), ("ALL",), False),
        ("permit nopass keepenv setenv { A=1 B } li cmd /bin/sh args -c x", ("li",), (),
         ("/bin/sh -c x",), True),
    ],
)  # fmt: skip
def test_a_permit_is_a_rule_of_sudo(
    line: str, users: object, run_as: object, commands: object, is_open: object
) -> None:
    (rule,) = parse_doas(Evidence(line.encode(), PLACE.path), PLACE).records
    assert (rule.users, rule.run_as, rule.commands, rule.is_nopasswd) == (
        users, run_as, commands, is_open
    )  # fmt: skip


def test_a_later_deny_takes_back_and_nonsense_is_unread() -> None:
    data = b"permit nopass li\ndeny li\npermit ann # x\nhm\n"
    parsed = parse_doas(Evidence(data, PLACE.path), PLACE)
    assert [each.users for each in parsed.records] == [("ann",)]
    assert [each.source.line for each in parsed.unread] == [4]


@given(st.binary(max_size=300))
def test_any_bytes_are_read(data: bytes) -> None:
    parsed = parse_doas(Evidence(data, PLACE.path), PLACE)
    assert len(parsed.records) + len(parsed.unread) <= data.count(b"\n") + 1
