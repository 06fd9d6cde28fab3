import pytest

from hemostat.detect.check import Example, claims_of
from hemostat.detect.checks.startup_system_folder import unpackaged_in_system_folder
from hemostat.model.record_set import RecordSet


@pytest.mark.requirement("B5.4")
@pytest.mark.parametrize("example", unpackaged_in_system_folder.examples)
def test_it_fires_on_its_cases_and_is_quiet_on_the_others(example: Example) -> None:
    records = RecordSet(example.records)
    claims = list(claims_of(unpackaged_in_system_folder, records.of, example.context))
    assert bool(claims) is example.fires
    for claim in claims:
        assert claim.subjects
        texts = unpackaged_in_system_folder.info.texts
        assert texts.summary.en.format(**claim.values) != texts.summary.en
        assert texts.summary.zh.format(**claim.values) != texts.summary.zh
