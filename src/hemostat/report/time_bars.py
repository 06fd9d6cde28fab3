"""Which time each log covers, as bars of text: one line a log, holes shown and named.

`auth.log   ▕██████░░██▏ 11-01 … 11-22  gap 11-14 02:10–05:40`
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from rich.cells import cell_len

from hemostat.model.text import Language, Text
from hemostat.model.time_coverage import Gap, TimeCoverage
from hemostat.report.cells import WIDTH, clip, pad
from hemostat.report.escape import fill, visible

BAR = 20
"""Cells of a bar."""
_FULL, _THIN, _NONE, _OUTSIDE = "█", "▄", "░", " "
_HOUR = 3_600
_MOST_GAPS = 20
_LONG = 6 * _HOUR
_BUSY = 0.5
_STATES = {
    "empty": Text("empty", "空"),
    "link": Text("leads nowhere", "被导向他处"),
    "folder": Text("a folder", "是目录"),
    "device": Text("a device", "是设备"),
    "unreadable": Text("unreadable", "无法读取"),
    "read": Text("no times in it", "没有时间信息"),
}
HEAD = Text("Which time the logs cover (UTC)", "各日志覆盖的时间（UTC）")
GAP = Text("gap {start}–{end}", "空洞 {start}–{end}")
CUT = Text("older part not read", "较早部分未读")
WIPED = Text("edited or emptied: cannot tell what is not in it", "被清空或篡改：缺失的内容无法判断")
NONE = Text(
    "No log tells of log-ins: cannot tell who was here.", "没有任何登录日志：无法判断谁来过。"
)


def longest_gaps(cover: TimeCoverage) -> tuple[Gap, ...]:
    """The silences worth naming, by time: long ones of a log that is otherwise busy."""
    if cover.kind == "records" or cover.busy < _BUSY:
        return ()
    usual = sorted((gap.seconds for gap in cover.gaps), reverse=True)
    typical = usual[len(usual) // 2] if len(usual) > 2 else 0.0
    found = [gap for gap in cover.gaps if gap.seconds >= min(_LONG, max(2 * _HOUR, 3 * typical))]
    longest = sorted(found, key=lambda gap: -gap.seconds)[:_MOST_GAPS]
    return tuple(sorted(longest, key=lambda gap: gap.start))


def time_bars(covers: Iterable[TimeCoverage], language: Language) -> Iterator[str]:
    """One line a log, at most 80 cells; all bars on one scale. Nothing for no logs."""
    covers = tuple(covers)
    if not covers:
        return
    begin, end = scale_of(covers)
    width = max(len(cover.log) for cover in covers[:40])
    yield HEAD.in_language(language)
    for cover in covers:
        name = pad(clip(visible(cover.log), 16), min(width, 16))
        yield clip(f"  {name} {_line(cover, begin, end, language)}", WIDTH)
        if cover.is_wiped:
            yield clip(f"  {pad('', cell_len(name))} ^ {WIPED.in_language(language)}", WIDTH)
    if not any(cover.first for cover in covers if cover.log in _OF_LOGINS):
        yield clip("  " + NONE.in_language(language), WIDTH)


_OF_LOGINS = ("wtmp", "auth.log", "secure", "journal", "messages", "syslog", "lastlog")


def scale_of(covers: Iterable[TimeCoverage]) -> tuple[datetime, datetime]:
    """The time all bars span: of what is read, at most the last 400 days."""
    firsts = [cover.first for cover in covers if cover.first and cover.log != "lastlog"]
    lasts = [cover.last for cover in covers if cover.last]
    end = max(lasts, default=datetime(1970, 1, 2, tzinfo=UTC))
    begin = min(firsts, default=end - timedelta(days=1))
    return max(begin, end - timedelta(days=400)), end


def _line(cover: TimeCoverage, begin: datetime, end: datetime, language: Language) -> str:
    bar = bar_of(cover, begin, end) if cover.first and cover.last else _OUTSIDE * BAR
    return f"▕{bar}▏ {words_beside(cover, language)}"


def words_beside(cover: TimeCoverage, language: Language) -> str:
    """What stands beside a bar: from when to when, the longest silence, what was not read."""
    if cover.first is None or cover.last is None:
        return _STATES[cover.state].in_language(language)
    parts = [f"{cover.first:%m-%d} … {cover.last:%m-%d}"]
    gaps = sorted(longest_gaps(cover), key=lambda gap: -gap.seconds)[:1]
    parts += [_gap(gap, language) for gap in gaps]
    if cover.is_cut:
        parts.append(CUT.in_language(language))
    return "  ".join(parts)


def bar_of(cover: TimeCoverage, begin: datetime, end: datetime) -> str:
    """The bar: full where most hours have entries, thin where some do, `░` where none has."""
    first, last = int(begin.timestamp()) // _HOUR, int(end.timestamp()) // _HOUR + 1
    step = max((last - first) / BAR, 1 / BAR)
    known = cover.hours
    sparse = cover.kind == "records" or cover.busy < _BUSY
    holes = [(_hour(gap.start), _hour(gap.end)) for gap in longest_gaps(cover)]
    cells: list[str] = []
    for number in range(BAR):
        low, high = first + number * step, first + (number + 1) * step
        count = sum(low - 1 < hour < high for hour in known)
        whole = max(1, int(high - low))
        if high <= known[0] or low > known[-1] + 1:
            cells.append(_OUTSIDE)
        elif any(min(high, till) - max(low, since) > step / 10 for since, till in holes):
            cells.append(_NONE)
        elif count == 0:
            cells.append(_THIN if sparse else _NONE)
        else:
            cells.append(_FULL if sparse or count >= whole * 0.6 else _THIN)
    return "".join(cells)


def _hour(time: datetime) -> float:
    return time.timestamp() / _HOUR


def _gap(gap: Gap, language: Language) -> str:
    same_day = gap.start.date() == gap.end.date()
    end = f"{gap.end:%H:%M}" if same_day else f"{gap.end:%m-%d %H:%M}"
    return fill(GAP.in_language(language), {"start": f"{gap.start:%m-%d %H:%M}", "end": end})
