import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence, Parsed
from hemostat.model.path import HostPath, encode
from hemostat.model.records import Account
from hemostat.parse.host.passwd import parse_passwd, unsigned
from hemostat.parse.place import Place


def passwd(data: bytes) -> Parsed[Account]:
    place = Place(HostPath("/etc/passwd"))
    return parse_passwd(Evidence(data, place.path), place)


@pytest.mark.requirement("B5.1", "B5.4")
def test_a_line_is_an_account() -> None:
    (account,) = passwd(b"ann:x:1000:1001:Ann,,,:/home/ann:/bin/zsh\n").records
    assert (account.name, account.uid, account.gid) == ("ann", 1000, 1001)
    assert (account.comment, account.home, account.shell) == ("Ann,,,", "/home/ann", "/bin/zsh")
    assert account.password == "shadowed"
    assert account.source.line == 1


@pytest.mark.parametrize(
    ("line", "name", "uid", "shell"),
    [
        # Leading blanks are skipped by glibc, trailing ones are part of the name.
        (b"  ghost:x:0:0:::/bin/sh", "ghost", 0, "/bin/sh"),
        (b"root :x:0:0:::/bin/sh", "root ", 0, "/bin/sh"),
        (b"short:x:0:0", "short", 0, ""),
        (b"zero:x:00:+0:::/bin/sh", "zero", 0, "/bin/sh"),
        (b"more:x:7:7::/h:/bin/sh:extra", "more", 7, "/bin/sh:extra"),
        (b"blank:x:7:7::/h:/usr/sbin/nologin ", "blank", 7, "/usr/sbin/nologin "),
        (b"big:x:99999999999:7:::", "big", 0xFFFFFFFF, ""),
        (b"minus:x:-1:7:::", "minus", 0xFFFFFFFF, ""),
    ],
)
def test_odd_lines_are_taken_as_glibc_takes_them(
    line: bytes, name: str, uid: int, shell: str
) -> None:
    (account,) = passwd(line).records
    assert (account.name, account.uid, account.shell) == (name, uid, shell)


def test_one_name_twice_stays_two_accounts() -> None:
    assert [each.uid for each in passwd(b"a:x:5:5:::\na:x:0:0:::\n").records] == [5, 0]


@pytest.mark.parametrize(
    ("field", "state"),
    [("", "empty"), ("x", "shadowed"), ("*", "locked"), ("!", "locked"), ("$1$a$b", "set")],
)
def test_the_password_field_is_a_state_and_no_hash_is_kept(field: str, state: str) -> None:
    parsed = passwd(f"a:{field}:5:5:::\n".encode())
    assert parsed.records[0].password == state
    assert "$1$" not in repr(parsed)


def test_nis_lines_and_broken_lines_are_unread_without_hashes() -> None:
    parsed = passwd(b"+::::::\n-bob::::::\nno\na:$6$s$h:x:y\n:x:1:1:::\n# note\n")
    assert parsed.records == ()
    assert [each.source.line for each in parsed.unread] == [1, 2, 3, 4, 5]
    assert "$6$" not in repr(parsed)


def test_bytes_of_a_home_survive() -> None:
    (account,) = passwd(b"a:x:5:5::/h/\xff:\n").records
    assert encode(account.home) == b"/h/\xff"


def test_ids_too_long_for_a_number_are_the_highest() -> None:
    assert unsigned("9" * 100_000) == 0xFFFFFFFF
    assert unsigned("0" * 100_000) == 0
    assert unsigned("1a") is None
    assert unsigned("\u0661") is None


@given(st.binary())
def test_no_line_is_ever_lost(data: bytes) -> None:
    parsed = passwd(data)
    seen = [each.source.line for each in (*parsed.records, *parsed.unread)]
    bare = [raw.lstrip(b" \t\r\v\f") for raw in data.split(b"\n")]
    assert sorted(seen) == [n for n, raw in enumerate(bare, 1) if raw and raw[:1] != b"#"]


_NAMES = st.text("abcdefghijklmnopqrstuvwxyz_0123456789", min_size=1, max_size=12)


@given(_NAMES, st.integers(0, 0xFFFFFFFF), st.integers(0, 0xFFFFFFFF))
def test_what_is_written_is_read(name: str, uid: int, gid: int) -> None:
    (account,) = passwd(f"{name}:x:{uid}:{gid}::/home/{name}:/bin/sh\n".encode()).records
    assert (account.name, account.uid, account.gid) == (name, uid, gid)
