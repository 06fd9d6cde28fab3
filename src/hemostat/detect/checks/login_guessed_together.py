"""A password guessed by many addresses together, each too seldom to stand out alone."""

import ipaddress
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.log_ins import (
    ACCEPTED,
    FAILED,
    address_of,
    is_password,
    is_public,
    observables_of,
    subjects_of_login,
    values_of_login,
)
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.records import Login
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="A password was guessed from many addresses together",
        zh="分布式爆破成功：多地址轮流猜测",
    ),
    summary=Text(
        en="{account} logged in from {address} at {time} ({service}); in the day before {count}"
        " attempts on it failed from {addresses} addresses, {neighbours} of them beside it."
        " {reason}",
        zh="{account} 于 {time} 从 {address} 登录成功（{service}）；此前一天内有 {addresses} 个地址"
        "对其失败 {count} 次，其中 {neighbours} 个与之同网段。{reason}",
    ),
    benign=Text(
        en="A team behind a provider's changing addresses whose stored password went stale.",
        zh="同一出口网段的团队成员使用了过期的保存口令。",
    ),
)
ADDRESSES, ATTEMPTS, NEIGHBOURS = 8, 20, 3
_DAY = timedelta(days=1)
_APART = timedelta(minutes=10)
_WHEN = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


def _try(
    address: str, account: str = "ops", outcome: str = FAILED, count: int = 3, minute: int = 0
) -> Login:
    time = _WHEN + timedelta(minutes=minute)
    return Login(
        log="text",
        account=account,
        outcome=outcome,
        count=count,
        started=time,
        ended=time + timedelta(minutes=20 if count > 1 else 0),
        address=address,
        method="password",
        service="sshd",
    )


_RING = tuple(_try(f"198.51.100.{n}") for n in range(20, 34))
_SCATTERED = tuple(_try(f"198.51.{n}.7") for n in range(100, 114))
_LET_IN = _try("198.51.100.26", outcome=ACCEPTED, count=1, minute=40)


@check(
    "linux.login.guessed-together",
    level=Level.HIGH,
    confidence=Level.MEDIUM,
    category="login_guessed",
    attack=("T1110.003", "T1110.001", "T1078"),
    incident_types=("brute_force", "credential_leak", "remote_control"),
    texts=TEXTS,
    next=("keep-evidence", "ask-owner", "end-sessions", "lock-account", "block-address"),
    by_hand="grep -aF {account} /var/log/auth.log /var/log/secure | grep -aE 'Failed|Accepted'",
    examples=(
        fires(*_RING, _LET_IN),
        fires(*_SCATTERED, _try("198.51.105.7", outcome=ACCEPTED, count=1, minute=40)),
        quiet(*_RING),
        quiet(*_RING, _try("192.0.2.10", outcome=ACCEPTED, count=1, minute=40)),
        quiet(*_RING[:4], _LET_IN),
        quiet(
            *_SCATTERED,
            _try("203.0.113.9", count=1, minute=39),
            _try("203.0.113.9", outcome=ACCEPTED, count=1, minute=40),
        ),
    ),
)
def guessed_together(logins: Iterable[Login]) -> Iterator[Claim]:
    """An account that many addresses failed on within a day, and one of the ring then got in.

    Every root account is guessed from everywhere all day: who mistypes once and gets in is no part
    of that. One of the ring is an address that failed over more than minutes, that tried other
    names too, or that stands in one network with others that fail on this account.
    """
    logins = tuple(logins)
    failed: dict[str, list[Login]] = defaultdict(list)
    names: dict[str, set[str]] = defaultdict(set)
    for login in logins:
        if login.outcome == FAILED and login.address and login.started:
            failed[login.account].append(login)
            names[login.address].add(login.account)
    told: set[tuple[str, str]] = set()
    for login in sorted(logins, key=lambda each: each.started or _WHEN):
        key = login.account, login.address
        if login.outcome != ACCEPTED or not login.started or key in told:
            continue
        if not (is_password(login) and login.method and is_public(login.address)):
            continue
        before = _before(login, failed[login.account])
        near = {each.address for each in before if _beside(each.address, login.address)}
        reason = _reason(login, before, near, names[login.address])
        if reason and _is_ring(before):
            told.add(key)
            yield _claim(login, before, near, reason)


def _before(login: Login, failed: Iterable[Login]) -> list[Login]:
    moment = login.started or _WHEN
    return [
        each
        for each in failed
        if each.log == login.log
        and each.started
        and each.started <= moment
        and (each.ended or each.started) >= moment - _DAY
    ]


def _is_ring(before: Iterable[Login]) -> bool:
    before = tuple(before)
    count = sum(each.count for each in before)
    return len({each.address for each in before}) >= ADDRESSES and count >= ATTEMPTS


def _reason(login: Login, before: Iterable[Login], near: set[str], names: set[str]) -> str:
    """Why the one that got in belongs to those that failed; empty if nothing says so."""
    own = [each for each in before if each.address == login.address]
    if len(near - {login.address}) >= NEIGHBOURS:
        return "+ network"
    if own and len(names) > 1:
        return "+ names"
    if any((each.ended or _WHEN) - (each.started or _WHEN) >= _APART for each in own):
        return "+ time"
    return ""


def _beside(one: str, other: str) -> bool:
    first, second = address_of(one), address_of(other)
    if first is None or second is None or first.version != second.version:
        return False
    width = 24 if first.version == 4 else 64
    return second in ipaddress.ip_network((first, width), strict=False)


def _claim(login: Login, before: list[Login], near: set[str], reason: str) -> Claim:
    starts = [each.started for each in before if each.started]
    place = before[0].source.path
    return Claim(
        subjects=(*subjects_of_login(login), *((Subject("file", place),) if place else ())),
        because=(login, *sorted(before, key=lambda each: -each.count)[:8]),
        values={
            **values_of_login(login),
            "count": str(sum(each.count for each in before)),
            "addresses": str(len({each.address for each in before})),
            "neighbours": str(len(near)),
            "reason": reason,
        },
        observables=observables_of(login.address),
        first_seen=min(starts, default=None),
        last_seen=login.started,
    )
