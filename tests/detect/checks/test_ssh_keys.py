import pytest

from detect.account_hosts import DEBIAN, KEY, alarms_on, changed, claims_on
from hemostat.model.level import Level

NAME = "linux.ssh.key-where-none-belongs"
PRINT = "SHA256:cwKp1bND5yA7fl2r39QKq2spSMYVUDkjs3N7BXS69CU"


def levels(host: dict[str, str]) -> list[Level | None]:
    added = changed(DEBIAN, host)
    return [claim.level for name, claim in claims_on(added) if name == NAME]


@pytest.mark.requirement("B5.1")
@pytest.mark.parametrize(
    ("home", "passwd", "level"),
    [
        ("/usr/games", "", Level.HIGH),
        ("/bin", "", Level.HIGH),
        ("/var/www", "", Level.MEDIUM),
        ("/var/lib/mysql", "mysql:x:105:109::/var/lib/mysql:/bin/false\n", Level.HIGH),
        ("/opt/s", "sysupd:x:450:450::/opt/s:/bin/sh\n", Level.MEDIUM),
        ("/home/gone", "gone:x:1007:1007::/home/gone:/usr/sbin/nologin\n", Level.LOW),
    ],
)
def test_a_key_for_an_account_that_needs_none_is_named(
    home: str, passwd: str, level: Level
) -> None:
    files = {f"{home}/.ssh/authorized_keys": f"{KEY} x\n", "/etc/passwd": passwd}
    assert levels(files) == [level]


def test_the_account_and_the_fingerprint_are_subjects() -> None:
    host = changed(DEBIAN, {"/usr/games/.ssh/authorized_keys": f"{KEY} x\n"})
    assert alarms_on(host)[NAME] == {"games", PRINT}


def test_one_key_for_several_services_is_high() -> None:
    files = {
        "/etc/passwd": "svc1:x:450:1::/opt/a:/bin/sh\nsvc2:x:451:1::/opt/b:/bin/sh\n",
        "/opt/a/.ssh/authorized_keys": KEY,
        "/opt/b/.ssh/authorized_keys": KEY,
    }
    assert levels(files) == [Level.HIGH, Level.HIGH]


def test_a_key_bound_to_one_command_is_context() -> None:
    assert levels({"/usr/games/.ssh/authorized_keys": f'command="/usr/bin/rrsync /x" {KEY}\n'}) == [
        Level.LOW
    ]
