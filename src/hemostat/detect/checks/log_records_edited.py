"""Log-in records that do not agree: zeroed, cut out, or told by one log and not by its twin."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.log_ins import ACCEPTED, address_of, observables_of, time_text
from hemostat.model.evidence import Source
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import Login, LogSpan
from hemostat.model.text import Text

ZEROED = RuleTexts(
    title=Text(en="Log-in records were overwritten with zeros", zh="登录记录被清零"),
    summary=Text(
        en="{path} holds {count} record(s) of zeros between {entries} whole ones. What this log"
        " does not show may still have happened.",
        zh="{path} 在 {entries} 条完整记录之间有 {count} 条被清零。"
        "该日志没有的内容不代表没有发生。",
    ),
    benign=Text(
        en="A crash leaves zeros at the end or before the next boot, not between sessions.",
        zh="崩溃只会在文件末尾或下次启动前留下零字节，不会出现在会话之间。",
    ),
)
MISSING = RuleTexts(
    title=Text(en="Log-ins were taken out of a log", zh="登录记录被删除"),
    summary=Text(
        en="{path} lacks {count} log-in(s) that {other} tells of, the first of {account} from"
        " {address} at {time}. What this log does not show may still have happened.",
        zh="{path} 缺少 {count} 条在 {other} 中存在的登录，其中最早的是 {account} 于 {time}"
        " 从 {address} 登录。该日志没有的内容不代表没有发生。",
    ),
    benign=Text(
        en="A log cut or rotated by hand loses its older part; a full disk loses lines.",
        zh="手工截断或轮转会丢失较早的部分；磁盘写满会丢行。",
    ),
)
_NEAR = timedelta(seconds=120)
_WHEN = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
_WTMP = LogSpan(
    source=Source(path=HostPath("/var/log/wtmp")),
    family="wtmp",
    kind="records",
    state="read",
    first=_WHEN - timedelta(days=9),
    last=_WHEN + timedelta(days=1),
    entries=40,
    size=15_360,
)


def _login(log: str, account: str = "root", minutes: int = 0, terminal: str = "pts/0") -> Login:
    return Login(
        log=log,
        account=account,
        address="198.51.100.7",
        terminal=terminal,
        outcome=ACCEPTED,
        method="password" if log in ("text", "journal") else "",
        started=_WHEN + timedelta(minutes=minutes),
    )


def _text_span(log: str, kind: str) -> LogSpan:
    return LogSpan(
        source=Source(path=HostPath(f"/var/log/{log}")),
        family=log,
        kind=kind,
        state="read",
        first=_WHEN - timedelta(days=2),
        last=_WHEN + timedelta(days=2),
        entries=4000,
        hours=tuple(int(_WHEN.timestamp()) // 3600 + n for n in range(-48, 48)),
    )


_AUTH, _JOURNAL = _text_span("auth.log", "text"), _text_span("journal", "journal")


_NEXT = ("keep-evidence", "find-entry", "check-other-hosts")
_TYPES = ("rootkit", "backdoor", "insider")


def _emptied() -> LogSpan:
    return replace(_WTMP, state="empty", first=None, last=None, entries=0, size=0)


@check(
    "linux.log.records-zeroed",
    level=Level.HIGH,
    confidence=Level.HIGH,
    category="log_records_edited",
    attack=("T1070.002", "T1070"),
    incident_types=_TYPES,
    texts=ZEROED,
    next=_NEXT,
    by_hand="utmpdump {path} | less",
    examples=(fires(replace(_WTMP, blank_records=2)), quiet(_WTMP)),
)
def records_zeroed(spans: Iterable[LogSpan]) -> Iterator[Claim]:
    """Records of nothing but zeros with others behind them: tools that hide a session do that."""
    for span in spans:
        if span.blank_records:
            values = {
                "path": span.source.path,
                "count": str(span.blank_records),
                "entries": str(span.entries),
            }
            yield Claim(
                subjects=(Subject("file", span.source.path),), because=(span,), values=values
            )


@check(
    "linux.log.records-missing",
    level=Level.HIGH,
    confidence=Level.MEDIUM,
    category="log_records_edited",
    attack=("T1070.002", "T1070"),
    incident_types=_TYPES,
    texts=MISSING,
    next=_NEXT,
    by_hand="last -xi -f {path} | head -50; lastlog",
    examples=(
        fires(_WTMP, _login("lastlog"), _login("wtmp", "bob", 600)),
        fires(_WTMP, _login("utmp"), _login("wtmp", "bob", 600)),
        fires(_AUTH, _JOURNAL, _login("journal"), _login("text", minutes=60)),
        fires(_emptied(), _login("utmp")),
        quiet(_WTMP, _login("lastlog"), _login("wtmp")),
        quiet(_WTMP, _login("lastlog", minutes=-90_000), _login("wtmp", "bob", 600)),
        quiet(_AUTH, _JOURNAL, _login("journal"), _login("text")),
        quiet(_WTMP, _login("text"), _login("wtmp", "bob", 600)),
        quiet(_login("lastlog")),
        quiet(_WTMP, _login("lastlog", minutes=900), _login("wtmp", "bob", 600)),
    ),
)
def records_missing(spans: Iterable[LogSpan], logins: Iterable[Login]) -> Iterator[Claim]:
    """Log-ins that one log tells of and the log that is written with it does not.

    sshd and login write utmp, wtmp and lastlog in one go when a terminal is given; commands and
    copies without a terminal are in none of them, so their absence says nothing. A log counts
    only within the time it covers.
    """
    spans = tuple(spans)
    logins = tuple(each for each in logins if each.outcome == ACCEPTED and each.started)
    yield from _not_in_wtmp(spans, logins)
    yield from _not_in_text(spans, logins)


def _not_in_wtmp(spans: tuple[LogSpan, ...], logins: tuple[Login, ...]) -> Iterator[Claim]:
    """What utmp or lastlog tells of a terminal, and wtmp does not."""
    wtmps = [each for each in spans if each.family == "wtmp" and each.state in ("read", "empty")]
    if not wtmps or any(each.is_cut for each in wtmps):
        return
    current = min(wtmps, key=lambda each: len(each.source.path))
    told = [each for each in logins if each.log == "wtmp"]
    missing = [
        each
        for each in logins
        if each.log in ("utmp", "lastlog")
        and _is_remote(each)
        and _ought(each, wtmps, told)
        and not any(_same(each, other) for other in told)
    ]
    if missing:
        yield _claim(current, missing)


def _is_remote(login: Login) -> bool:
    return login.terminal.startswith("pts/") and address_of(login.address) is not None


def _ought(login: Login, wtmps: list[LogSpan], told: list[Login]) -> bool:
    """Whether wtmp was written to at that time: it tells of others later, or was emptied since.

    Newer systems write lastlog or utmp and no wtmp: then it stands still, and proves nothing.
    """
    first = min((each.first for each in wtmps if each.first), default=None)
    if first is None:
        # Nothing at all in it: a session that is open now was to be there.
        return login.log == "utmp"
    if login.started is None or login.started < first:
        return False
    return any(each.started and each.started > login.started for each in told)


def _same(login: Login, other: Login) -> bool:
    if other.account != login.account or login.started is None or other.started is None:
        return False
    return abs(other.started - login.started) <= _NEAR


def _not_in_text(spans: tuple[LogSpan, ...], logins: tuple[Login, ...]) -> Iterator[Claim]:
    """Log-ins of the journal that the text log of the same time lacks: lines were taken out."""
    texts = [
        each
        for each in spans
        if each.family in ("auth.log", "secure") and each.state == "read" and each.first
    ]
    told = [each for each in logins if each.log == "text"]
    if not told:
        return  # a text log that never tells of log-ins
    for span in texts:
        missing = [
            each
            for each in logins
            if each.log == "journal"
            and each.address
            and _within(each, span)
            and not any(_same(each, other) and other.address == each.address for other in told)
        ]
        if missing:
            yield _claim(span, missing)


def _within(login: Login, span: LogSpan) -> bool:
    """Whether a log was being written at a moment: with entries in that hour and around it."""
    if not (login.started and span.first and span.last):
        return False
    hour = int(login.started.timestamp()) // 3600
    is_written = hour in span.hours and span.first + _NEAR < login.started
    return is_written and login.started < span.last - _NEAR


def _claim(span: LogSpan, missing: list[Login]) -> Claim:
    found = sorted(missing, key=lambda each: each.started or _WHEN)
    accounts = dict.fromkeys(each.account for each in found)
    first = found[0]
    return Claim(
        subjects=(
            Subject("file", span.source.path),
            *(Subject("account", name) for name in list(accounts)[:3]),
        ),
        because=(span, *found[:10]),
        values={
            "path": span.source.path,
            "count": str(len(found)),
            "other": first.log,
            "account": first.account,
            "address": first.address,
            "time": time_text(first.started),
        },
        observables=tuple(o for each in found[:20] for o in observables_of(each.address)),
        first_seen=first.started,
        last_seen=found[-1].started,
    )
