"""Shares of rsync and Samba that hand the system's own folders to everybody."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from hemostat.detect.check import check, fires, quiet
from hemostat.model.evidence import Source
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import Setting
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="The whole disk or the system's folders are shared with everybody",
        zh="整个磁盘或系统目录被无认证共享",
    ),
    summary=Text(
        en="{path} shares {folder} as {share} ({service}) without asking who it is: keys, password "
        "hashes and data can be read.",
        zh="{path} 通过 {service} 以 {share} 无认证共享 {folder}：密钥、口令哈希和数据均可被读取。",
    ),
    benign=Text(
        en="Backups over a closed network were set up so long ago; `hosts allow` then names the "
        "one host that fetches.",
        zh="早年在封闭网络内做备份时会这样配置；此时 hosts allow 应限定为取备份的主机。",
    ),
)
_FOLDERS = re.compile(r"/(?:etc|root|home|boot|usr|var|var/lib|var/spool/cron|proc)?/*")
_YES = ("yes", "true", "1", "on")
_ASKS = ("auth users", "valid users", "hosts allow", "allow hosts", "secrets file")
_Share = tuple[str, str, str]


def _set(service: str, keyword: str, value: str, section: str = "x") -> Setting:
    source = Source(path=HostPath("/etc/a.conf"), line=1)
    return Setting(source=source, service=service, section=section, keyword=keyword, value=value)


@check(
    "linux.share.system-open-to-all",
    level=Level.HIGH,
    confidence=Level.MEDIUM,
    category="open_share",
    attack=("T1048", "T1021", "T1005"),
    incident_types=("database_dump", "backdoor", "insider"),
    texts=TEXTS,
    next=("keep-evidence", "ask-owner", "harden", "rotate-credentials"),
    by_hand="cat -A {path}",
    examples=(
        fires(_set("rsyncd", "path", "/"), _set("rsyncd", "read only", "false")),
        fires(_set("rsyncd", "path", "/etc/")),
        fires(_set("samba", "path", "/"), _set("samba", "guest ok", "yes")),
        fires(_set("samba", "path", "/root"), _set("samba", "public", "yes")),
        fires(_set("exports", "export", "*(rw,no_root_squash)", "/")),
        fires(_set("exports", "export", "0.0.0.0/0(rw,sync,no_root_squash)", "/etc")),
        quiet(_set("rsyncd", "path", "/"), _set("rsyncd", "auth users", "backup")),
        quiet(_set("rsyncd", "path", "/"), _set("rsyncd", "hosts allow", "10.0.0.5")),
        quiet(_set("rsyncd", "path", "/srv/mirror")),
        quiet(_set("samba", "path", "/srv/share"), _set("samba", "guest ok", "yes")),
        quiet(_set("samba", "path", "/"), _set("samba", "valid users", "li")),
        quiet(_set("samba", "path", "/home"), _set("samba", "browseable", "yes")),
        quiet(_set("exports", "export", "10.0.0.0/8(rw,no_root_squash)", "/home")),
        quiet(_set("exports", "export", "*(rw,no_root_squash)", "/srv/nfs/k8s")),
    ),
)  # fmt: skip
def system_open_to_all(settings: Iterable[Setting]) -> Iterator[Claim]:
    """A share of `/`, /etc, /root, /home … that asks for no account and from no certain host.

    rsync and Samba: what stands before the first section holds for all of a file. NFS: for every
    host, writable, and root stays root.
    """
    shares: defaultdict[_Share, list[Setting]] = defaultdict(list)
    for setting in settings:
        if setting.service in ("rsyncd", "samba"):
            shares[setting.source.path, setting.service, setting.section].append(setting)
        elif setting.service == "exports" and _is_open_export(setting):
            yield _claim(setting, setting.section, "NFS", (setting,))
    for (path, service, _section), lines in shares.items():
        common = [
            *shares.get((path, service, ""), ()), *shares.get((path, service, "global"), ())
        ]  # fmt: skip
        values = {each.keyword: each.value for each in (*common, *lines)}
        folder = values.get("path", "")
        if not _FOLDERS.fullmatch(folder or "-") or any(values.get(key) for key in _ASKS):
            continue
        is_guest = any(values.get(key, "").lower() in _YES for key in ("guest ok", "public"))
        if service == "samba" and not is_guest:
            continue
        own = [each for each in lines if each.keyword == "path"]
        for each in own[:1]:
            yield _claim(each, folder, service, tuple(lines))


def _is_open_export(setting: Setting) -> bool:
    client, _, options = setting.value.partition("(")
    words = options.rstrip(")").split(",")
    is_all = client in ("", "*", "0.0.0.0/0", "::/0")
    is_system = _FOLDERS.fullmatch(setting.section) is not None
    return is_all and is_system and "rw" in words and "no_root_squash" in words


def _claim(setting: Setting, folder: str, service: str, because: tuple[Setting, ...]) -> Claim:
    return Claim(
        subjects=(Subject("file", setting.source.path),),
        because=because,
        values={
            "path": setting.source.path,
            "folder": folder,
            "share": setting.section,
            "service": service,
        },
    )
