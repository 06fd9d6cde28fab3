import pytest

from detect.made_processes import NOW, running, worst
from hemostat.detect.checks.hardening_accounts import (
    no_lock_out,
    old_password,
    root_like_group,
    weak_password_hash,
)
from hemostat.model.level import Level
from hemostat.model.records import Group, PamRule, Shadow, SshdOption
from hemostat.parse.host.shadow import password_state

TODAY = NOW.timestamp() // 86400
SSHD = SshdOption(keyword="usepam", value="yes")


@pytest.mark.parametrize(
    ("field", "level"),
    [
        ("$1$abcdefgh$" + "x" * 22, Level.LOW),
        ("abJnggxhB/yWI", Level.LOW),
        ("$6$abcdefgh$" + "x" * 86, None),
        ("$y$j9T$abc$" + "x" * 43, None),
        ("!$1$abcdefgh$" + "x" * 22, None),
    ],
)
@pytest.mark.requirement("A7.2", "B9")
def test_a_hash_is_weak_by_the_scheme_that_the_parser_names(
    field: str, level: Level | None
) -> None:
    password, scheme = password_state(field)
    shadow = Shadow(name="ann", password=password, scheme=scheme)
    assert worst(weak_password_hash, shadow) == level


def test_only_a_password_that_works_grows_old() -> None:
    old = {"name": "ann", "last_change_days": int(TODAY) - 2000}
    assert worst(old_password, Shadow(password="set", **old)) == Level.LOW  # type: ignore[arg-type]
    assert worst(old_password, Shadow(password="locked", **old)) is None  # type: ignore[arg-type]
    fresh = Shadow(name="ann", password="set", last_change_days=int(TODAY) - 9)
    assert worst(old_password, fresh) is None


@pytest.mark.requirement("B9")
def test_guessing_is_stopped_by_pam_a_watcher_or_keys_alone() -> None:
    assert worst(no_lock_out, SSHD) == Level.LOW
    lock = PamRule(service="sshd", type="auth", module="/lib/security/pam_faillock.so")
    assert worst(no_lock_out, SSHD, lock) is None
    watcher = running(9, "/usr/bin/python3", "/usr/bin/python3", "/usr/bin/fail2ban-server")
    assert worst(no_lock_out, SSHD, watcher) is None
    keys = SshdOption(keyword="passwordauthentication", value="no")
    assert worst(no_lock_out, SSHD, keys) is None
    assert worst(no_lock_out) is None


def test_only_groups_with_members_open_root() -> None:
    assert worst(root_like_group, Group(name="docker", gid=1, members=("ann",))) == Level.LOW
    assert worst(root_like_group, Group(name="docker", gid=1)) is None
