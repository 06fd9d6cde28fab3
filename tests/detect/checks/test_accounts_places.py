import pytest

from detect.account_hosts import DEBIAN, alarms_on, changed
from hemostat.model.path import HostPath
from hemostat.model.records import FileFact, Provenance

NAME = "linux.accounts.odd-home-or-shell"


@pytest.mark.requirement("B5.1")
@pytest.mark.parametrize(
    ("home", "shell", "place"),
    [
        ("/dev/shm/u", "/bin/bash", "/dev/shm/u"),
        ("/usr/lib/.u", "/bin/bash", "/usr/lib/.u"),
        ("/home/u", "/var/tmp/sh", "/var/tmp/sh"),
        ("/home/u", "/usr/sbin/nologin ", "/usr/sbin/nologin "),
    ],
)
def test_an_odd_home_or_shell_is_named(home: str, shell: str, place: str) -> None:
    host = changed(DEBIAN, {"/etc/passwd": f"u:x:1009:1009::{home}:{shell}\n"})
    assert alarms_on(host)[NAME] == {"u", place}


def test_a_shell_that_was_changed_is_named() -> None:
    fact = FileFact(path=HostPath("/usr/sbin/nologin"), state=Provenance.CHANGED, mode=0o755)
    assert "/usr/sbin/nologin" in alarms_on(DEBIAN, fact)[NAME]


@pytest.mark.parametrize("home", ["/", "/nonexistent", "/run/x", "/dev", "/opt/app"])
def test_homes_that_packages_choose_are_ordinary(home: str) -> None:
    host = changed(DEBIAN, {"/etc/passwd": f"u:x:209:209::{home}:/bin/sh\n"})
    assert alarms_on(host) == {}
