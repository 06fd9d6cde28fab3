"""A script that a request put on the server, and what then was done with it."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.web_pages import Served, Use, claim_of, is_stranger, key_of, uses_of, worked
from hemostat.model.finding import Claim, RuleTexts
from hemostat.model.level import Level
from hemostat.model.records import ContentMatch, FileFact, WebPage, WebRequest
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="A request put a script on the web server",
        zh="通过 HTTP 请求向 Web 服务器写入了脚本",
    ),
    summary=Text(
        en="{client} wrote {page} with {method} at {time} (status {status}); it was then asked for"
        " {calls} time(s) and answered.",
        zh="{client} 于 {time} 用 {method} 写入 {page}（状态码 {status}），此后被成功访问"
        " {calls} 次。",
    ),
    benign=Text(
        en="WebDAV and object stores take files of any name from their users; a server that runs"
        " them is another matter.",
        zh="WebDAV 与对象存储会接收用户的任意文件；若服务器会执行该文件则另当别论。",
    ),
)
_STORES = re.compile(
    r"aws-|boto|minio|s3|rclone|nextcloud|mirall|owncloud|webdav|davfs|gvfs|cyberduck|winscp|transmit"
    r"|maven|gradle|nexus|artifactory|seafile|syncthing|git/",
    re.IGNORECASE,
)
_CREATED = (201, 204)
_WHEN = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


def _put(
    status: int = 201, account: str = "", agent: str = "", path: str = "/a/s.jsp"
) -> WebRequest:
    return WebRequest(
        client="198.51.100.7",
        account=account,
        agent=agent,
        time=_WHEN,
        method="PUT",
        uri=path,
        path=path,
        status=status,
        signs=("upload",),
    )


_CALLED = WebPage(path="/a/s.jsp", clients=("198.51.100.7",), gets=2)


@check(
    "linux.web.script-put",
    level=Level.HIGH,
    confidence=Level.HIGH,
    category="web_upload",
    attack=("T1190", "T1505.003"),
    incident_types=("webshell", "web_intrusion", "backdoor"),
    texts=TEXTS,
    next=("keep-evidence", "quarantine-file", "find-entry", "block-address", "harden"),
    by_hand="grep -aF {page} {log}",
    examples=(
        fires(_put(), _CALLED),
        fires(_put(204)),
        fires(_put(201, path="/a/s.jsp/"), _CALLED),
        quiet(_put(404), _CALLED),
        quiet(_put(200)),
        quiet(_put(account="li"), _CALLED),
        quiet(_put(agent="aws-sdk-go/1.44"), _CALLED),
    ),
)
def script_put(
    requests: Iterable[WebRequest],
    pages: Iterable[WebPage],
    facts: Iterable[FileFact],
    matches: Iterable[ContentMatch],
) -> Iterator[Claim]:
    """A script written by PUT, MOVE or COPY by somebody without a name, then called."""
    uses, served = uses_of(pages), Served(facts, matches)
    for each in requests:
        if "upload" not in each.signs or not worked(each) or each.account:
            continue
        if _STORES.search(each.agent):
            continue
        use = uses.get(key_of(each), Use())
        is_called = use.calls > 0 and not use.is_usual
        if not is_called and each.status not in _CREATED:
            continue
        level = Level.HIGH if is_called else Level.MEDIUM
        level = level if is_stranger(each) or is_called else Level.LOW
        claim = claim_of([each], pages=use.pages, files=served.of(key_of(each)[3]), level=level)
        claim.values["calls"] = str(use.calls)
        yield claim
