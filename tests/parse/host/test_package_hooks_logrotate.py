"""Scripts of logrotate."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence, Parsed
from hemostat.model.path import HostPath
from hemostat.parse.host.package_hooks_logrotate import logrotate_included, parse_logrotate
from hemostat.parse.place import Place

PLACE = Place(HostPath("/etc/logrotate.d/x"))


def read(data: bytes) -> Parsed[Any]:
    return parse_logrotate(Evidence(data, PLACE.path), PLACE)


@pytest.mark.requirement("B5.4")
def test_the_lines_of_scripts_are_records() -> None:
    parsed = read(
        b"/var/log/a {\n weekly\n postrotate\n  # c\n  /a b\n  /c\n endscript\n"
        b" prerotate\n /d\n endscript\n compresscmd /opt/z\n}\n"
    )
    assert [(r.event, r.command, r.source.line) for r in parsed.records] == [
        ("postrotate", "/a b", 5),
        ("postrotate", "/c", 6),
        ("prerotate", "/d", 9),
        ("compresscmd", "/opt/z", 11),
    ]
    assert parsed.unread == ()


def test_a_script_without_end_is_unread_and_its_lines_still_count() -> None:
    parsed = read(b"firstaction\n/a\n")
    assert [r.command for r in parsed.records] == ["/a"]
    assert [u.source.line for u in parsed.unread] == [1]


def test_includes_are_followed_as_file_and_as_folder() -> None:
    evidence = Evidence(b"include /etc/logrotate.d\n", HostPath("/etc/logrotate.conf"))
    assert logrotate_included(evidence, PLACE) == ("/etc/logrotate.d", "/etc/logrotate.d/*")


@given(st.lists(st.text(max_size=20).filter(lambda t: "\n" not in t), max_size=6))
def test_every_line_of_a_script_is_a_record(lines: list[str]) -> None:
    script = [line for line in lines if line.strip() != "endscript"]
    data = "\n".join(["postrotate", *script, "endscript"]).encode("utf-8", "surrogatepass")
    kept = [
        n
        for n, raw in Evidence(data, PLACE.path).lines()
        if raw.strip() and not raw.strip().startswith("#")
    ]
    parsed = read(data)
    assert [r.source.line for r in parsed.records] == kept[1:-1]


@given(st.binary(max_size=300))
def test_any_bytes_are_read(data: bytes) -> None:
    assert len(read(data).unread) <= 1
