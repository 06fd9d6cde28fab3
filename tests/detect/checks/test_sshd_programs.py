import pytest

from detect.account_hosts import DEBIAN, changed, claims_on
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import FileFact, Provenance

PROGRAM = "linux.sshd.program-nothing-vouches-for"
KEYS = "linux.sshd.keys-from-odd-file"


def levels(check: str, text: str, *more: object) -> list[Level | None]:
    host = changed(DEBIAN, {"/etc/ssh/sshd_config": f"{text}\n"})
    return [claim.level for name, claim in claims_on(host, *more) if name == check]


@pytest.mark.requirement("B5.1", "A4.13")
@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("AuthorizedKeysCommand /tmp/.k %u", Level.HIGH),
        ("AuthorizedKeysCommand /usr/lib/.sysd/k %u", Level.HIGH),
        ("ForceCommand /bin/sh /dev/shm/x; exec $SHELL", Level.HIGH),
        ("Subsystem diag /var/tmp/d", Level.HIGH),
        ("AuthorizedKeysCommand /usr/bin/sss_ssh_authorizedkeys", None),
        ("AuthorizedKeysCommand none", None),
        ("Match Group x\nForceCommand internal-sftp", None),
    ],
)
def test_odd_programs_are_named_by_their_place(text: str, level: Level | None) -> None:
    assert levels(PROGRAM, text) == ([] if level is None else [level])


@pytest.mark.parametrize(
    ("path", "state", "user", "level"),
    [
        ("/usr/sbin/keys", Provenance.UNOWNED, "nobody", Level.MEDIUM),
        ("/usr/local/bin/keys", Provenance.UNOWNED, "nobody", Level.LOW),
        ("/usr/local/bin/keys", Provenance.UNOWNED, "root", Level.MEDIUM),
        ("/usr/sbin/keys", Provenance.CHANGED, "nobody", Level.HIGH),
        ("/usr/sbin/keys", Provenance.PACKAGED, "root", None),
    ],
)
def test_a_helper_is_worth_its_provenance(
    path: str, state: Provenance, user: str, level: Level | None
) -> None:
    text = f"AuthorizedKeysCommand {path}\nAuthorizedKeysCommandUser {user}"
    fact = FileFact(path=HostPath(path), state=state, mode=0o755)
    assert levels(PROGRAM, text, fact) == ([] if level is None else [level])


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("AuthorizedKeysFile .ssh/authorized_keys /tmp/k", Level.HIGH),
        ("AuthorizedKeysFile .ssh/authorized_keys ../../tmp/k", Level.HIGH),
        ("AuthorizedKeysFile /etc/ssh/moduli2", Level.MEDIUM),
        ("TrustedUserCAKeys /etc/.ca.pub", Level.HIGH),
        ("TrustedUserCAKeys /etc/ssh/ca.pub", None),
        ("AuthorizedKeysFile %h/.ssh/authorized_keys /etc/ssh/keys/%u", None),
        ("Match User git\nAuthorizedKeysFile /srv/git/keys", None),
    ],
)
def test_odd_files_of_keys_are_named(text: str, level: Level | None) -> None:
    assert levels(KEYS, text) == ([] if level is None else [level])
