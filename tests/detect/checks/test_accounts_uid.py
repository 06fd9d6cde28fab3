import pytest

from detect.account_hosts import DEBIAN, KEY, alarms_on, changed, claims_on
from hemostat.model.level import Level

NAME = "linux.accounts.second-uid-0"


@pytest.mark.requirement("B5.1")
@pytest.mark.parametrize("uid", ["0", "00", "+0"])
def test_a_second_root_is_named_however_its_id_is_written(uid: str) -> None:
    host = changed(DEBIAN, {"/etc/passwd": f"support:x:{uid}:100::/home/s:/bin/bash\n"})
    assert alarms_on(host)[NAME] == {"support"}


def test_an_indented_line_hides_nothing() -> None:
    host = changed(DEBIAN, {"/etc/passwd": "   sysd:x:0:0::/:/bin/sh\n"})
    assert alarms_on(host)[NAME] == {"sysd"}


@pytest.mark.parametrize(
    ("line", "shadow", "key", "level"),
    [
        ("support:x:0:0::/home/s:/bin/bash\n", "support:$6$a$b:1::::::\n", "", Level.HIGH),
        ("support:x:0:0::/home/s:/bin/bash\n", "support:!:1::::::\n", "", Level.MEDIUM),
        ("support:x:0:0::/home/s:/bin/bash\n", "support:!:1::::::\n", KEY, Level.HIGH),
        ("support:x:0:0::/home/s:/sbin/nologin\n", "support:$6$a$b:1::::::\n", "", Level.MEDIUM),
        ("toor:x:0:0::/root:/bin/sh\n", "toor:*:1::::::\n", "", Level.LOW),
    ],
)
def test_a_way_in_decides_the_level(line: str, shadow: str, key: str, level: Level) -> None:
    host = changed(
        DEBIAN,
        {"/etc/passwd": line, "/etc/shadow": shadow, "/home/s/.ssh/authorized_keys": key},
    )
    assert [claim.level for name, claim in claims_on(host) if name == NAME] == [level]


def test_the_uid_of_a_service_with_a_shell_is_worth_a_look() -> None:
    host = changed(DEBIAN, {"/etc/passwd": "helper:x:33:33::/home/h:/bin/bash\n"})
    assert alarms_on(host)["linux.accounts.shared-uid"] == {"helper"}
