import pytest

from detect.account_hosts import DEBIAN, KEY, alarms_on, changed, claims_on
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import FileFact

PRINT = "SHA256:cwKp1bND5yA7fl2r39QKq2spSMYVUDkjs3N7BXS69CU"
OTHER = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"


@pytest.mark.requirement("B5.1", "A4.13")
def test_a_key_planted_through_redis_is_proof() -> None:
    host = changed(DEBIAN, {}) | {
        "/root/.ssh/authorized_keys": f"REDIS0009 redis-ver\n\n\n{KEY} root@x\n\n\n"
    }
    found = [
        (claim.level, {each.value for each in claim.subjects})
        for name, claim in claims_on(host)
        if name == "linux.ssh.key-in-database-dump"
    ]
    assert found == [(Level.CRITICAL, {"root", PRINT})]


def test_a_key_that_loads_code_is_named() -> None:
    text = f'environment="LD_PRELOAD=/usr/lib/x.so" {KEY}\n'
    host = changed(DEBIAN, {"/home/ann/.ssh/authorized_keys": text})
    assert alarms_on(host)["linux.ssh.key-sets-loader-variable"] == {"ann", PRINT}


def test_a_key_from_an_attack_system_is_named() -> None:
    host = changed(DEBIAN, {"/root/.ssh/authorized_keys": f"{KEY} root@kali\n"})
    assert alarms_on(host)["linux.ssh.key-from-attack-system"] == {"root", PRINT}


@pytest.mark.parametrize(
    ("usual", "second", "level"),
    [(KEY, OTHER, Level.MEDIUM), (KEY, KEY, None), ("", OTHER, Level.LOW)],
)
def test_a_second_file_of_keys(usual: str, second: str, level: Level | None) -> None:
    host = dict(DEBIAN) | {
        "/home/ann/.ssh/authorized_keys": usual,
        "/home/ann/.ssh/authorized_keys2": second,
    }
    found = [
        claim.level for name, claim in claims_on(host) if name == "linux.ssh.key-in-second-file"
    ]
    assert found == ([] if level is None else [level])


@pytest.mark.parametrize(("uid", "is_named"), [(0, False), (33, True)])
def test_the_file_of_roots_keys_is_roots(uid: int, is_named: bool) -> None:
    fact = FileFact(path=HostPath("/root/.ssh/authorized_keys"), uid=uid, mode=0o600)
    assert ("linux.ssh.key-file-in-wrong-hands" in alarms_on(DEBIAN, fact)) is is_named
