"""Secrets that everybody on the host may read."""

from collections.abc import Iterable, Iterator

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.places import below_web_root, home_of
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import Credential
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(en="A secret is readable by everybody on the host", zh="敏感凭据对本机所有人可读"),
    summary=Text(
        en="{path} ({kind}, mode {mode}) can be read by every account, a web server's included.",
        zh="{path}（{kind}，权限 {mode}）可被任何账号读取，包括 Web 服务账号。",
    ),
    benign=Text(
        en="Settings of web applications are often left so, and nothing came of it. A key that "
        "opens other hosts should be changed if an intruder was here.",
        zh="Web 应用配置常见此权限，不代表已被窃取；若主机已被入侵，能打开其他主机的密钥必须更换。",
    ),
)
_TRACES = ("known_host", "agent_socket")


def _credential(
    path: str, kind: str, *, encrypted: bool = False, by: str = "everyone"
) -> Credential:
    return Credential(
        path=HostPath(path), kind=kind, is_encrypted=encrypted, readable_by=by, mode=0o644
    )


@check(
    "linux.credentials.readable-by-everyone",
    level=Level.LOW,
    confidence=Level.HIGH,
    category="credential_readable",
    attack=("T1552.001",),
    incident_types=("credential_leak",),
    texts=TEXTS,
    next=("rotate-credentials", "harden"),
    by_hand="ls -l {path}; namei -l {path}",
    examples=(
        fires(_credential("/var/www/.env", "environment_file")),
        fires(_credential("/home/u/.ssh/id_rsa", "ssh_private_key")),
        fires(_credential("/var/www/html/old/.ssh/id_rsa", "ssh_private_key")),
        quiet(_credential("/var/www/.env", "environment_file", by="group")),
        quiet(_credential("/home/u/.ssh/known_hosts", "known_host")),
        quiet(_credential("/home/u/.ssh/id_rsa", "ssh_private_key", encrypted=True)),
    ),
)
def readable_by_everyone(credentials: Iterable[Credential]) -> Iterator[Claim]:
    """A password, token or key that no permission guards: whoever got in has it.

    One claim a file. The inventory of all secrets is in the `credential` records.
    """
    seen: set[str] = set()
    for each in credentials:
        if each.readable_by != "everyone" or each.is_encrypted or each.kind in _TRACES:
            continue
        if each.path in seen:
            continue
        seen.add(each.path)
        # A home whose door is open, or a folder whose files are handed to whoever asks.
        is_at_hand = bool(home_of(each.path)) or below_web_root(each.path)
        is_key = each.kind == "ssh_private_key" and is_at_hand
        yield Claim(
            subjects=(Subject("file", each.path),),
            because=(each,),
            values={"path": each.path, "kind": each.kind, "mode": f"{each.mode or 0:04o}"},
            level=Level.MEDIUM if is_key else None,
            attack=("T1552.004",) if is_key else (),
        )
