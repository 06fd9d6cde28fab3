import pytest

from detect.account_hosts import DEBIAN, alarms_on, changed, claims_on
from hemostat.model.level import Level

EMPTY = "linux.accounts.empty-password"


@pytest.mark.requirement("B5.1")
def test_a_hash_in_passwd_beside_shadowed_accounts_is_named() -> None:
    host = changed(DEBIAN, {"/etc/passwd": "fire:$1$a$b:0:0::/root:/bin/bash\n"})
    assert alarms_on(host)["linux.accounts.hash-in-passwd"] == {"fire"}


@pytest.mark.parametrize(
    ("passwd", "shadow", "level"),
    [
        ("x1:x:1009:1::/h:/bin/bash\n", "x1::1::::::\n", None),
        ("x1::1009:1::/h:/bin/bash\n", "", None),
        ("x1:x:1009:1::/h:/sbin/nologin\n", "x1::1::::::\n", Level.LOW),
        ("x1:x:200:1::/h:/bin/sh\n", "x1::1::::::\n", Level.HIGH),
    ],
)
def test_an_empty_password_counts_where_there_is_a_shell(
    passwd: str, shadow: str, level: Level | None
) -> None:
    host = changed(DEBIAN, {"/etc/passwd": passwd, "/etc/shadow": shadow})
    assert [claim.level for name, claim in claims_on(host) if name == EMPTY] == [level]


def test_an_empty_password_is_worse_where_sshd_takes_it() -> None:
    host = changed(
        DEBIAN,
        {
            "/etc/passwd": "x1:x:1009:1::/h:/bin/bash\n",
            "/etc/shadow": "x1::1::::::\n",
            "/etc/ssh/sshd_config": "PermitEmptyPasswords yes\n",
        },
    )
    assert [claim.level for name, claim in claims_on(host) if name == EMPTY] == [Level.HIGH]
    assert "linux.sshd.empty-passwords-allowed" in alarms_on(host)
