import pytest

from hemostat.detect.check import Example, claims_of
from hemostat.detect.checks.startup_changed import packaged_file_changed
from hemostat.model.record_set import RecordSet


@pytest.mark.requirement("B5.4")
@pytest.mark.parametrize("example", packaged_file_changed.examples)
def test_it_fires_on_its_cases_and_is_quiet_on_the_others(example: Example) -> None:
    records = RecordSet(example.records)
    claims = list(claims_of(packaged_file_changed, records.of, example.context))
    assert bool(claims) is example.fires
    for claim in claims:
        assert claim.subjects
        texts = packaged_file_changed.info.texts
        assert texts.summary.en.format(**claim.values) != texts.summary.en
        assert texts.summary.zh.format(**claim.values) != texts.summary.zh
