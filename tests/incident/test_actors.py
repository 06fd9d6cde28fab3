import pytest

from hemostat.incident.actors import actors_of, came_in_as, doers_of
from hemostat.incident.entry import entry_of
from hemostat.model.level import Level
from hemostat.model.records import Account, AuthorizedKey
from incident.stories import about, fact, group, process, startup

pytestmark = pytest.mark.requirement("B3")

ACCOUNTS = [Account(name="root", uid=0), Account(name="shop", uid=1500)]
PAGE = "/srv/shop/uploads/a.php"


def actors(record: object) -> set[str]:
    told = group(about(record), records=ACCOUNTS)
    return set(actors_of(told.findings[0], told))


def test_who_owns_the_file_the_job_or_the_process_did_it() -> None:
    assert actors(fact("/opt/x", uid=1500)) == {"shop"}
    assert actors(process(100, "/opt/x", account="shop")) == {"shop"}
    assert actors(startup("/var/spool/cron/crontabs/shop", "/bin/true", account="shop")) == {"shop"}


def test_root_is_nobody_in_particular_and_a_job_of_the_systems_is_its_writers() -> None:
    assert actors(fact("/opt/x", uid=0)) == set()
    assert actors(startup("/etc/cron.d/x", "/bin/true", account="shop")) == set()


def test_the_account_a_key_opens_did_not_write_it() -> None:
    key = AuthorizedKey(owner="shop", fingerprint="SHA256:x")
    told = group(about(key), records=ACCOUNTS)
    assert actors_of(told.findings[0], told) == {"shop"}
    assert doers_of(told.findings[0], told) == frozenset()


def test_who_owns_a_web_shell_is_who_they_came_in_as() -> None:
    told = group(about(fact(PAGE, uid=1500), attack=("T1505.003",)), records=ACCOUNTS)
    assert came_in_as(entry_of(told), told) == {"shop"}


def test_a_weak_entry_gives_no_account() -> None:
    told = group(about(process(100, "/opt/x", account="www-data")))
    entry = entry_of(told)
    assert entry is not None
    assert entry.confidence < Level.MEDIUM
    assert came_in_as(entry, told) == frozenset()
    assert came_in_as(None, told) == frozenset()
