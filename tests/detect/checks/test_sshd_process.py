import pytest

from detect.account_hosts import claims_on
from hemostat.model.host import Scope
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import Mechanism, Process, Startup

SSHD = HostPath("/usr/sbin/sshd")


@pytest.mark.requirement("B5.3", "B5.1")
@pytest.mark.parametrize(
    ("argv", "is_named"),
    [
        (("/tmp/su", "-oPort=31337"), True),
        (("/usr/local/bin/chsh",), True),
        (("/usr/sbin/sshd", "-D"), False),
        (("sshd: ann@pts/0",), False),
        (("sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups",), False),
        ((), False),
    ],
)
def test_a_server_called_by_another_name_is_named(argv: tuple[str, ...], is_named: bool) -> None:
    process = Process(pid=9, name="x", exe=SSHD, argv=argv)
    found = [name for name, _ in claims_on({}, process)]
    assert found == (["linux.sshd.under-another-name"] if is_named else [])


@pytest.mark.parametrize(
    ("command", "level"),
    [
        ("/usr/sbin/sshd -f /tmp/c", Level.HIGH),
        ("sshd -Df/dev/shm/c", Level.HIGH),
        ("sshd -o 'PermitRootLogin yes'", None),
        ("sshd -oPermitEmptyPasswords=yes", None),
    ],
)
def test_odd_settings_are_named(command: str, level: Level | None) -> None:
    process = Process(pid=9, name="sshd", exe=SSHD, argv=("sshd",), command=command)
    startup = Startup(
        mechanism=Mechanism.CRON, programs=(SSHD,), command=command, place=HostPath("/etc/cron.d/x")
    )
    for record in (process, startup):
        assert [claim.level for _, claim in claims_on({}, record)] == [level]


@pytest.mark.parametrize(
    "command",
    [
        "/usr/sbin/sshd -D -oCiphers=aes256-ctr -oMACs=hmac-sha2-256",
        "sshd -D -o AuthorizedKeysCommand=/usr/share/ec2-instance-connect/eic_run_authorized_keys",
        "sshd -f /etc/ssh/sshd_config_2",
    ],
)
def test_the_settings_of_distributions_are_ordinary(command: str) -> None:
    process = Process(pid=9, name="sshd", exe=SSHD, argv=("sshd",), command=command)
    assert claims_on({}, process) == []


def test_what_a_container_starts_is_context() -> None:
    scope = Scope(kind="container", id="c")
    process = Process(
        pid=9, name="sshd", exe=SSHD, argv=("sshd",), command="sshd -f /tmp/c", scope=scope
    )
    assert [(claim.level, claim.scope) for _, claim in claims_on({}, process)] == [
        (Level.LOW, scope)
    ]
