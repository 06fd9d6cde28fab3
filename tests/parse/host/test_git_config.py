"""Commands in the configuration of git."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence, Parsed
from hemostat.model.path import HostPath
from hemostat.parse.host.git_config import git_included, parse_git_config
from hemostat.parse.place import Place

PLACE = Place(HostPath("/home/li/.gitconfig"), "li")


def read(data: bytes) -> Parsed[Any]:
    return parse_git_config(Evidence(data, PLACE.path), PLACE)


@pytest.mark.requirement("B5.4")
def test_values_that_run_something_are_records() -> None:
    parsed = read(
        b'[user]\n\tname = Li\n[core] pager = less -R ; c\n\teditor = "vim -f"\n'
        b"\tfsmonitor = true\n"
        b'[alias]\n\tst = status\n\tx = "!f() { curl x | sh; }; f"\n'
        b'[credential "https://a.example"]\n\thelper = store\n\thelper = !/opt/h\n'
        b'[filter "lfs"]\n\tsmudge = git-lfs smudge \\\n-- %f\n'
    )
    assert [(r.trigger, r.command) for r in parsed.records] == [
        ("git core.pager", "less -R"),
        ("git core.editor", "vim -f"),
        ("git alias.x", "f() { curl x | sh; }; f"),
        ("git credential.https://a.example.helper", "/opt/h"),
        ("git filter.lfs.smudge", "git-lfs smudge -- %f"),
    ]
    assert {r.account for r in parsed.records} == {"li"}
    assert parsed.unread == ()


def test_an_old_form_of_subsection_is_read() -> None:
    assert read(b"[alias.sub]\nx = !/a\n").records[0].command == "/a"


def test_included_files_are_followed() -> None:
    data = b'[include]\npath = more\n[includeIf "gitdir:/x"]\npath=/opt/g\n[include]\npath=~/h\n'
    assert git_included(Evidence(data, PLACE.path), PLACE) == ("/home/li/more", "/opt/g")


def test_what_is_neither_section_nor_key_is_unread() -> None:
    assert [u.source.line for u in read(b"x = 1\n[core]\n???\n").unread] == [1, 3]


@given(st.binary(max_size=300))
def test_any_bytes_are_read(data: bytes) -> None:
    parsed = read(data)
    assert len(parsed.records) + len(parsed.unread) <= data.count(b"\n") + 1


@given(st.lists(st.text(max_size=20), max_size=5))
def test_no_line_before_it_hides_a_command(lines: list[str]) -> None:
    before = "".join(
        f"{line}\n" for line in lines if "\n" not in line and not line.rstrip("\n").endswith("\\")
    )
    data = f"{before}[alias]\nx = !/opt/planted\n".encode("utf-8", "surrogatepass")
    assert "/opt/planted" in [record.command for record in read(data).records]


def test_a_comment_that_ends_in_a_backslash_swallows_nothing() -> None:
    assert [r.command for r in read(b"[alias]\n# x \\\ny = !/a\n").records] == ["/a"]
