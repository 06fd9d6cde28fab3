import pytest

from detect.account_hosts import DEBIAN, alarms_on, changed
from hemostat.detect.checks.accounts_names import drawn

NAME = "linux.accounts.disguised-name"


@pytest.mark.requirement("B5.1")
@pytest.mark.parametrize(
    "name",
    ["r00t", "ro0t", "Root", "root ", "www-dаta", "p0stgres", "daernon", "roo\u200bt", "b\u00a0in"],
)
def test_a_name_made_to_be_overlooked_is_named(name: str) -> None:
    host = changed(DEBIAN, {"/etc/passwd": f"{name}:x:1009:1009::/home/x:/bin/bash\n"})
    assert alarms_on(host)[NAME] == {name}


@pytest.mark.parametrize("name", ["admin1", "user10", "bob.smith", "zhang_san", "pc01$", "rooster"])
def test_ordinary_names_are_no_disguise(name: str) -> None:
    host = changed(DEBIAN, {"/etc/passwd": f"{name}:x:1009:1009::/home/x:/bin/bash\n"})
    assert alarms_on(host) == {}


def test_one_name_twice_with_another_uid_is_named() -> None:
    host = changed(DEBIAN, {"/etc/passwd": "games:x:0:0::/:/bin/sh\n"})
    assert alarms_on(host)["linux.accounts.duplicate-name"] == {"games"}
    assert "linux.accounts.second-uid-0" in alarms_on(host)


def test_the_eye_takes_these_for_the_same() -> None:
    assert drawn("r00t") == drawn("root") == drawn("ROOT") == drawn("rо\u200bot")
    assert drawn("mysq1") == drawn("mysql")
    assert drawn("root") != drawn("boot")
