"""XDG autostart and D-Bus activation."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence, Parsed
from hemostat.model.path import HostPath
from hemostat.model.records import Mechanism
from hemostat.parse.host.desktop_entries import parse_desktop_entry
from hemostat.parse.place import Place

AUTOSTART = HostPath("/home/li/.config/autostart/a.desktop")


def read(data: bytes, place: Place | None = None) -> Parsed[Any]:
    place = place or Place(AUTOSTART, "li", Mechanism.XDG_AUTOSTART, "session")
    return parse_desktop_entry(Evidence(data, place.path), place)


@pytest.mark.requirement("B5.4")
def test_the_command_of_an_autostart_entry_is_read_with_its_account() -> None:
    parsed = read(
        b"# c\n[Desktop Entry]\nType=Application\nName[zh_CN]=\xe6\x9b\xb4\xe6\x96\xb0\n"
        b'Exec = sh -c "/tmp/.x/u"\nHidden=false\n'
    )
    (entry,) = parsed.records
    assert (entry.command, entry.account, entry.is_hidden) == ('sh -c "/tmp/.x/u"', "li", False)
    assert (entry.source.line, parsed.unread) == (5, ())


def test_an_action_of_the_menu_does_not_start_by_itself() -> None:
    assert read(b"[Desktop Action new]\nExec=/bin/a\n").records == ()


def test_a_second_exec_cannot_hide_the_first() -> None:
    parsed = read(b"[Desktop Entry]\nExec=/bin/a\nExec=/bin/b\nNoDisplay=true\n")
    assert [entry.command for entry in parsed.records] == ["/bin/a", "/bin/b"]
    assert all(entry.is_hidden for entry in parsed.records)


def test_the_user_of_a_dbus_service_is_its_account() -> None:
    place = Place(
        HostPath("/usr/share/dbus-1/system-services/a.service"), "", Mechanism.DBUS_SERVICE
    )
    parsed = read(b"[D-BUS Service]\nName=org.x\nExec=/usr/lib/x -d\nUser=root\n", place)
    assert [(e.command, e.account, e.mechanism) for e in parsed.records] == [
        ("/usr/lib/x -d", "root", Mechanism.DBUS_SERVICE)
    ]


def test_a_line_of_no_known_form_is_unread() -> None:
    assert [each.source.line for each in read(b"[Desktop Entry]\ngarbage\n").unread] == [2]


def test_escapes_stand_for_the_sign_they_name() -> None:
    assert read(b"[Desktop Entry]\nExec=a\\sb\\\\c\n").records[0].command == "a b\\c"


@given(st.binary(max_size=300))
def test_any_bytes_are_a_group_a_key_a_comment_or_unread(data: bytes) -> None:
    parsed = read(data)
    numbers = {each.source.line for each in (*parsed.records, *parsed.unread)}
    for number, raw in Evidence(data, AUTOSTART).lines():
        line = raw.strip(" \t\r")
        if line and "=" not in line and line[0] not in "#[":
            assert number in numbers


@given(st.lists(st.text(max_size=20).filter(lambda t: "[" not in t), max_size=6))
def test_no_line_before_it_hides_a_command(lines: list[str]) -> None:
    before = "".join(f"{line}\n" for line in lines if "\n" not in line)
    data = f"[Desktop Entry]\n{before}Exec=/opt/planted\n".encode()
    assert read(data).records[-1].command == "/opt/planted"
