import pytest

from detect.made_log_ins import INSIDE, WEB, level, log_in
from hemostat.detect.checks.login_closed_account import closed_account
from hemostat.model.level import Level
from hemostat.model.records import Account

GAMES = Account(name="games", uid=5)


@pytest.mark.requirement("B5.2")
def test_a_system_account_with_a_password_is_high() -> None:
    assert level(closed_account, GAMES, log_in("games")) == Level.HIGH


def test_a_system_account_with_a_key_from_inside_is_medium() -> None:
    assert level(closed_account, GAMES, log_in("games", INSIDE, "publickey")) == Level.MEDIUM


def test_sites_deploy_as_the_web_account_with_a_key() -> None:
    assert level(closed_account, WEB, log_in("www-data", method="publickey")) == Level.LOW


@pytest.mark.parametrize("name", ["postgres", "git", "jenkins", "backup"])
def test_services_that_people_work_in_are_quiet(name: str) -> None:
    account = Account(name=name, uid=110)
    assert level(closed_account, account, log_in(name, method="publickey")) is None


def test_file_transfer_is_no_shell() -> None:
    assert level(closed_account, WEB, log_in("www-data", service="vsftpd")) is None


def test_a_person_with_such_a_name_is_quiet() -> None:
    nginx = Account(name="nginx", uid=1005, home="/home/nginx")  # type: ignore[arg-type]
    assert level(closed_account, nginx, log_in("nginx")) is None
