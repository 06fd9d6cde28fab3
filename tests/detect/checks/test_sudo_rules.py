import pytest

from detect.account_hosts import DEBIAN, alarms_on, changed, claims_on
from hemostat.model.level import Level

SERVICE = "linux.sudo.service-becomes-root"
EVERYONE = "linux.sudo.everyone-becomes-root"


@pytest.mark.requirement("B5.1")
@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("www-data ALL=(ALL) NOPASSWD: ALL", Level.HIGH),
        ("www-data ALL=NOPASSWD: /bin/bash", Level.HIGH),
        ("www-data ALL=NOPASSWD: /usr/bin/find", Level.MEDIUM),
        ("%www-data ALL=(root) NOPASSWD: /usr/bin/python3", Level.HIGH),
        ("#33 ALL=NOPASSWD: /dev/shm/x", Level.HIGH),
        ("W ALL=C\nUser_Alias W=www-data\nCmnd_Alias C=/bin/sh", None),
        ("W ALL=NOPASSWD: C\nUser_Alias W=www-data\nCmnd_Alias C=/bin/sh", Level.HIGH),
        ("postgres ALL=(ALL) NOPASSWD: ALL", Level.MEDIUM),
        ("postgres ALL=NOPASSWD: /usr/bin/rsync", Level.LOW),
        ("www-data ALL=(postgres) NOPASSWD: ALL", None),
        ("www-data ALL=NOPASSWD: /bin/bash /opt/app/restart.sh", None),
    ],
)
def test_a_service_that_becomes_root_is_named(line: str, level: Level | None) -> None:
    host = changed(DEBIAN, {"/etc/sudoers.d/app": f"{line}\n"})
    found = [
        claim.level
        for name, claim in claims_on(host)
        if name == SERVICE and claim.values["account"] != "gitlab-runner"
    ]
    assert found == ([] if level is None else [level])


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("ALL ALL=(ALL) NOPASSWD: ALL", Level.HIGH),
        ("ALL ALL=NOPASSWD: /bin/sh", Level.HIGH),
        ("ALL ALL=(ALL) ALL", Level.MEDIUM),
        ("ALL ALL=(ALL) ALL\nDefaults targetpw", None),
        ("ALL ALL=NOPASSWD: /sbin/reboot", None),
    ],
)
def test_a_rule_for_everyone(line: str, level: Level | None) -> None:
    host = changed(DEBIAN, {"/etc/sudoers": f"{line}\n"})
    found = [claim.level for name, claim in claims_on(host) if name == EVERYONE]
    assert found == ([] if level is None else [level])


def test_a_person_without_a_password_is_context() -> None:
    host = changed(DEBIAN, {"/etc/sudoers.d/ann": "ann ALL=(ALL) NOPASSWD: ALL\n"})
    assert alarms_on(host) == {}
    found = [
        claim.level
        for name, claim in claims_on(host)
        if name == "linux.sudo.person-without-password"
    ]
    assert found == [Level.LOW]


def test_the_place_of_the_rule_is_a_subject() -> None:
    host = changed(DEBIAN, {"/etc/sudoers.d/app": "www-data ALL=(ALL) NOPASSWD: ALL\n"})
    assert alarms_on(host)[SERVICE] == {"www-data", "/etc/sudoers.d/app"}
