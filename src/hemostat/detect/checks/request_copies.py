"""Web servers that hand copies of requests to a stranger."""

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
        en="The web server copies requests to a bare foreign address",
        zh="Web 服务器将请求复制到外部裸 IP",
    ),
    summary=Text(
        en="{path} line {line} sends a copy of requests ({how}) to {goal}: passwords and cookies "
        "of all visitors go there.",
        zh="{path} 第 {line} 行将请求副本（{how}）发往 {goal}："
        "所有访问者的口令与 Cookie 随之外泄。",
    ),
    benign=Text(
        en="Tests of a new version and inspection services get mirrored traffic too: they have a "
        "name, or an address of your own network.",
        zh="新版本灰度测试或流量审计服务也会接收镜像流量，但目标应有域名或为内网地址。",
    ),
)
_HOST = re.compile(r"(?:\w+://)?(\[[^\]]+\]|[^:/\s]+)")


def _copy(goal: str, how: str = "mirror") -> Setting:
    source = Source(path=HostPath("/etc/nginx/conf.d/a.conf"), line=3)
    return Setting(source=source, service="nginx", section=how, keyword="copies", value=goal)


@check(
    "linux.web.requests-copied-out",
    level=Level.HIGH,
    confidence=Level.MEDIUM,
    category="request_copies",
    attack=("T1056.003", "T1557", "T1020"),
    incident_types=("credential_leak", "web_intrusion"),
    texts=TEXTS,
    next=("keep-evidence", "block-outbound", "rotate-credentials", "find-entry"),
    by_hand="cat -A {path}",
    examples=(
        fires(_copy("http://203.0.113.7:8088/c$request_uri")),
        fires(_copy("https://[2001:db8::7]/x", "post_action")),
        fires(_copy("198.51.100.7:514", "log")),
        quiet(_copy("http://10.0.0.9:8080")),
        quiet(_copy("http://127.0.0.1:9091/api/verify", "auth_request")),
        quiet(_copy("http://staging.corp.example")),
        quiet(_copy("http://unix:/run/a.sock")),
        quiet(Setting(service="nginx", keyword="loads", value="203.0.113.7")),
    ),
)
def requests_copied_out(settings: Iterable[Setting]) -> Iterator[Claim]:
    """A mirror, an action after each request, or a log with bodies leads to a bare address."""
    for setting in settings:
        if setting.keyword != "copies":
            continue
        match = _HOST.match(setting.value)
        host = match[1].strip("[]") if match else ""
        if is_public(host):
            yield Claim(
                subjects=(Subject("file", setting.source.path), Subject("address", host)),
                because=(setting,),
                values={
                    "path": setting.source.path,
                    "line": str(setting.source.line or 1),
                    "how": setting.section,
                    "goal": setting.value[:200],
                },
                observables=(Observable("ipv6-addr" if ":" in host else "ipv4-addr", host),),
            )
