import pytest

from hemostat.detect.check import HostContext, claims_of
from hemostat.detect.checks.renamed_documents import renamed_documents
from hemostat.model.finding import Claim
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.record_set import RecordSet
from hemostat.model.records import RenamedFamily


def claims(files: int, untouched: int, *notes: str) -> list[Claim]:
    family = RenamedFamily(
        extension=".lk",
        files=files,
        untouched=untouched,
        folders=2,
        top=HostPath("/srv"),
        notes=notes,
    )
    records = RecordSet([family])
    return list(claims_of(renamed_documents, records.of, HostContext()))


@pytest.mark.requirement("A5.8", "A2.14")
def test_with_a_note_it_is_proof() -> None:
    (claim,) = claims(40, 0, "HOW_TO.txt")
    assert claim.level is Level.CRITICAL
    assert [each.value for each in claim.subjects] == ["/srv"]
    assert claim.values["extension"] == ".lk"


def test_without_a_note_many_files_are_needed() -> None:
    assert [claim.level for claim in claims(40, 0)] == [None]
    assert claims(10, 0) == []


def test_folders_mostly_as_they_were_are_left_alone() -> None:
    assert claims(40, 30, "HOW_TO.txt") == []
