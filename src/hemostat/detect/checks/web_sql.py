"""SQL in requests for one page, with answers as different as the contents of tables."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.log_ins import is_public
from hemostat.detect.web_pages import Use, by_page_and_client, claim_of, uses_of
from hemostat.model.finding import Claim, RuleTexts
from hemostat.model.level import Level
from hemostat.model.records import WebPage, WebRequest
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="SQL in requests got answers of many sizes",
        zh="SQL 注入请求得到大小各异的响应",
    ),
    summary=Text(
        en="{client} sent {count} request(s) with SQL to {page}, the first at {time}; the answers"
        " had {answers} different sizes between {least} and {largest} bytes.",
        zh="{client} 自 {time} 起向 {page} 发送了 {count} 个含 SQL 的请求，响应大小有 {answers}"
        " 种，介于 {least} 与 {largest} 字节之间。",
    ),
    benign=Text(
        en="A page whose content differs a lot by itself, such as a list, tried without success.",
        zh="页面内容本身差异较大（如列表页），注入未必成功。",
    ),
)
_SIGNS = frozenset(("sql",))
_MANY, _ANSWERS, _SPREAD = 20, 10, 2_000
_WHEN = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


def _asked(number: int, size: int) -> WebRequest:
    return WebRequest(
        client="198.51.100.7",
        time=_WHEN,
        method="GET",
        uri=f"/item.php?id={number} union select {number}",
        path="/item.php",
        status=200,
        size=size,
        signs=("sql",),
    )


@check(
    "linux.web.sql-answered",
    level=Level.MEDIUM,
    confidence=Level.LOW,
    category="web_sql",
    attack="T1190",
    incident_types=("database_dump", "web_intrusion"),
    texts=TEXTS,
    next=("keep-evidence", "find-entry", "ask-owner", "rotate-credentials", "harden"),
    by_hand="grep -aF {client} {log}",
    examples=(
        fires(*(_asked(n, 900 + n * n * 31) for n in range(30))),
        quiet(*(_asked(n, 900 + n) for n in range(30))),
        quiet(*(_asked(n, 900 + n % 2 * 9_000) for n in range(30))),
        quiet(*(_asked(n, 900 + n * n * 31) for n in range(8))),
        quiet(
            *(_asked(n, 900 + n * n * 31) for n in range(30)),
            WebPage(path="/item.php", least=500, largest=40_000),
        ),
    ),
)
def sql_answered(requests: Iterable[WebRequest], pages: Iterable[WebPage]) -> Iterator[Claim]:
    """Many answers, of many sizes, farther apart than an echo of the question makes them.

    Where ordinary visitors get as much and as little from the page, sizes say nothing.
    """
    uses = uses_of(pages)
    for key, client, found in by_page_and_client(requests, _SIGNS):
        use = uses.get(key, Use())
        sizes = sorted({each.size for each in found if each.size is not None})
        if sum(each.count for each in found) < _MANY or len(sizes) < _ANSWERS:
            continue
        if sizes[-1] < 2 * sizes[0] or sizes[-1] - sizes[0] < _SPREAD or _is_ordinary(sizes, use):
            continue
        claim = claim_of(found, pages=use.pages, level=None if is_public(client) else Level.LOW)
        claim.values.update(answers=str(len(sizes)), least=str(sizes[0]), largest=str(sizes[-1]))
        yield claim


def _is_ordinary(sizes: list[int], use: Use) -> bool:
    largest = max((page.largest for page in use.pages if page.largest is not None), default=None)
    return largest is not None and sizes[-1] <= 1.2 * largest
