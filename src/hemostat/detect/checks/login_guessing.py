"""Passwords are being guessed; nobody got in that way, as far as the logs tell."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.log_ins import FAILED, PROBED, time_text
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.records import Login
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(en="Passwords are being guessed", zh="正在遭受口令爆破"),
    summary=Text(
        en="{count} failed log-ins from {addresses} address(es) on {accounts} account name(s) in"
        " {log}, {first} to {last}; most from {top}.",
        zh="{log} 中有 {count} 次登录失败，来自 {addresses} 个地址、涉及 {accounts} 个账号名，"
        "{first} 至 {last}；最多的来源：{top}。",
    ),
    benign=Text(
        en="Every host that the internet reaches on port 22 sees this all day.",
        zh="任何 22 端口暴露在公网的主机每天都会遇到。",
    ),
)
MANY = 100
_WHEN = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


def _failed(count: int) -> Login:
    return Login(
        log="text",
        account="root",
        address="198.51.100.7",
        outcome=FAILED,
        count=count,
        started=_WHEN,
        ended=_WHEN,
    )


@check(
    "linux.login.password-guessing",
    level=Level.INFO,
    confidence=Level.HIGH,
    category="login_guessing",
    attack="T1110",
    incident_types=("brute_force",),
    texts=TEXTS,
    next=("harden",),
    by_hand="lastb -i | awk '{{print $3}}' | sort | uniq -c | sort -rn | head",
    examples=(fires(_failed(400)), quiet(_failed(40))),
)
def password_guessing(logins: Iterable[Login]) -> Iterator[Claim]:
    """Failures in one log, counted; context for everything else that is found."""
    by_log: dict[str, list[Login]] = {}
    for login in logins:
        if login.outcome in (FAILED, PROBED):
            by_log.setdefault(login.log, []).append(login)
    if not by_log:
        return
    log, found = max(by_log.items(), key=lambda item: sum(each.count for each in item[1]))
    count = sum(each.count for each in found)
    if count < MANY:
        return
    addresses = Counter[str]()
    for each in found:
        addresses[each.address] += each.count
    top = ", ".join(f"{address} ({n})" for address, n in addresses.most_common(3))
    first = min((each.started for each in found if each.started), default=None)
    last = max((each.ended for each in found if each.ended), default=None)
    worst = max(found, key=lambda each: each.count)
    yield Claim(
        subjects=(Subject("file", worst.source.path or log),),
        because=(worst,),
        values={
            "count": str(count),
            "addresses": str(len(addresses)),
            "accounts": str(len({each.account for each in found})),
            "log": log,
            "first": time_text(first),
            "last": time_text(last),
            "top": top,
        },
        first_seen=first,
        last_seen=last,
    )
