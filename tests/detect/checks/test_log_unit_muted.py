"""Units whose messages are kept out of the journal."""

import pytest

from detect.running import claims, examples
from hemostat.detect.check import Check, Example
from hemostat.detect.checks import log_unit_muted as module
from hemostat.model.records import UnitFile


@pytest.mark.parametrize(("check", "example"), examples(module))
def test_each_example_does_what_it_says(check: Check, example: Example) -> None:
    assert bool(claims(check, *example.records, context=example.context)) == example.fires


def test_the_directive_is_quoted() -> None:
    unit = UnitFile(name="sshd.service", directives=("Service.LogLevelMax=0",))
    (claim,) = claims(module.unit_muted, unit)
    assert claim.values["what"] == "LogLevelMax=0"
