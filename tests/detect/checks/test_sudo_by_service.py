import pytest

from detect.made_log_ins import WEB, event, level
from hemostat.detect.checks.sudo_by_service import sudo_by_service
from hemostat.model.level import Level
from hemostat.model.records import Account


@pytest.mark.requirement("B5.2")
@pytest.mark.parametrize(
    "command",
    ["/bin/bash", "/bin/sh -i", "/usr/bin/bash -c id", "/usr/bin/python3 -c x", "/bin/su"],
)
def test_a_shell_of_the_web_account_is_high(command: str) -> None:
    assert level(sudo_by_service, WEB, event("sudo", "www-data", "root", command)) == Level.HIGH


@pytest.mark.parametrize(
    "command",
    [
        "/usr/local/bin/pihole -g",
        "/bin/systemctl reload nginx",
        "/usr/bin/python3 /opt/panel/run.py",
        "/bin/bash /opt/panel/reload.sh",
    ],
)
def test_a_command_that_sudoers_names_is_quiet(command: str) -> None:
    assert level(sudo_by_service, WEB, event("sudo", "www-data", "root", command)) is None


def test_su_to_root_by_a_service_is_high_and_a_refused_one_medium() -> None:
    assert level(sudo_by_service, WEB, event("su", "www-data", "root")) == Level.HIGH
    assert level(sudo_by_service, WEB, event("su_refused", "www-data", "root")) == Level.MEDIUM


def test_automation_and_people_are_quiet() -> None:
    ansible = Account(name="ansible", uid=1002)
    command = "/bin/sh -c 'echo BECOME-SUCCESS-x'"
    assert level(sudo_by_service, ansible, event("sudo", "ansible", "root", command)) is None
    assert level(sudo_by_service, WEB, event("su", "root", "www-data")) is None


def test_a_detour_to_a_shell_is_odd_for_anybody_and_worse_for_a_daemon() -> None:
    detour = "/usr/bin/find . -exec /bin/sh ;"
    assert level(sudo_by_service, WEB, event("sudo", "www-data", "root", detour)) == Level.HIGH
    assert level(sudo_by_service, WEB, event("sudo", "ann", "root", detour)) == Level.MEDIUM
    assert level(sudo_by_service, WEB, event("sudo", "root", "root", detour)) is None


def test_hashes_read_by_the_web_account_are_medium_and_its_list_of_rights_low() -> None:
    shown = event("sudo", "www-data", "root", "/bin/cat /etc/shadow")
    assert level(sudo_by_service, WEB, shown) == Level.MEDIUM
    assert level(sudo_by_service, WEB, event("sudo", "www-data", "root", "list")) == Level.LOW
