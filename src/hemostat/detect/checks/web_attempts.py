"""Attacks that the access logs hold and that nothing shows to have worked: one finding a kind."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.log_ins import time_text
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.records import WebAttempts
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(en="The web server was attacked", zh="Web 服务器遭受攻击尝试"),
    summary=Text(
        en="{requests} request(s) of the kind `{kind}` from {clients} address(es) between {first}"
        " and {last}, {answered} of them answered with 200. Every host on the internet gets such"
        " requests; by itself this shows no success.",
        zh="{first} 至 {last} 期间有 {requests} 个“{kind}”类攻击请求，来自 {clients} 个地址，"
        "其中 {answered} 个返回 200。公网主机均会收到此类请求，仅凭此不能说明攻击成功。",
    ),
    benign=Text(
        en="Scanners of the internet, and tests of one's own.", zh="互联网扫描，或自有安全测试。"
    ),
)
_WHEN = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


@check(
    "linux.web.attempts",
    level=Level.INFO,
    confidence=Level.HIGH,
    category="web_attempts",
    attack=("T1595", "T1190"),
    incident_types=("web_intrusion", "network_attack"),
    texts=TEXTS,
    next=("harden",),
    by_hand="tail -n 100 {log}",
    examples=(
        fires(WebAttempts(sign="sql", requests=9, clients=2, answered=0, first=_WHEN, last=_WHEN)),
        quiet(WebAttempts(sign="sql", requests=0, clients=0, answered=0)),
    ),
)
def attempts(found: Iterable[WebAttempts]) -> Iterator[Claim]:
    """All attempts of one kind, over all logs, as one finding."""
    kinds: dict[str, list[WebAttempts]] = defaultdict(list)
    for each in found:
        if each.requests:
            kinds[each.sign].append(each)
    for kind, logs in sorted(kinds.items()):
        first = min((each.first for each in logs if each.first), default=None)
        last = max((each.last for each in logs if each.last), default=None)
        yield Claim(
            subjects=(Subject("host", f"web requests: {kind}"),),
            because=tuple(logs[:5]),
            values={
                "kind": kind,
                "requests": str(sum(each.requests for each in logs)),
                "clients": str(max(each.clients for each in logs)),
                "answered": str(sum(each.answered for each in logs)),
                "first": time_text(first),
                "last": time_text(last),
                "log": str(logs[0].source.path),
            },
            first_seen=first,
            last_seen=last,
        )
