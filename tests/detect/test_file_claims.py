"""What checks about files of the walk share."""

from hemostat.detect.check import Files
from hemostat.detect.file_claims import claim_of, example, is_explained, is_program
from hemostat.model.path import HostPath
from hemostat.model.records import FileFact, Provenance

SIGN = example("/srv/.x/y", "hidden_program", detail=".x")


def files(state: Provenance) -> Files:
    return Files.of([FileFact(path=HostPath("/srv/.x/y"), state=state, sha256="ab" * 32)])


def test_only_what_the_kernel_would_run_is_a_program() -> None:
    assert is_program(SIGN)
    assert not is_program(example("/a", "hidden_program", "text"))
    assert not is_program(example("/a", "hidden_program", mode=0o644))


def test_a_product_explains_a_file_and_nothing_else_does() -> None:
    assert is_explained(SIGN, files(Provenance.PRODUCT))
    assert not is_explained(SIGN, files(Provenance.UNOWNED))
    assert not is_explained(SIGN, Files.of([]))


def test_a_claim_carries_the_hash_where_somebody_read_it() -> None:
    claim = claim_of(SIGN, files(Provenance.UNOWNED), place="/srv")
    assert [each.value for each in claim.observables] == ["ab" * 32]
    assert claim.values == {"path": "/srv/.x/y", "detail": ".x", "place": "/srv"}
    assert claim_of(SIGN, Files.of([])).observables == ()
