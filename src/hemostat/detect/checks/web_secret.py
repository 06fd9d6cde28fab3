"""Files with secrets in them that the web server gave away."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.web_pages import Use, by_page_and_client, claim_of, is_stranger, uses_of
from hemostat.model.finding import Claim, RuleTexts
from hemostat.model.level import Level
from hemostat.model.records import WebPage, WebRequest
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="The web server gave away a file with secrets",
        zh="Web 服务器泄露了含敏感信息的文件",
    ),
    summary=Text(
        en="{client} asked for {what} at {time} and got {size} bytes; the server answers other"
        " requests differently. Whatever passwords and keys it holds are known outside.",
        zh="{client} 于 {time} 请求 {what}，获得 {size} 字节，与该站点的通用响应不同；"
        "其中的口令与密钥应视为已泄露。",
    ),
    benign=Text(
        en="A download meant for everybody, or a decoy of a honeypot.",
        zh="本就公开的下载文件，或蜜罐诱饵。",
    ),
)
_SIGNS = frozenset(("secret", "file"))
_WHEN = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
_ARCHIVE = re.compile(r"\.(?:zip|rar|7z|tar|tgz|gz|sql|bak|mdb)$|heapdump$", re.IGNORECASE)
_LEAST, _LARGEST, _LEAST_ARCHIVE = 12, 65_536, 4_096
_PROBES = 3


def _got(
    path: str,
    size: int = 400,
    status: int = 200,
    client: str = "198.51.100.7",
    *,
    usual: bool = False,
    sign: str = "secret",
) -> WebRequest:
    return WebRequest(
        client=client,
        time=_WHEN,
        method="GET",
        uri=path,
        path=path,
        status=status,
        size=size,
        signs=(sign,),
        found=path,
        is_usual=usual,
    )


@check(
    "linux.web.secret-given",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="web_secret",
    attack=("T1190", "T1552.001"),
    incident_types=("credential_leak", "web_intrusion"),
    texts=TEXTS,
    next=("keep-evidence", "rotate-credentials", "harden", "find-entry"),
    by_hand="grep -aF {client} {log}",
    examples=(
        fires(_got("/.env")),
        fires(_got("/cgi-bin/../../etc/passwd", 1_900, sign="file")),
        fires(_got("/backup.zip", 90_000_000), _got("/www.zip", 0, 404), _got("/a.sql", 0, 404)),
        quiet(_got("/.env", usual=True)),
        quiet(_got("/.env", 48_000_000)),
        quiet(_got("/.git/config", 0, 404)),
        quiet(_got("/backup.zip", 90_000_000)),
    ),
)
def secret_given(requests: Iterable[WebRequest], pages: Iterable[WebPage]) -> Iterator[Claim]:
    """A file nobody means to publish, of a size such files have, given to somebody outside.

    An archive at the root may be a download: it counts from one who tried several such names.
    """
    requests = [each for each in requests if _SIGNS.intersection(each.signs)]
    uses = uses_of(pages)
    names: dict[str, set[str]] = defaultdict(set)
    for each in requests:
        names[each.client].add(each.path)
    plausible = (
        each
        for each in requests
        if each.method == "GET" and _is_plausible(each, len(names[each.client]))
    )
    for key, _, given in by_page_and_client(plausible, _SIGNS):
        use = uses.get(key, Use())
        is_sure = is_stranger(given[0]) and _is_unlike(given[0], use)
        yield claim_of(given, pages=use.pages, level=None if is_sure else Level.LOW)


def _is_plausible(request: WebRequest, names: int) -> bool:
    if request.status != 200 or request.size is None:
        return False
    if _ARCHIVE.search(request.path):
        return request.size >= _LEAST_ARCHIVE and names >= _PROBES
    return _LEAST <= request.size <= _LARGEST


def _is_unlike(request: WebRequest, use: Use) -> bool:
    """Whether others get something else from the page, where a parameter names the file."""
    is_by_value = "file" in request.signs and bool(request.query)
    if not is_by_value or use.least is None or request.size is None:
        return True
    return request.size < 0.5 * use.least
