"""A log-in page of a web site that let somebody in after many wrong passwords."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.log_ins import is_public, time_text
from hemostat.detect.web_pages import observables_of_client
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.records import WebLogIns
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="A web log-in was guessed: many attempts, then pages behind it",
        zh="网站登录被爆破：多次失败后进入后台",
    ),
    summary=Text(
        en="{client} tried {page} {failed} times since {since} with the same answer, got another"
        " (status {status}) at {time}, and then {after} page(s) behind it.",
        zh="{client} 自 {since} 起在 {page} 尝试 {failed} 次，返回均相同；{time} 出现不同响应"
        "（状态码 {status}），随后访问了 {after} 个页面。",
    ),
    benign=Text(
        en="A whole office behind one address, or a program whose password was put right.",
        zh="整个办公室共用一个出口地址，或某程序的口令被更正。",
    ),
)
MANY, MOST_ACCEPTS, SURELY = 20, 5, 100
_WHEN = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
_DAY = timedelta(days=1)


def _tried(
    failed: int, accepts: int = 1, after: int = 3, client: str = "198.51.100.7"
) -> WebLogIns:
    return WebLogIns(
        client=client,
        path="/wp-login.php",
        failed=failed,
        since=_WHEN - timedelta(minutes=9),
        accepted=_WHEN if accepts else None,
        accepts=accepts,
        status=302,
        after=after,
    )


@check(
    "linux.web.log-in-guessed",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="web_log_in_guessed",
    attack=("T1110.001", "T1078"),
    incident_types=("brute_force", "web_intrusion", "credential_leak"),
    texts=TEXTS,
    next=("keep-evidence", "ask-owner", "lock-account", "end-sessions", "block-address"),
    by_hand="grep -aF {client} {log}",
    examples=(
        fires(_tried(60)),
        quiet(_tried(5)),
        quiet(_tried(600, accepts=0, after=0)),
        quiet(_tried(60, accepts=40)),
        quiet(_tried(60, after=0)),
    ),
)
def log_in_guessed(log_ins: Iterable[WebLogIns]) -> Iterator[Claim]:
    """The same answer twenty times, then another, then pages that the site keeps to its users."""
    for each in log_ins:
        if each.failed < MANY or not 0 < each.accepts <= MOST_ACCEPTS or not each.after:
            continue
        if each.accepted is None or each.since is None or _is_slow(each):
            continue
        yield Claim(
            subjects=(Subject("address", each.client),),
            because=(each,),
            values={
                "client": each.client,
                "page": each.path,
                "failed": str(each.failed),
                "since": time_text(each.since),
                "time": time_text(each.accepted),
                "status": str(each.status),
                "after": str(each.after),
                "log": str(each.source.path),
            },
            level=None if is_public(each.client) else Level.LOW,
            observables=observables_of_client(each.client),
            first_seen=each.since,
            last_seen=each.accepted,
        )


def _is_slow(log_ins: WebLogIns) -> bool:
    """Whether the failures may be a person's, gathered over days."""
    assert log_ins.accepted is not None  # noqa: S101 — asked before
    assert log_ins.since is not None  # noqa: S101
    lasted = log_ins.accepted - log_ins.since
    return lasted > (7 * _DAY if log_ins.failed >= SURELY else _DAY)
