"""rpm's own form, ndb."""

from hypothesis import given
from hypothesis import strategies as st

from hemostat.parse.host.rpm_ndb import ndb_blobs
from rpm_fixtures import header_blobs, ndb_database

DATA = ndb_database(header_blobs())


@given(st.lists(st.binary(min_size=1, max_size=5000), max_size=20))
def test_what_was_written_is_read(blobs: list[bytes]) -> None:
    assert list(ndb_blobs(ndb_database(blobs))) == blobs


def test_a_cut_file_says_which_package_is_missing() -> None:
    found = list(ndb_blobs(DATA[:-2000]))
    assert found[-1] == "package 2: its blob is longer than its blocks"
    assert found[0] == header_blobs()[0]


def test_a_slot_that_names_another_packages_blob_is_refused() -> None:
    data = bytearray(DATA)
    data[32 + 4] = 9
    assert next(iter(ndb_blobs(bytes(data)))) == "package 9: its blob is not where its slot says"


def test_a_newer_version_is_refused_by_name() -> None:
    assert list(ndb_blobs(DATA[:4] + b"\x07" + DATA[5:])) == ["version 7 of ndb is not known"]


@given(st.lists(st.tuples(st.integers(0, len(DATA) - 1), st.integers(0, 255)), max_size=30))
def test_wrong_bytes_never_raise(changes: list[tuple[int, int]]) -> None:
    data = bytearray(DATA)
    for place, value in changes:
        data[place] = value
    assert len(list(ndb_blobs(bytes(data)))) <= len(DATA) // 16


@given(st.binary(max_size=300))
def test_any_bytes_end_in_values_or_reasons(data: bytes) -> None:
    assert all(isinstance(each, bytes | str) for each in ndb_blobs(data))
    assert list(ndb_blobs(data[:20]))


def test_slots_that_share_one_blob_end() -> None:
    one = ndb_database([b"x" * 50_000])
    shared = one[:32] + one[32:48] * 200 + one[32 + 16 * 200 :]
    found = list(ndb_blobs(shared))
    assert found[0] == b"x" * 50_000
    assert found[-1] == "its packages are longer than the file"
    assert len(found) <= 3
