"""What steers the dynamic loader."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence
from hemostat.model.path import HostPath, encode
from hemostat.parse.host.loader_config import (
    folders_included,
    parse_loader_folders,
    parse_musl_path,
    parse_preload,
)
from hemostat.parse.place import Place

PRELOAD = Place(HostPath("/etc/ld.so.preload"))
CONF = Place(HostPath("/etc/ld.so.conf"))


def preload(data: bytes) -> list[tuple[str, int | None]]:
    parsed = parse_preload(Evidence(data, PRELOAD.path), PRELOAD)
    assert parsed.unread == ()
    return [(r.value, r.source.line) for r in parsed.records]


@pytest.mark.requirement("A6L.1")
def test_libraries_are_separated_by_blanks_newlines_or_colons() -> None:
    assert preload(b"/a.so /b.so:/c.so\n\t/d.so\n") == [
        ("/a.so", 1),
        ("/b.so", 1),
        ("/c.so", 1),
        ("/d.so", 2),
    ]


def test_a_comment_may_begin_anywhere() -> None:
    assert preload(b"# off\n/a.so # why\n#/b.so\n") == [("/a.so", 2)]


def test_a_file_that_names_nothing_is_a_record_too() -> None:
    assert preload(b"") == preload(b"\n# only words\n") == [("", None)]


def test_a_name_keeps_bytes_that_are_no_utf8() -> None:
    assert [encode(value) for value, _ in preload(b"/tmp/\xff.so")] == [b"/tmp/\xff.so"]


@pytest.mark.requirement("A6L.1")
def test_folders_are_read_and_includes_followed() -> None:
    data = (
        b"include /etc/ld.so.conf.d/*.conf more/*.conf\n# c\n"
        b"/opt/lib # x\nhwcap 1 nosegneg\n/a=libc6\n"
    )
    evidence = Evidence(data, CONF.path)
    parsed = parse_loader_folders(evidence, CONF)
    assert [(r.kind, r.value) for r in parsed.records] == [("folder", "/opt/lib"), ("folder", "/a")]
    assert folders_included(evidence, CONF) == ("/etc/ld.so.conf.d/*.conf", "/etc/more/*.conf")


def test_musl_separates_by_colons_and_newlines() -> None:
    evidence = Evidence(b"/lib:/usr/lib\n/tmp/l\n", HostPath("/etc/ld-musl-x86_64.path"))
    parsed = parse_musl_path(evidence, CONF)
    assert [r.value for r in parsed.records] == ["/lib", "/usr/lib", "/tmp/l"]


@given(st.binary(max_size=200))
def test_every_name_outside_of_comments_is_a_record(data: bytes) -> None:
    names = [
        name for line in data.split(b"\n") for name in re.split(rb"[\s:\0]+", line.split(b"#")[0])
    ]
    assert [encode(value) for value, _ in preload(data) if value] == [n for n in names if n]


@given(st.binary(max_size=200))
def test_every_line_of_ld_so_conf_is_a_folder_an_include_or_a_comment(data: bytes) -> None:
    evidence = Evidence(data, CONF.path)
    seen = {r.source.line for r in parse_loader_folders(evidence, CONF).records}
    for number, raw in evidence.lines():
        line = raw.split("#")[0].strip()
        assert (number in seen) == (bool(line) and not line.startswith(("include ", "include\t")))
