import pytest

from detect.account_hosts import ORDINARY, alarms_on, records_of
from hemostat.detect.account_kind import (
    EMPTY,
    LOCKED,
    SET,
    AccountKind,
    groups_of,
    has_shell,
    kind_of,
    named_by,
    password_of,
)
from hemostat.model.path import HostPath
from hemostat.model.records import Account, AuthorizedKey, Group, PamRule, Shadow, SudoRule


def account(name: str, uid: int, home: str = "", shell: str = "/bin/bash") -> Account:
    return Account(name=name, uid=uid, gid=uid, home=HostPath(home), shell=HostPath(shell))


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (account("chief", 0), AccountKind.ROOT),
        (account("ann", 1000, "/home/ann"), AccountKind.PERSON),
        (account("ann", 1000, "/srv/ann"), AccountKind.PERSON),
        (account("old", 501, "/home/old"), AccountKind.PERSON),
        (account("sysupd", 501, "/opt/x"), AccountKind.SERVICE),
        (account("sysupd", 450, "/home/sysupd"), AccountKind.SERVICE),
        (account("www-data", 33, "/var/www"), AccountKind.CLOSED),
        (account("www", 1001, "/home/www"), AccountKind.WORKED_IN),
        (account("nobody", 65534, "/"), AccountKind.CLOSED),
        (account("nfs", 65534, "/"), AccountKind.SERVICE),
        (account("systemd-x", 990, "/"), AccountKind.CLOSED),
        (account("postgres", 110, "/var/lib/postgresql"), AccountKind.WORKED_IN),
        (account("ubuntu", 1000, "/home/ubuntu"), AccountKind.PERSON),
    ],
)
def test_uid_name_and_home_say_what_an_account_is_for(given: Account, kind: AccountKind) -> None:
    assert kind_of(given) is kind


@pytest.mark.parametrize(
    ("shell", "is_one"),
    [
        ("", True),
        ("/bin/bash", True),
        ("/usr/bin/python3", True),
        ("/usr/sbin/nologin", False),
        ("/bin/false", False),
        ("/bin/sync", False),
        ("/usr/bin/git-shell", False),
        ("/usr/sbin/nologin ", True),
        ("/tmp/nologin", True),
    ],
)
def test_only_the_exact_names_of_no_shell_are_trusted(shell: str, is_one: bool) -> None:
    assert has_shell(account("a", 1, shell=shell)) is is_one


def test_the_first_line_of_shadow_counts_and_passwd_before_it() -> None:
    shadows = (Shadow(name="a", password=LOCKED), Shadow(name="a", password=SET))
    assert password_of(account("a", 1), shadows) == LOCKED
    assert password_of(account("b", 1), shadows) == "unknown"
    assert password_of(Account(name="a", uid=1, password=EMPTY), shadows) == EMPTY


def test_words_of_sudoers_mean_accounts() -> None:
    ann, web = account("ann", 1000), account("web", 33)
    groups = (Group(name="ops", gid=9, members=("web",)), Group(name="ann", gid=1000))
    both = (ann, web)
    assert named_by("web", both, groups) == [web]
    assert named_by("#1000", both, groups) == [ann]
    assert named_by("%ops", both, groups) == [web]
    assert named_by("%#1000", both, groups) == [ann]
    assert named_by("ALL", both, groups) == []
    assert named_by("!web", both, groups) == []
    assert [group.name for group in groups_of(ann, groups)] == ["ann"]


@pytest.mark.requirement("B5.1")
@pytest.mark.parametrize("host", ORDINARY)
def test_an_ordinary_host_shows_nothing_above_low(host: str) -> None:
    assert alarms_on(ORDINARY[host]) == {}


@pytest.mark.parametrize("host", ORDINARY)
def test_the_ordinary_hosts_really_hold_something_to_judge(host: str) -> None:
    records = records_of(ORDINARY[host])
    counts = [len(list(records.of(kind))) for kind in (Account, Shadow, Group, PamRule)]
    assert min(counts) >= 3
    if host != "alpine":
        assert len(list(records.of(SudoRule))) >= 3
        assert len(list(records.of(AuthorizedKey))) >= 2
