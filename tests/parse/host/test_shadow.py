import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence, Parsed
from hemostat.model.path import HostPath
from hemostat.model.records import Shadow
from hemostat.parse.host.shadow import parse_shadow, password_state
from hemostat.parse.place import Place

# Made up, after the layout of Debian 12; the hashes are of nothing.
DEBIAN = b"""root:$y$j9T$abcdefghijk$lmnopqrstuvwxyz0123456789:19700:0:99999:7:::
daemon:*:19700:0:99999:7:::
ann:!$6$saltsalt$hashhashhash:19710:0:99999:7::19999:
bob::19710:0:99999:7:::
carl:!:19710::::::
dora:!!:19710:0:99999:7:::
"""


def shadow(data: bytes) -> Parsed[Shadow]:
    place = Place(HostPath("/etc/shadow"))
    return parse_shadow(Evidence(data, place.path), place)


@pytest.mark.requirement("B5.1", "B5.4")
def test_states_are_told_apart_and_no_hash_is_kept() -> None:
    parsed = shadow(DEBIAN)
    assert parsed.unread == ()
    assert [(each.name, each.password, each.scheme) for each in parsed.records] == [
        ("root", "set", "yescrypt"),
        ("daemon", "locked", ""),
        ("ann", "disabled", "sha512crypt"),
        ("bob", "empty", ""),
        ("carl", "locked", ""),
        ("dora", "locked", ""),
    ]
    assert parsed.records[2].expire_days == 19999
    assert parsed.records[2].last_change_days == 19710
    assert "hash" not in repr(parsed) and "lmnop" not in repr(parsed)


@pytest.mark.parametrize(
    ("field", "state", "scheme"),
    [
        ("", "empty", ""),
        ("*", "locked", ""),
        ("x", "locked", ""),
        ("!", "locked", ""),
        ("!!", "locked", ""),
        ("*LK*", "locked", ""),
        ("!*", "locked", ""),
        ("$1$ab$cd", "set", "md5crypt"),
        ("$2b$12$abc", "set", "bcrypt"),
        ("$2y$12$abc", "set", "bcrypt"),
        ("$5$ab$cd", "set", "sha256crypt"),
        ("$6$rounds=5000$ab$cd", "set", "sha512crypt"),
        ("$7$ab$cd", "set", "scrypt"),
        ("$y$j9T$ab$cd", "set", "yescrypt"),
        ("$gy$j9T$ab$cd", "set", "gost-yescrypt"),
        ("$9$ab", "set", "unknown"),
        ("U6aMy0wojraho", "set", "descrypt"),
        ("_J9..rasmBYk8r9AiWNc", "set", "bsdicrypt"),
        ("!U6aMy0wojraho", "disabled", "descrypt"),
        ("*$6$ab$cd", "disabled", "sha512crypt"),
    ],
)
def test_every_scheme_is_named(field: str, state: str, scheme: str) -> None:
    assert password_state(field) == (state, scheme)


def test_nis_lines_and_lines_without_a_field_are_unread_without_their_text() -> None:
    parsed = shadow(b"+::::::::\n$6$salt$onlyahash\n:$6$a$b:1\n# note\n\n")
    assert parsed.records == ()
    assert [each.source.line for each in parsed.unread] == [1, 2, 3]
    assert "$6$" not in repr(parsed)


@given(st.binary())
def test_no_line_is_ever_lost(data: bytes) -> None:
    parsed = shadow(data)
    seen = [each.source.line for each in (*parsed.records, *parsed.unread)]
    bare = [raw.lstrip(b" \t\r\v\f") for raw in data.split(b"\n")]
    assert sorted(seen) == [n for n, raw in enumerate(bare, 1) if raw and raw[:1] != b"#"]


def test_a_million_colons_end_soon() -> None:
    started = time.process_time()
    shadow(b":" * 1_000_000 + b"\n" + b"a:" * 500_000)
    assert time.process_time() - started < 5
