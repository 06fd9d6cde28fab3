from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.path import decode, encode, is_within, name, normal, parent


@given(st.binary())
def test_any_bytes_survive_decoding(data: bytes) -> None:
    assert encode(decode(data)) == data


def test_within_compares_whole_parts() -> None:
    assert is_within("/tmp/a", "/tmp")
    assert is_within("/tmp", "/tmp/")
    assert not is_within("/tmpfiles/a", "/tmp")


def test_parts_of_a_path() -> None:
    assert name("/etc/cron.d/x") == "x"
    assert parent("/etc/cron.d/x") == "/etc/cron.d"
    assert parent("/etc") == "/"


def test_normal_never_leaves_the_root() -> None:
    assert normal("/a//b/./../c") == "/a/c"
    assert normal("/../../etc") == "/etc"
    assert normal("//etc") == "/etc"
