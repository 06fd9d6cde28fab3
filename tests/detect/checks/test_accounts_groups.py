import pytest

from detect.account_hosts import DEBIAN, alarms_on, changed, claims_on
from hemostat.model.level import Level

NAME = "linux.accounts.service-in-powerful-group"


@pytest.mark.requirement("B5.1")
@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("wheel:x:10:games\n", Level.HIGH),
        ("shadow:x:42:www-data\n", Level.MEDIUM),
        ("docker:x:997:www-data\n", Level.MEDIUM),
        ("sudo:x:27:postgres\n", Level.LOW),
        ("disk:x:6:ann\n", Level.LOW),
    ],
)
def test_who_is_in_which_group_decides(line: str, level: Level) -> None:
    host = changed(DEBIAN, {"/etc/group": line})
    name, _, _, member = line.strip().split(":")
    found = {
        claim.level
        for check, claim in claims_on(host)
        if check == NAME and [each.value for each in claim.subjects] == [member, name]
    }
    assert found == {level}


def test_people_in_sudo_and_docker_are_ordinary() -> None:
    host = changed(DEBIAN, {"/etc/group": "wheel:x:10:ann\nlxd:x:11:ann\n"})
    assert alarms_on(host) == {}


def test_a_primary_group_counts_as_well() -> None:
    host = changed(DEBIAN, {"/etc/passwd": "irc:x:39:0::/run/ircd:/usr/sbin/nologin\n"})
    assert alarms_on(host)[NAME] == {"irc", "root"}
