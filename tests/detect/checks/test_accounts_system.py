import pytest

from detect.account_hosts import DEBIAN, KEY, alarms_on, changed, claims_on
from hemostat.model.level import Level

NAME = "linux.accounts.system-account-can-log-in"


@pytest.mark.requirement("B5.1")
@pytest.mark.parametrize(
    ("passwd", "shadow", "key", "level"),
    [
        ("lp:x:7:7::/var/spool/lpd:/bin/bash\n", "lp:$6$a$b:1::::::\n", "", Level.HIGH),
        ("lp:x:7:7::/var/spool/lpd:/bin/bash\n", "lp:*:1::::::\n", KEY, Level.HIGH),
        ("sysupd:x:450:450::/opt/s:/bin/sh\n", "sysupd:$6$a$b:1::::::\n", "", Level.MEDIUM),
        ("nagios:x:450:450::/opt/s:/bin/sh\n", "nagios:$6$a$b:1::::::\n", "", Level.LOW),
    ],
)
def test_a_shell_and_a_way_in_are_named(passwd: str, shadow: str, key: str, level: Level) -> None:
    account, *_, home, _ = passwd.split(":")
    host = changed(
        DEBIAN,
        {"/etc/passwd": passwd, "/etc/shadow": shadow, f"{home}/.ssh/authorized_keys": key},
    )
    found = [
        claim.level
        for name, claim in claims_on(host)
        if name == NAME and claim.values["account"] == account
    ]
    assert found == [level]


def test_a_shell_alone_is_not() -> None:
    host = changed(
        DEBIAN,
        {"/etc/passwd": "lp:x:7:7::/var/spool/lpd:/bin/sh\n", "/etc/shadow": "lp:*:1::::::\n"},
    )
    assert alarms_on(host) == {}
