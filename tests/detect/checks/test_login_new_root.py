import pytest

from detect.made_log_ins import INSIDE, level, log_in
from hemostat.detect.checks.login_new_root import root_from_outside, vanished_key
from hemostat.model.level import Level
from hemostat.model.records import AuthorizedKey, SshdOption

KNOWN = AuthorizedKey(owner="root", fingerprint="SHA256:known")
BY_KEY = log_in(method="publickey", key="SHA256:gone")


def test_roots_password_from_outside_is_worth_knowing_and_no_more() -> None:
    assert level(root_from_outside, log_in()) == Level.LOW
    assert level(root_from_outside, log_in(address=INSIDE)) is None
    assert level(root_from_outside, log_in("ops")) is None
    assert level(root_from_outside, log_in(log="wtmp", method="")) is None


def test_a_key_that_no_list_holds_now_is_low() -> None:
    assert level(vanished_key, KNOWN, BY_KEY) == Level.LOW
    assert level(vanished_key, KNOWN, log_in(method="publickey", key="SHA256:known")) is None


@pytest.mark.parametrize("keyword", ["authorizedkeyscommand", "trustedusercakeys"])
def test_keys_that_come_from_elsewhere_are_quiet(keyword: str) -> None:
    option = SshdOption(keyword=keyword, value="/etc/x")
    assert level(vanished_key, KNOWN, option, BY_KEY) is None


def test_where_no_list_was_read_nobody_can_tell() -> None:
    assert level(vanished_key, BY_KEY) is None
