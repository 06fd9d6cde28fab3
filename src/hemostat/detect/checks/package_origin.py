"""Package managers that fetch from a bare address of the internet."""

import re
from collections.abc import Iterable, Iterator

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.process_family import is_public
from hemostat.model.evidence import Source
from hemostat.model.finding import Claim, Observable, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import Setting
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="Packages are fetched from a bare address of the internet",
        zh="软件包来源指向公网裸 IP 地址",
    ),
    summary=Text(
        en="{path} line {line} tells {manager} to fetch from {url} ({keyword}): whoever holds that "
        "address decides what is installed here.",
        zh="{path} 第 {line} 行让 {manager} 从 {url} 获取软件包（{keyword}）：控制该地址者即可决定"
        "本机安装的内容。",
    ),
    benign=Text(
        en="A mirror of one's own on a rented host, without a name; it then has its own signing "
        "key, and the same line stands on your other hosts.",
        zh="自建于租用主机且未配域名的镜像；此时应有自己的签名密钥，且其他主机上也有相同配置。",
    ),
)
_HOST = re.compile(r"\w+://(?:[^@/\s]*@)?(\[[^\]]+\]|[^:/\s]+)")
_THROWN_AWAY = re.compile(
    r"(?:.*\.)?(?:ngrok(?:-free)?\.(?:io|app|dev)|trycloudflare\.com|duckdns\.org|serveo\.net"
    r"|loca\.lt|localhost\.run|pastebin\.com|transfer\.sh|\w{56}\.onion)"
)
_PLACE = HostPath("/etc/apt/sources.list.d/a.list")


def _source(url: str, keyword: str = "unsigned", manager: str = "apt") -> Setting:
    source = Source(path=_PLACE, line=1)
    return Setting(
        source=source, service="package_source", section=manager, keyword=keyword, value=url
    )


@check(
    "linux.packages.from-bare-address",
    level=Level.HIGH,
    confidence=Level.MEDIUM,
    category="package_source",
    attack=("T1195.002", "T1072"),
    incident_types=("backdoor", "trojan"),
    texts=TEXTS,
    next=("keep-evidence", "ask-owner", "block-outbound", "find-entry"),
    by_hand="cat -A {path}",
    examples=(
        fires(_source("http://203.0.113.9/debian")),
        fires(_source("https://198.51.100.4:8443/el9/$basearch", manager="rpm")),
        fires(_source("http://203.0.113.9/alpine/main", "signed", "apk")),
        fires(_source("http://203.0.113.9:8080/simple/", "unchecked", "pip.conf")),
        fires(_source("https://u:p@203.0.113.9/npm/", "unchecked", "npmrc")),
        fires(_source("https://abc.trycloudflare.com/deb")),
        quiet(_source("http://10.0.0.5/debian")),
        quiet(_source("http://deb.debian.org/debian", "signed")),
        quiet(_source("http://repo.corp.example/local")),
        quiet(_source("http://127.0.0.1:3142/debian")),
        quiet(_source("https://mirror.example.edu.cn/python", "unchecked", "pip.conf")),
    ),
)
def from_bare_address(settings: Iterable[Setting]) -> Iterator[Claim]:
    """A source is an address of the internet without a name, or a name of a throw-away tunnel.

    Medium where what comes from there must be signed: then a key had to be added as well.
    """
    for setting in settings:
        if setting.service != "package_source":
            continue
        match = _HOST.match(setting.value)
        host = match[1].strip("[]").lower() if match else ""
        is_address = is_public(host)
        if not is_address and not _THROWN_AWAY.fullmatch(host):
            continue
        kind = "ipv6-addr" if ":" in host else "ipv4-addr" if is_address else "domain-name"
        yield Claim(
            subjects=(
                Subject("file", setting.source.path),
                Subject("address" if is_address else "domain", host),
            ),
            because=(setting,),
            values={
                "path": setting.source.path,
                "line": str(setting.source.line or 1),
                "manager": setting.section,
                "url": setting.value[:200],
                "keyword": setting.keyword,
            },
            level=Level.MEDIUM if setting.keyword == "signed" else None,
            observables=(Observable(kind, host),),
        )
