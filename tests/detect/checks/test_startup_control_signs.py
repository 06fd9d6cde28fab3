import time

import pytest

from hemostat.detect.check import Example, claims_of
from hemostat.detect.checks.startup_control_signs import hidden_text
from hemostat.model.record_set import RecordSet
from hemostat.model.records import Mechanism, Startup


@pytest.mark.requirement("B5.4")
@pytest.mark.parametrize("example", hidden_text.examples)
def test_it_fires_on_its_cases_and_is_quiet_on_the_others(example: Example) -> None:
    records = RecordSet(example.records)
    claims = list(claims_of(hidden_text, records.of, example.context))
    assert bool(claims) is example.fires
    for claim in claims:
        assert claim.subjects
        texts = hidden_text.info.texts
        assert texts.summary.en.format(**claim.values) != texts.summary.en
        assert texts.summary.zh.format(**claim.values) != texts.summary.zh


@pytest.mark.parametrize("command", ["\r" * 200_000, (" " * 149 + "\n") * 2_000, " " * 400_000])
def test_long_runs_of_one_sign_cost_little(command: str) -> None:
    startup = Startup(mechanism=Mechanism.CRON, command="x" + command)
    begin = time.process_time()
    assert list(hidden_text.function(startups=[startup])) == []
    assert time.process_time() - begin < 0.5
