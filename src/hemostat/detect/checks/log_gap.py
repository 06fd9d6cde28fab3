"""A busy log that fell silent while others went on."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.log_ins import time_text
from hemostat.detect.time_coverage import covers_of, inner_hours
from hemostat.model.evidence import Source
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import LogEvent, Login, LogSpan
from hemostat.model.text import Text
from hemostat.model.time_coverage import Gap, TimeCoverage

TEXTS = RuleTexts(
    title=Text(en="A log is silent while others go on", zh="日志出现空洞，而同期其他日志正常"),
    summary=Text(
        en="{log} has no entry from {start} to {end} ({hours} h); otherwise its longest silence is"
        " {usual} min. In that time {others} went on{proof}. Nobody can tell from it what happened"
        " then.",
        zh="{log} 在 {start} 至 {end}（{hours} 小时）之间没有任何记录，"
        "其平时最长间隔仅 {usual} 分钟；同期"
        " {others} 仍有记录{proof}。这段时间发生了什么，无法由该日志判断。",
    ),
    benign=Text(
        en="The log daemon was stopped or the disk was full; a job that wrote every few minutes"
        " was off for that time.",
        zh="日志服务曾停止或磁盘写满；或平时高频写日志的任务当时停用。",
    ),
)
_DAYS, _SURE, _TIMES = 48, 0.97, 3.0
_SHORTEST = 2 * 3_600.0
_BEGIN = datetime(2026, 11, 1, tzinfo=UTC)
_HOUR = 3_600


def _span(family: str, silent: range = range(0), days: int = 8, state: str = "read") -> LogSpan:
    first = int(_BEGIN.timestamp()) // _HOUR
    hours = tuple(first + n for n in range(days * 24) if n not in silent)
    at = _BEGIN + timedelta(hours=silent.start, minutes=-10)
    end = _BEGIN + timedelta(hours=silent.stop, minutes=10)
    quiet_day = _BEGIN + timedelta(hours=150)
    return LogSpan(
        source=Source(path=HostPath(f"/var/log/{family}")),
        family=family,
        kind="text",
        state=state,
        first=_BEGIN,
        last=_BEGIN + timedelta(days=days),
        entries=9000,
        hours=hours,
        gap_starts=(quiet_day, at) if silent else (quiet_day,),
        gap_ends=(quiet_day + timedelta(minutes=40), *((end,) if silent else ())),
    )


@check(
    "linux.log.gap",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="log_gap",
    attack=("T1070.002", "T1685"),
    incident_types=("rootkit", "insider", "backdoor"),
    texts=TEXTS,
    next=("keep-evidence", "ask-owner", "find-entry"),
    by_hand="ls -l --time-style=full-iso {path}*; journalctl --since {since} --until {until}",
    examples=(
        fires(_span("auth.log", range(98, 104)), _span("syslog")),
        quiet(_span("auth.log", range(98, 104)), _span("syslog", range(97, 105))),
        quiet(_span("auth.log", range(98, 104))),
        quiet(_span("auth.log"), _span("syslog")),
    ),
)
def log_gap(
    spans: Iterable[LogSpan], logins: Iterable[Login], events: Iterable[LogEvent]
) -> Iterator[Claim]:
    """A log that has entries every hour for days has none for hours, while another goes on.

    Whole hosts sleep and reboot: then all logs are silent, and this says nothing. What another
    log tells of log-ins in the silence makes it more than an oddity.
    """
    spans, logins, events = tuple(spans), tuple(logins), tuple(events)
    covers = covers_of(spans)
    for cover in covers:
        if cover.kind == "records":
            continue
        for gap in cover.gaps:
            others = [each for each in covers if each.log != cover.log and _goes_on(each, gap)]
            known = _known_of(gap, cover, logins, events)
            usual = _usual(cover, gap)
            if not others or gap.seconds < _SHORTEST:
                continue
            is_odd = _is_regular(cover) and gap.seconds > _TIMES * max(usual, 1_800)
            if is_odd or (known and "auth" in cover.log + "".join(_AUTH.get(cover.log, ()))):
                yield _claim(cover, gap, usual, others, known, spans)


_AUTH = {"secure": ("auth",)}


def _is_regular(cover: TimeCoverage) -> bool:
    return len(cover.hours) >= _DAYS and cover.busy >= _SURE


def _goes_on(cover: TimeCoverage, gap: Gap) -> bool:
    """Whether another log has entries in every whole hour of a silence."""
    inner = inner_hours(gap)
    return bool(inner) and cover.kind != "records" and inner <= set(cover.hours)


def _usual(cover: TimeCoverage, gap: Gap) -> float:
    """The longest other silence, in seconds."""
    return max((each.seconds for each in cover.gaps if each != gap), default=1_200.0)


def _known_of(
    gap: Gap, cover: TimeCoverage, logins: Iterable[Login], events: Iterable[LogEvent]
) -> list[Login | LogEvent]:
    """What other logs tell of the silence that this one ought to hold."""
    margin = timedelta(minutes=5)
    begin, end = gap.start + margin, gap.end - margin
    ought = {"sudo", "su", "account_created", "password_changed"}
    own = {"text": "text", "journal": "journal"}[cover.kind]
    found: list[Login | LogEvent] = [
        each
        for each in logins
        if each.log != own
        and each.log in ("journal", "text", "wtmp")
        and each.outcome == "accepted"
        and (each.log != "wtmp" or each.address)
        and each.started
        and begin < each.started < end
    ]
    found += [
        each
        for each in events
        if each.log != own and each.kind in ought and each.time and begin < each.time < end
    ]
    return found


def _claim(
    cover: TimeCoverage,
    gap: Gap,
    usual: float,
    others: Iterable[TimeCoverage],
    known: list[Login | LogEvent],
    spans: Iterable[LogSpan],
) -> Claim:
    own = [each for each in spans if each.family == cover.log and each.first]
    span = max((each for each in own if each.first and each.first <= gap.start), key=_first_of)
    return Claim(
        subjects=(Subject("file", span.source.path),),
        because=(span, *known[:5]),
        values={
            "log": cover.log,
            "path": span.source.path,
            "start": time_text(gap.start),
            "end": time_text(gap.end),
            "since": f"{gap.start:%Y-%m-%d %H:%M}",
            "until": f"{gap.end:%Y-%m-%d %H:%M}",
            "hours": f"{gap.seconds / _HOUR:.1f}",
            "usual": f"{usual / 60:.0f}",
            "others": ", ".join(each.log for each in others),
            "proof": f" (+{len(known)})" if known else "",
        },
        level=Level.HIGH if known else None,
        first_seen=gap.start,
        last_seen=gap.end,
    )


def _first_of(span: LogSpan) -> datetime:
    return span.first or _BEGIN
