from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence
from hemostat.model.path import HostPath


def test_evidence_is_named_by_the_hash_of_its_bytes() -> None:
    evidence = Evidence(b"abc", HostPath("/x"))
    assert evidence.id == "sha256:" + sha256(b"abc").hexdigest()


@given(st.binary())
def test_lines_end_at_newlines_alone(data: bytes) -> None:
    lines = list(Evidence(data, HostPath("/x")).lines())
    assert [number for number, _ in lines] == list(range(1, data.count(b"\n") + 2))


def test_a_source_keeps_at_most_500_characters() -> None:
    assert len(Evidence(b"", HostPath("/x")).source(1, "y" * 900).text) == 500
