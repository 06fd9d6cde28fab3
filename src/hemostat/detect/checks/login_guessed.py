"""A password that was guessed: many failures from one address, then a log-in from it."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.log_ins import (
    ACCEPTED,
    OF_DAEMONS,
    Attempts,
    Guesses,
    is_password,
    is_public,
    is_root,
    observables_of,
    subjects_of_login,
    time_text,
    values_of_login,
)
from hemostat.model.finding import Claim, RuleTexts
from hemostat.model.level import Level
from hemostat.model.records import Account, Login
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="A password was guessed: failures, then a log-in", zh="爆破成功：多次失败后登录成功"
    ),
    summary=Text(
        en="{account} logged in from {address} at {time} ({service}, {method}) after {count}"
        " failed attempts on {accounts} account(s) from there since {since}.",
        zh="{account} 于 {time} 从 {address} 登录成功（{service}，{method}）；此前自 {since} 起，"
        "该地址已失败 {count} 次，涉及 {accounts} 个账号。",
    ),
    benign=Text(
        en="Somebody who had forgotten a password, or a job with an old one that was put right:"
        " then it is one account, and the address is one of yours.",
        zh="有人忘记口令，或作业的旧口令被更正：此时通常只涉及一个账号，且地址属于自己人。",
    ),
)
MANY, NAMES = 10, 5
_WHEN = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


def _login(
    outcome: str,
    account: str = "root",
    count: int = 1,
    minute: int = 0,
    address: str = "198.51.100.7",
    method: str = "password",
) -> Login:
    time = _WHEN.replace(minute=minute)
    return Login(
        log="text",
        account=account,
        outcome=outcome,
        count=count,
        started=time,
        ended=time,
        address=address,
        method=method,
    )


@check(
    "linux.login.guessed-password",
    level=Level.HIGH,
    confidence=Level.HIGH,
    category="login_guessed",
    attack=("T1110.001", "T1078"),
    incident_types=("brute_force", "credential_leak", "remote_control"),
    texts=TEXTS,
    next=("keep-evidence", "ask-owner", "end-sessions", "lock-account", "block-address"),
    by_hand="grep -aF {address} /var/log/auth.log /var/log/secure; last -i | grep -F {address}",
    examples=(
        fires(_login("failed", count=40), _login("accepted", minute=5)),
        fires(
            *(_login("failed", f"u{n}", minute=n) for n in range(6)),
            _login("accepted", "u3", minute=30),
        ),
        quiet(_login("failed", count=3), _login("accepted", minute=5)),
        quiet(_login("failed", count=400), _login("accepted", minute=5, method="publickey")),
        quiet(_login("accepted", minute=5), _login("failed", count=40, minute=9)),
        quiet(
            _login("failed", count=400, address="203.0.113.1"),
            _login("accepted", minute=5),
        ),
        quiet(
            _login("accepted", "ops"),
            _login("failed", count=12, minute=3),
            _login("accepted", minute=9),
        ),
    ),
)
def guessed_password(logins: Iterable[Login], accounts: Iterable[Account]) -> Iterator[Claim]:
    """An address that failed often, or on many names, and then got in with a password.

    An address from which somebody had logged in before it began to fail is a colleague's, a
    bastion's or an automation's; one that tries a single account from inside is a stale job.
    """
    logins, accounts = tuple(logins), tuple(accounts)
    attempts = Attempts(logins)
    accepted = sorted(
        (each for each in logins if each.outcome == ACCEPTED and each.address and each.started),
        key=lambda each: (each.started or _WHEN, each.log),
    )
    first_seen: dict[str, datetime] = {}
    for login in accepted:
        if login.started is not None and login.log != "lastlog":
            first_seen.setdefault(login.address, login.started)
    told: set[tuple[str, str]] = set()
    for login in accepted:
        if login.started is None or login.log in ("lastlog", "utmp") or not is_password(login):
            continue
        guesses = attempts.before(login.address, login.started)
        key = (login.account, login.address)
        if key in told or not _is_many(guesses):
            continue
        if _came_before(first_seen[login.address], guesses) or _by_key(login, accepted):
            continue
        told.add(key)
        yield _claim(login, guesses, accounts)


def _is_many(guesses: Guesses) -> bool:
    return guesses.recent >= MANY or len(guesses.accounts) >= NAMES


def _came_before(first_seen: datetime, guesses: Guesses) -> bool:
    return guesses.first is not None and first_seen < guesses.first


def _by_key(login: Login, accepted: Iterable[Login]) -> bool:
    """Whether a record without a method is of a log-in that another log says was by key."""
    if login.method or login.started is None:
        return False
    return any(
        each.method == "publickey"
        and (each.account, each.address) == (login.account, login.address)
        and each.started is not None
        and abs((each.started - login.started).total_seconds()) < 60
        for each in accepted
    )


def _claim(login: Login, guesses: Guesses, accounts: Iterable[Account]) -> Claim:
    outside = is_public(login.address)
    level = Level.HIGH
    if outside and login.service not in OF_DAEMONS and is_root(login.account, accounts):
        level = Level.CRITICAL
    elif not outside and len(guesses.accounts) < 3:
        level = Level.LOW
    return Claim(
        subjects=subjects_of_login(login),
        because=(login, *guesses.because),
        values={
            **values_of_login(login),
            "count": str(guesses.count),
            "accounts": str(len(guesses.accounts)),
            "since": time_text(guesses.first),
        },
        level=level,
        attack=("T1110.003",) if len(guesses.accounts) >= NAMES else (),
        observables=observables_of(login.address),
        first_seen=guesses.first,
        last_seen=login.started,
    )
