"""Accounts that logs saw made: with root's rights, or used and gone again."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.log_ins import ACCEPTED, observables_of, time_text
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.records import Account, LogEvent, Login
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="An account was made, used and removed, or made with root's rights",
        zh="账号被新建、使用后又删除，或新建时即为 root 权限",
    ),
    summary=Text(
        en="{account} was made at {made} ({detail}); log-ins since: {logins}.",
        zh="账号 {account} 于 {made} 被新建（{detail}）；此后登录次数：{logins}。",
    ),
    benign=Text(
        en="A trial of somebody's, or a test of an installer; then it came from one of yours.",
        zh="某人的试验或安装程序的测试；此时来源地址属于自己人。",
    ),
)
_WHEN = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
_MADE = LogEvent(
    log="text", kind="account_created", time=_WHEN, target="sysd", detail="UID=1003, GID=1003"
)
_IN = Login(
    log="text",
    account="sysd",
    address="198.51.100.7",
    outcome=ACCEPTED,
    started=_WHEN + timedelta(minutes=5),
)
_ROOT = Account(name="root", uid=0)


@check(
    "linux.account.short-lived",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="account_short_lived",
    attack=("T1136.001", "T1078.003"),
    incident_types=("backdoor", "insider"),
    texts=TEXTS,
    next=("keep-evidence", "ask-owner", "find-entry", "check-other-hosts"),
    by_hand="grep -aE 'useradd|userdel|usermod' /var/log/auth.log* /var/log/secure*",
    examples=(
        fires(_ROOT, _MADE, _IN),
        fires(
            _ROOT,
            LogEvent(
                log="text", kind="account_created", time=_WHEN, target="toor", detail="UID=0, GID=0"
            ),
        ),
        quiet(_ROOT, Account(name="sysd", uid=1003), _MADE, _IN),
        quiet(_ROOT, _MADE),
        quiet(_MADE, _IN),
    ),
)
def short_lived_account(
    events: Iterable[LogEvent], logins: Iterable[Login], accounts: Iterable[Account]
) -> Iterator[Claim]:
    """An account that a log saw made and used, and that is not there now; or one with uid 0."""
    names = {each.name for each in accounts}
    logins = tuple(logins)
    if not names:
        return  # nobody knows who is there
    for event in events:
        if event.kind != "account_created" or event.time is None:
            continue
        since = [
            each
            for each in logins
            if each.account == event.target
            and each.outcome == ACCEPTED
            and each.started
            and each.started >= event.time
        ]
        as_root = event.detail.startswith("UID=0,") and event.target != "root"
        is_gone = event.target not in names
        if not as_root and not (is_gone and since):
            continue
        yield Claim(
            subjects=(
                Subject("account", event.target),
                *(Subject("address", each.address) for each in since[:3] if each.address),
            ),
            because=(event, *since[:5]),
            values={
                "account": event.target,
                "made": time_text(event.time),
                "detail": event.detail[:120],
                "logins": str(len(since)),
            },
            level=Level.HIGH if as_root else None,
            observables=tuple(o for each in since[:3] for o in observables_of(each.address)),
            first_seen=event.time,
        )
