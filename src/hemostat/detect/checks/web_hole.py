"""Doors of well-known products through which commands go, answered as if they were open."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.web_pages import (
    Use,
    by_page_and_client,
    claim_of,
    is_output,
    is_stranger,
    uses_of,
)
from hemostat.model.finding import Claim, RuleTexts
from hemostat.model.level import Level
from hemostat.model.records import WebPage, WebRequest
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="A page through which commands can be run was answered",
        zh="可执行命令的已知漏洞或管理接口返回成功",
    ),
    summary=Text(
        en="{client} sent {count} {method} request(s) to {page}, the first at {time}; the answer"
        " was status {status} with {size} bytes, and is not what this server says to anything.",
        zh="{client} 自 {time} 起向 {page} 发送了 {count} 个 {method} 请求，返回状态码 {status}"
        "（{size} 字节），且不是该服务器的通用响应。",
    ),
    benign=Text(
        en="An administrator or a deployment that uses the console from outside, without its name"
        " in the log.",
        zh="管理员或发布系统从外部使用该接口，且日志未记录其用户名。",
    ),
)
_HOLE = frozenset(("hole",))
_WHEN = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
_EVAL = "/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php"


def _post(
    path: str,
    client: str = "198.51.100.7",
    status: int = 200,
    account: str = "",
    *,
    usual: bool = False,
    referer: str = "",
) -> WebRequest:
    return WebRequest(
        client=client,
        account=account,
        time=_WHEN,
        method="POST",
        uri=path,
        path=path,
        status=status,
        size=33,
        signs=("hole",),
        is_usual=usual,
        referer=referer,
    )


@check(
    "linux.web.hole-answered",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="web_hole",
    attack=("T1190", "T1059"),
    incident_types=("web_intrusion", "backdoor", "mining"),
    texts=TEXTS,
    next=("keep-evidence", "find-entry", "ask-owner", "harden", "block-address"),
    by_hand="grep -aF {page} {log}",
    examples=(
        fires(_post(_EVAL)),
        fires(_post("/actuator/gateway/routes/hk", status=201)),
        fires(_post("/manager/text/deploy")),
        quiet(_post(_EVAL, usual=True)),
        quiet(_post(_EVAL, status=404)),
    ),
)
def hole_answered(requests: Iterable[WebRequest], pages: Iterable[WebPage]) -> Iterator[Claim]:
    """A page that runs what it is sent, answered to a stranger; to people of one's own it is low.

    The page itself may be quite in order, as Jenkins' console: what counts is who got through.
    """
    uses = uses_of(pages)
    for key, _, found in by_page_and_client(requests, _HOLE):
        use = uses.get(key, Use())
        strange = [each for each in found if is_stranger(each) and not each.referer]
        is_many = len(use.clients) > 2
        is_sure = strange and is_output(strange[0]) and not is_many
        yield claim_of(strange or found, pages=use.pages, level=None if is_sure else Level.LOW)
