import pytest

from detect.running import claims, examples
from hemostat.detect.checks import transfer_put_page

pytestmark = pytest.mark.requirement("B3", "B5.2")


def test_texts_can_be_filled_in() -> None:
    for check, example in examples(transfer_put_page):
        found = claims(check, *example.records, context=example.context)
        assert all("T1110.001" in check.info.attack and each.observables for each in found)
