"""Scripts among uploads, pictures and caches that one or two clients drive with POST."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.log_ins import is_public
from hemostat.detect.web_pages import Key, Served, Use, claim_of, key_of, uses_of
from hemostat.model.finding import Claim, RuleTexts
from hemostat.model.level import Level
from hemostat.model.records import ContentMatch, FileFact, WebPage, WebRequest
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="A script in a folder of uploads or pictures is used by one client",
        zh="上传或静态资源目录中的脚本只被个别地址使用",
    ),
    summary=Text(
        en="{page} was called {calls} time(s), {posts} of them with POST, by {client} and nobody"
        " else but {others}, the first time at {time}.",
        zh="{page} 被访问 {calls} 次（其中 POST {posts} 次），来自 {client}，其他来源 {others} 个；"
        "首次访问于 {time}。",
    ),
    benign=Text(
        en="A script of the site's own for uploads, used by the one person who maintains it; then"
        " it belongs to the site's sources.",
        zh="站点自带的上传处理脚本，且只有一位维护人员使用；此时它应在站点源码中。",
    ),
)
_UPLOADS = re.compile(
    r"/(?:[\w-]*uploads?|upload(?:ed|file|img|image)s?|upfiles?|userfiles?|attachments?|attach|avatars?)/",
    re.IGNORECASE,
)
_PICTURES = re.compile(
    r"/(?:images?|imgs?|pics?|pictures?|photos?|css|fonts?|icons?|thumbs?|thumbnails?|\.well-known)/",
    re.IGNORECASE,
)
_DATED = re.compile(r"/(?:19|20)\d\d[-/_]?\d\d[-/_]?(?:\d\d)?/")
_FEW, _MANY = 2, 5
_WHEN = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
_CLIENT = "198.51.100.7"


def _asked(path: str) -> WebRequest:
    return WebRequest(
        client=_CLIENT,
        time=_WHEN,
        method="POST",
        uri=path,
        path=path,
        status=200,
        size=300,
        signs=("data_script",),
    )


def _page(path: str, posts: int = 6, clients: int = 1, attackers: int = 0) -> WebPage:
    names = tuple(f"198.51.100.{7 + n}" for n in range(clients))
    return WebPage(path=path, clients=names, posts=posts, answers=posts, attackers=attackers)


@check(
    "linux.web.data-script-used",
    level=Level.HIGH,
    confidence=Level.MEDIUM,
    category="web_data_script",
    attack=("T1505.003", "T1190"),
    incident_types=("webshell", "web_intrusion", "backdoor"),
    texts=TEXTS,
    next=("keep-evidence", "quarantine-file", "find-entry", "block-address"),
    by_hand="grep -aF {page} {log}",
    examples=(
        fires(_asked("/static/upload/20261121/a9f.php"), _page("/static/upload/20261121/a9f.php")),
        fires(_asked("/img/l.php"), _page("/img/l.php", attackers=1)),
        quiet(_asked("/uploads/form.php"), _page("/uploads/form.php", clients=9)),
        quiet(_asked("/uploads/x.php"), _page("/uploads/x.php", posts=0)),
        quiet(_asked("/data/files/order.php")),
    ),
)
def data_script_used(
    requests: Iterable[WebRequest],
    pages: Iterable[WebPage],
    facts: Iterable[FileFact],
    matches: Iterable[ContentMatch],
) -> Iterator[Claim]:
    """A web shell's master posts to it, alone; visitors of a site never post to a picture folder.

    Where every request comes from one proxy, who is alone cannot be told: such a client is inside.
    """
    uses, served = uses_of(pages), Served(facts, matches)
    asked: dict[Key, list[WebRequest]] = defaultdict(list)
    for each in requests:
        if each.status == 200:
            asked[key_of(each)].append(each)
    for key, posted in asked.items():
        use = uses.get(key, Use())
        if not any("data_script" in each.signs for each in posted):
            continue
        level = _level(key[3], use)
        if level is None or use.is_usual or not use.is_strangers:
            continue
        posted.sort(key=lambda r: r.method != "POST")
        claim = claim_of(posted, pages=use.pages, files=served.of(key[3]), level=level)
        claim.values.update(
            calls=str(use.calls), posts=str(use.posts), others=str(len(use.clients) - 1)
        )
        yield claim


def _level(page: str, use: Use) -> Level | None:
    is_outside = any(is_public(client) for client in use.clients)
    if use.posts < _FEW:
        is_tried = use.attackers and is_outside and use.calls and not use.plain_clients
        return Level.MEDIUM if is_tried and _UPLOADS.search(page) else None
    is_own = use.referred >= use.calls and not use.attackers
    if not is_outside:
        return Level.LOW
    if _UPLOADS.search(page):
        if is_own:
            return Level.LOW
        is_sure = use.attackers or _DATED.search(page)
        return Level.HIGH if is_sure or (use.posts >= _MANY and not use.referred) else Level.MEDIUM
    if use.attackers:
        return Level.HIGH if use.posts >= _MANY and not use.plain_clients else Level.MEDIUM
    if _PICTURES.search(page) and not use.referred and use.posts >= _MANY:
        return Level.MEDIUM
    return Level.LOW
