import pytest

from detect.running import claims, examples
from hemostat.detect.checks import account_change_logged
from hemostat.detect.checks.account_change_logged import change_logged
from hemostat.model.records import Account, LogEvent

pytestmark = pytest.mark.requirement("B3", "B5.2")


def test_texts_can_be_filled_in() -> None:
    for check, example in examples(account_change_logged):
        claims(check, *example.records, context=example.context)


def test_two_logs_of_one_change_are_one_claim() -> None:
    change = LogEvent(log="text", kind="group_changed", target="nobody", detail="sudo")
    assert len(claims(change_logged, Account(name="nobody", uid=65534), change, change)) == 1
