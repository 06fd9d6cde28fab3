"""What kind of content a file begins with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.parse.host.content_kind import content_kind, interpreter_of


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"", "empty"),
        (b"\x7fELF\x02\x01\x01", "elf"),
        (b"#!/bin/sh\n", "script"),
        (b" #!/bin/sh\n", "text"),
        ("配置 = 1\n".encode(), "text"),
        ("配置 = 1\n".encode("gbk"), "text"),
        (b"\x1f\x8b\x08\x00", "archive"),
        (b"PK\x03\x04jar", "archive"),
        (bytes(257) + b"ustar", "archive"),
        (b"\xca\xfe\xba\xbe\x00\x00", "data"),
        (b"a\x01\x02\x03\x04\x05", "data"),
    ],
)
def test_the_first_bytes_tell_the_kind(head: bytes, kind: str) -> None:
    assert content_kind(head) == kind


def test_the_interpreter_line_is_cut_and_stripped() -> None:
    assert (
        interpreter_of(b"#! /usr/bin/env python3 -u \r\nimport os\n") == "/usr/bin/env python3 -u"
    )
    assert interpreter_of(b"#!" + b"x" * 5000) == "x" * 255
    assert interpreter_of(b"import os") == ""


@given(st.binary(max_size=5000))
def test_any_bytes_have_a_kind(head: bytes) -> None:
    assert content_kind(head) in ("elf", "script", "text", "archive", "data", "empty")
    assert bool(interpreter_of(head)) <= (content_kind(head) == "script")
