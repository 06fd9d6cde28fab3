import pytest

from detect.account_hosts import DEBIAN, changed, claims_on
from hemostat.model.level import Level

WORTH = {
    "linux.sshd.empty-passwords-allowed": Level.MEDIUM,
    "linux.sshd.loader-variables": Level.HIGH,
    "linux.sshd.log-switched-off": Level.MEDIUM,
    "linux.sshd.root-password-log-in": Level.LOW,
    "linux.sshd.several-ports": Level.LOW,
}


@pytest.mark.requirement("B5.1")
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("PermitEmptyPasswords yes", [("empty-passwords-allowed", Level.MEDIUM)]),
        ("PermitEmptyPasswords no\nPermitEmptyPasswords yes", []),
        ("Match User x\nPermitEmptyPasswords yes", [("empty-passwords-allowed", Level.MEDIUM)]),
        ("SetEnv LD_PRELOAD=/lib/x.so", [("loader-variables", Level.HIGH)]),
        ("AcceptEnv *", [("loader-variables", Level.MEDIUM)]),
        ("AcceptEnv LD_LIBRARY_PATH", [("loader-variables", Level.LOW)]),
        ("PermitUserEnvironment yes", [("loader-variables", Level.LOW)]),
        ("PermitUserEnvironment LANG,LC_*", []),
        ("LogLevel QUIET", [("log-switched-off", Level.MEDIUM)]),
        ("PermitRootLogin yes", [("root-password-log-in", Level.LOW)]),
        ("PermitRootLogin yes\nPasswordAuthentication no", []),
        ("Port 31337", [("several-ports", Level.LOW)]),
    ],
)
def test_settings_are_worth_what_they_open(text: str, found: list[tuple[str, Level]]) -> None:
    host = changed(DEBIAN, {"/etc/ssh/sshd_config": f"{text}\n"})
    seen = [
        (name.removeprefix("linux.sshd."), WORTH[name] if claim.level is None else claim.level)
        for name, claim in claims_on(host)
        if name in WORTH
    ]
    assert seen == found
