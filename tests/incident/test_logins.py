from datetime import datetime, timedelta

from hemostat.incident.logins import leading_to, logins_in
from hemostat.model.evidence import Source
from hemostat.model.path import HostPath
from hemostat.model.record import column, record
from hemostat.model.record_set import RecordSet
from incident.stories import NOON

NONE: frozenset[str] = frozenset()


@record("login", "A log-in, as another module may declare it.")
class Login:
    """A log-in."""

    source: Source = column("Where.", default=Source(path=HostPath("/var/log/auth.log"), line=7))
    account: str = column("Who.", default="li")
    address: str = column("From where.", default="203.0.113.7")
    service: str = column("By what.", default="sshd")
    outcome: str = column("How it went.", default="accepted")
    key: str = column("Key.", default="")
    started: datetime | None = column("When.", default=NOON)
    ended: datetime | None = column("Until when.", default=None)


def test_only_log_ins_from_elsewhere_that_worked_count() -> None:
    good, late = Login(), Login(started=NOON + timedelta(hours=1))
    others = (Login(outcome="failed"), Login(address=""), Login(started=None))
    assert logins_in(RecordSet([late, *others, good]), [Login]) == (good, late)


def test_no_such_record_type_is_no_log_in() -> None:
    assert logins_in(RecordSet([Login()]), []) == ()


def test_a_key_or_address_of_the_story_ties_a_log_in_whenever_it_was() -> None:
    login = Login(started=NOON - timedelta(days=90), key="SHA256:abc")
    by_key = leading_to([login], NOON, accounts=NONE, keys=frozenset({login.key}), addresses=NONE)
    by_address = leading_to(
        [login], None, accounts=NONE, keys=NONE, addresses=frozenset({login.address})
    )
    assert by_key == by_address == (login,)


def test_an_account_ties_a_log_in_only_shortly_before() -> None:
    def tied(hours: float) -> int:
        login = Login(started=NOON - timedelta(hours=hours))
        accounts = frozenset({"li"})
        return len(leading_to([login], NOON, accounts=accounts, keys=NONE, addresses=NONE))

    assert [tied(hours) for hours in (2, 30, -1)] == [1, 0, 0]
