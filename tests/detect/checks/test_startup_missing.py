import pytest

from hemostat.detect.check import Example, claims_of
from hemostat.detect.checks.startup_missing import program_missing
from hemostat.model.record_set import RecordSet


@pytest.mark.requirement("B5.4")
@pytest.mark.parametrize("example", program_missing.examples)
def test_it_fires_on_its_cases_and_is_quiet_on_the_others(example: Example) -> None:
    records = RecordSet(example.records)
    claims = list(claims_of(program_missing, records.of, example.context))
    assert bool(claims) is example.fires
    for claim in claims:
        assert claim.subjects
        texts = program_missing.info.texts
        assert texts.summary.en.format(**claim.values) != texts.summary.en
        assert texts.summary.zh.format(**claim.values) != texts.summary.zh
