import pytest

from detect.made_log_ins import ROOT, failures, log_in
from detect.running import claims, examples
from hemostat.detect.checks import login_guessed_together
from hemostat.detect.checks.login_guessed_together import guessed_together

pytestmark = pytest.mark.requirement("B3", "B5.2")


def test_texts_can_be_filled_in() -> None:
    for check, example in examples(login_guessed_together):
        claims(check, *example.records, context=example.context)


def test_one_address_alone_is_no_ring() -> None:
    assert claims(guessed_together, ROOT, failures(400), log_in()) == []
