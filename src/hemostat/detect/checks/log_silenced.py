"""Logs that lead nowhere, are no files, or are gone while older ones stand beside them."""

from collections.abc import Iterable, Iterator

from hemostat.detect.check import check, fires, quiet
from hemostat.model.evidence import Source
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import LogSpan
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(en="A log leads nowhere or is gone", zh="日志被导向空设备、被替换或缺失"),
    summary=Text(
        en="{path} is no log now ({what}): what it should hold is lost, and its silence"
        " proves nothing.",
        zh="{path} 已不是正常日志（{what}）：本应记录的内容已丢失，其空白不能证明什么都没发生。",
    ),
    benign=Text(
        en="Container images and read-only appliances send logs elsewhere; some administrators do"
        " away with btmp.",
        zh="容器镜像和只读设备会把日志送往别处；个别管理员会停用 btmp。",
    ),
)
_IMPORTANT = frozenset(("wtmp", "auth.log", "secure", "lastlog", "utmp"))
_UNIMPORTANT = frozenset(("cron", "cron.log", "vsftpd.log"))


def _span(path: str, state: str, target: str = "", family: str = "wtmp", size: int = 0) -> LogSpan:
    return LogSpan(
        source=Source(path=HostPath(path)),
        family=family,
        kind="records",
        state=state,
        target=target,
        size=size,
    )


@check(
    "linux.log.silenced",
    level=Level.HIGH,
    confidence=Level.HIGH,
    category="log_silenced",
    attack=("T1070.002", "T1685"),
    incident_types=("rootkit", "backdoor", "insider"),
    texts=TEXTS,
    next=("keep-evidence", "ask-owner", "find-entry", "check-other-hosts"),
    by_hand="ls -la {path}*",
    examples=(
        fires(_span("/var/log/wtmp", "link", "/dev/null")),
        fires(_span("/var/log/wtmp", "folder")),
        fires(
            _span("/var/log/auth.log.1", "read", family="auth.log", size=9),
            _span("/var/log/syslog", "read", family="syslog", size=9),
        ),
        quiet(_span("/var/log/wtmp", "read", size=384)),
        quiet(_span("/var/log/wtmp", "link", "/persist/log/wtmp")),
        quiet(
            _span("/var/log/auth.log.1", "read", family="auth.log", size=9),
            _span("/var/log/auth.log", "read", family="auth.log", size=9),
            _span("/var/log/syslog", "read", family="syslog", size=9),
        ),
        quiet(_span("/var/log/auth.log.1", "read", family="auth.log", size=9)),
    ),
)
def log_silenced(spans: Iterable[LogSpan]) -> Iterator[Claim]:
    """A log that is a link to /dev/null, a folder or a device, or missing beside its rotated ones.

    A missing one counts only where its daemon still writes another log: else logging moved away
    as a whole, to the journal or to another host.
    """
    spans = tuple(spans)
    for span in spans:
        if span.state == "link" and span.target.startswith(("/dev/null", "/dev/zero")):
            yield _claim(span, span.source.path, f"-> {span.target}")
        elif span.state in ("folder", "device"):
            yield _claim(span, span.source.path, span.state)
    yield from _missing(spans)


def _missing(spans: tuple[LogSpan, ...]) -> Iterator[Claim]:
    paths = {span.source.path for span in spans}
    families = {span.family for span in spans if span.state == "read"}
    for family, beside in (("auth.log", "syslog"), ("secure", "messages"), ("wtmp", "btmp")):
        current = f"/var/log/{family}"
        if current in paths or beside not in families or f"/var/log/{beside}" not in paths:
            continue
        rotated = [
            each for each in spans if each.family == family and each.source.path.startswith(current)
        ]
        if rotated:
            newest = min(rotated, key=lambda each: each.source.path)
            yield _claim(newest, HostPath(current), "missing", Level.MEDIUM)


def _claim(span: LogSpan, path: HostPath, what: str, level: Level | None = None) -> Claim:
    if span.family in _UNIMPORTANT:
        level = Level.LOW
    elif span.family not in _IMPORTANT:
        level = Level.MEDIUM
    return Claim(
        subjects=(Subject("file", path),),
        because=(span,),
        values={"path": path, "what": what},
        level=level,
    )
