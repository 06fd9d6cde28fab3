import pytest

from detect.account_hosts import DEBIAN, changed, claims_on
from hemostat.model.level import Level

OPEN = "linux.sudo.defaults-open-root"
SILENT = "linux.sudo.log-switched-off"


@pytest.mark.requirement("B5.1")
@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("Defaults !authenticate", Level.MEDIUM),
        ("Defaults:www-data !authenticate", Level.MEDIUM),
        ("Defaults:ann !authenticate", Level.LOW),
        ('Defaults env_keep += "LD_PRELOAD"', Level.HIGH),
        ('Defaults env_keep += "LD_LIBRARY_PATH"', Level.LOW),
        ('Defaults env_keep -= "LD_PRELOAD"', None),
        ("Defaults timestamp_timeout=-1", Level.LOW),
        ("Defaults secure_path=/dev/shm:/usr/bin", Level.MEDIUM),
        ("Defaults !tty_tickets", Level.LOW),
        ("Defaults !requiretty", None),
        ("Defaults authenticate", None),
    ],
)
def test_defaults_are_worth_what_they_open(line: str, level: Level | None) -> None:
    host = changed(DEBIAN, {"/etc/sudoers.d/x": f"{line}\n"})
    found = [claim.level for name, claim in claims_on(host) if name == OPEN]
    assert found == ([] if level is None else [level])


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Defaults !syslog\n", 1),
        ("Defaults logfile=/dev/null\n", 1),
        ("Defaults !syslog, logfile=/var/log/sudo.log\n", 0),
        ("Defaults:zabbix !syslog\n", 0),
    ],
)
def test_a_log_switched_off_for_everyone_is_named(text: str, count: int) -> None:
    host = changed(DEBIAN, {"/etc/sudoers.d/x": text})
    assert sum(name == SILENT for name, _ in claims_on(host)) == count
