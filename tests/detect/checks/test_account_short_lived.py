import pytest

from detect.made_log_ins import ROOT, event, level, log_in
from hemostat.detect.checks.account_short_lived import short_lived_account
from hemostat.model.level import Level
from hemostat.model.records import Account

MADE = event("account_created", target="x", detail="UID=1001, GID=1001", at=-10)


@pytest.mark.requirement("B5.2")
def test_made_used_and_gone_is_medium() -> None:
    assert level(short_lived_account, ROOT, MADE, log_in("x")) == Level.MEDIUM


def test_made_with_uid_0_is_high() -> None:
    made = event("account_created", target="x", detail="UID=0, GID=0, home=/root")
    assert level(short_lived_account, ROOT, made, Account(name="x", uid=0)) == Level.HIGH


def test_a_new_colleague_is_quiet() -> None:
    assert level(short_lived_account, ROOT, Account(name="x", uid=1001), MADE, log_in("x")) is None


def test_a_package_that_made_and_removed_its_account_is_quiet() -> None:
    gone = event("account_deleted", target="x", at=5)
    assert level(short_lived_account, ROOT, MADE, gone) is None


def test_a_log_in_before_it_was_made_is_another_account() -> None:
    assert level(short_lived_account, ROOT, MADE, log_in("x", at=-99)) is None
