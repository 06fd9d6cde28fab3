import pytest

from detect.running import claims, examples
from hemostat.detect.checks import log_of_host

pytestmark = pytest.mark.requirement("B3", "B5.2")


def test_texts_can_be_filled_in() -> None:
    for check, example in examples(log_of_host):
        found = claims(check, *example.records, context=example.context)
        assert all(claim.values["line_number"] == "2" for claim in found)
