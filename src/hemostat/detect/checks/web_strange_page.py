"""A script that only attackers talk to, and that talks back."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.log_ins import is_public, time_text
from hemostat.detect.web_pages import Served, key_of, observables_of_client, shown, uses_of
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.records import ContentMatch, FileFact, WebPage
from hemostat.model.text import Text
from hemostat.parse.logs.access_signs import is_data_script, is_script

TEXTS = RuleTexts(
    title=Text(
        en="A script is posted to by an attacker and by nobody else",
        zh="仅攻击来源以 POST 方式访问的脚本",
    ),
    summary=Text(
        en="{page} answered {posts} POST request(s) of {client}, which also attacked this server,"
        " with {answers} different sizes, from {time}; nobody else asked for it.",
        zh="{page} 自 {time} 起响应了 {client} 的 {posts} 个 POST 请求，响应大小有 {answers} 种；"
        "该地址还攻击过本服务器，此外无人访问该页面。",
    ),
    benign=Text(
        en="A form that few people use, tried by a scanner for holes in it.",
        zh="极少有人使用的表单，被扫描器测试。",
    ),
)
_EVERYWHERE = re.compile(
    r"/(?:index|login|wp-[\w-]+|xmlrpc|admin-ajax|ajax|api|search|contact|register|comment\w*|graphql"
    r"|upload\w*|post|feedback|mail|send\w*|subscribe|checkout|cart|admin|install|setup)\.\w{2,5}$"
    r"|/(?:phpmyadmin|pma|adminer)",
    re.IGNORECASE,
)
_POSTS, _ANSWERS = 5, 3
_WHEN = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


def _page(
    path: str, posts: int = 8, answers: int = 6, attackers: int = 1, plain: int = 0
) -> WebPage:
    return WebPage(
        path=path,
        clients=("198.51.100.7",),
        posts=posts,
        answers=answers,
        attackers=attackers,
        plain_clients=plain,
        first=_WHEN,
        last=_WHEN,
    )


@check(
    "linux.web.page-of-attacker",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="web_strange_page",
    attack=("T1505.003", "T1190"),
    incident_types=("webshell", "web_intrusion", "backdoor"),
    texts=TEXTS,
    next=("keep-evidence", "quarantine-file", "find-entry", "block-address"),
    by_hand="grep -aF {page} {log}",
    examples=(
        fires(_page("/plugins/hello/x.php")),
        quiet(_page("/xmlrpc.php")),
        quiet(_page("/plugins/hello/x.php", attackers=0)),
        quiet(_page("/plugins/hello/x.php", plain=3)),
        quiet(_page("/plugins/hello/x.php", answers=1)),
    ),
)
def page_of_attacker(
    pages: Iterable[WebPage], facts: Iterable[FileFact], matches: Iterable[ContentMatch]
) -> Iterator[Claim]:
    """Answers of many sizes to POST, from a script only attackers know, are a conversation."""
    pages = tuple(pages)
    served = Served(facts, matches)
    uses = uses_of(pages)
    for key in dict.fromkeys(map(key_of, pages)):
        use, page = uses[key], key[3]
        is_alone = use.is_strangers and not use.plain_clients
        is_talk = use.posts >= _POSTS and use.answers >= _ANSWERS
        if not (is_alone and is_talk and use.attackers == len(use.clients)):
            continue
        client = min(use.clients)
        if (
            not is_script(page)
            or is_data_script(page)
            or _EVERYWHERE.search(page)
            or not is_public(client)
        ):
            continue
        yield Claim(
            subjects=(
                *(Subject("file", each) for each in served.of(page)),
                *(Subject("address", each) for each in sorted(use.clients)),
            ),
            because=use.pages[:5],
            values={
                "page": shown(page),
                "client": ", ".join(sorted(use.clients)),
                "posts": str(use.posts),
                "answers": str(use.answers),
                "time": time_text(use.first),
                "log": str(use.pages[0].source.path),
            },
            observables=observables_of_client(client),
            first_seen=use.first,
            last_seen=use.last,
        )
