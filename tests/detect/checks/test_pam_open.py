import pytest

from detect.account_hosts import CENTOS_7, DEBIAN, alarms_on, claims_on
from detect.running import claims
from hemostat.detect.checks import pam_open as module
from hemostat.model.level import Level
from hemostat.model.records import Account, PamRule

ANYONE = "linux.pam.anyone-let-in"
CONDITION = "linux.pam.let-in-by-condition"


def before(host: str, line: str) -> dict[str, str]:
    chosen = DEBIAN if host == "/etc/pam.d/common-auth" else CENTOS_7
    return dict(chosen) | {host: f"{line}\n{chosen[host]}"}


@pytest.mark.requirement("A4.13", "B5.1")
@pytest.mark.parametrize("file", ["/etc/pam.d/common-auth", "/etc/pam.d/password-auth"])
@pytest.mark.parametrize(
    "line",
    [
        "auth sufficient pam_permit.so",
        "auth [success=done default=ignore] pam_permit.so",
        "-auth\tsufficient\t/lib64/security/pam_permit.so",
    ],
)
def test_a_permit_before_the_rest_opens_the_door(file: str, line: str) -> None:
    assert alarms_on(before(file, line)) == {ANYONE: {file}}


def test_one_line_of_a_shared_stack_is_one_claim() -> None:
    host = before("/etc/pam.d/common-auth", "auth sufficient pam_permit.so")
    assert sum(name == ANYONE for name, _ in claims_on(host)) == 1


def test_a_deny_taken_out_opens_the_door() -> None:
    text = "auth [success=1 default=ignore] pam_unix.so\nauth required pam_permit.so\n"
    assert ANYONE in alarms_on(dict(DEBIAN) | {"/etc/pam.d/common-auth": text})


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("auth sufficient pam_succeed_if.so user = support", None),
        ("auth sufficient pam_succeed_if.so uid >= 0 quiet", Level.HIGH),
        ("auth [success=2 default=ignore] pam_succeed_if.so user in x:y", None),
    ],
)
def test_a_condition_that_opens_the_door_is_named(line: str, level: Level | None) -> None:
    found = [
        claim.level
        for name, claim in claims_on(before("/etc/pam.d/common-auth", line))
        if name == CONDITION
    ]
    assert set(found) == {level}


@pytest.mark.parametrize(
    ("condition", "level"),
    [
        ("use_uid user = www-data quiet", Level.HIGH),
        ("user in li:mysql", Level.HIGH),
        ("uid = 33", Level.HIGH),
        ("uid < 1000", Level.HIGH),
        ("user = li", None),
        ("user ingroup wheel", None),
    ],
)
def test_an_account_of_a_service_that_gets_in_is_high(condition: str, level: Level | None) -> None:
    rule = PamRule(
        service="su",
        type="auth",
        control="sufficient",
        module="pam_succeed_if.so",
        arguments=tuple(condition.split()),
    )
    accounts = Account(name="www-data", uid=33), Account(name="li", uid=1000)
    found = claims(module.let_in_by_condition, rule, *accounts)
    assert [claim.level for claim in found] == [level]
