import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence
from hemostat.model.path import HostPath
from hemostat.parse.host.os_release import parse_os_release, parse_release_line
from hemostat.parse.place import Place

PLACE = Place(HostPath("/etc/os-release"))


@pytest.mark.requirement("A3.14")
def test_an_os_release_is_one_record_with_its_quotes_taken_off() -> None:
    data = b'# x\nID=debian\nVERSION_ID="12"\nPRETTY_NAME=\'Debian GNU/Linux 12\'\nID_LIKE="a b"\n'
    parsed = parse_os_release(Evidence(data, PLACE.path), PLACE)
    (release,) = parsed.records
    assert (release.id, release.version, release.name, release.id_like) == (
        ("debian", "12", "Debian GNU/Linux 12", ("a", "b"))
    )
    assert parsed.unread == ()


def test_a_line_that_no_shell_would_take_is_unread() -> None:
    parsed = parse_os_release(Evidence(b'ID=x\nNAME="open\nfoo\n', PLACE.path), PLACE)
    assert [each.source.line for each in parsed.unread] == [2, 3]


@pytest.mark.parametrize(
    ("file", "data", "system", "version"),
    [
        ("redhat-release", b"CentOS release 6.10 (Final)\n", "centos", "6.10"),
        ("redhat-release", b"Red Hat Enterprise Linux Server release 7.9 (Maipo)", "rhel", "7.9"),
        ("alpine-release", b"3.20.1\n", "alpine", "3.20.1"),
        ("debian_version", b"trixie/sid\n", "debian", ""),
    ],
)
def test_older_files_say_the_same(file: str, data: bytes, system: str, version: str) -> None:
    place = Place(HostPath(f"/etc/{file}"))
    (release,) = parse_release_line(Evidence(data, place.path), place).records
    assert (release.id, release.version) == (system, version)


def test_an_empty_file_says_nothing() -> None:
    assert parse_release_line(Evidence(b"\n", PLACE.path), PLACE).records == ()


@given(st.binary(max_size=300))
def test_no_bytes_make_them_raise_or_yield_two(data: bytes) -> None:
    assert len(parse_os_release(Evidence(data, PLACE.path), PLACE).records) <= 1
    lines = [raw for raw in data.decode("utf-8", "backslashreplace").split("\n") if raw.strip()]
    parsed = parse_release_line(Evidence(data, PLACE.path), PLACE)
    assert len(parsed.records) + len(parsed.unread) == len(lines)
