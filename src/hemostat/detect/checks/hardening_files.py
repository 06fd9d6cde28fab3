"""Permissions that let others in, and what a web server hands to everyone who asks."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from hemostat.detect.check import HostContext, check, fires, quiet
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.host import HostIdentity
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import WatchedFile
from hemostat.model.text import Text

WRITABLE = RuleTexts(
    title=Text(
        en="Everyone may change a file that decides who gets in",
        zh="任何人可修改决定登录权限的文件",
    ),
    summary=Text(
        en="{path} has mode {mode}: any account can make itself root.",
        zh="{path} 权限为 {mode}：任何账号都可借此获得 root。",
    ),
    benign=Text(
        en="A slip of an administrator (chmod 777); never the work of a package.",
        zh="管理员误操作（chmod 777）；软件包不会如此设置。",
    ),
)
READABLE = RuleTexts(
    title=Text(en="Others may read or change what is not theirs", zh="文件权限过宽"),
    summary=Text(en="{path} has mode {mode} ({why}).", zh="{path} 权限为 {mode}（{why}）。"),
    benign=Text(
        en="Set so by hand for a program that could not read it; a group is the better way.",
        zh="为让某程序读取而手工放开；应改用组权限。",
    ),
)
LEAK = RuleTexts(
    title=Text(
        en="A web root holds what nobody should download", zh="网站目录中存在不应被下载的内容"
    ),
    summary=Text(
        en="{path} stands in a web root: history, passwords or data may be fetched with a browser.",
        zh="{path} 位于网站目录，源码历史、口令或数据可能被直接下载。",
    ),
    benign=Text(
        en="Sites deployed by git keep .git there; the web server may refuse it.",
        zh="用 git 部署的网站会保留 .git；Web 服务器可能已拒绝访问。",
    ),
)
OLD = RuleTexts(
    title=Text(en="No package was updated for half a year", zh="半年以上未更新软件包"),
    summary=Text(
        en="The package database {path} was last changed on {day}.",
        zh="软件包数据库 {path} 最后变更于 {day}。",
    ),
    benign=Text(en="A host that is rebuilt instead of updated.", zh="以重建代替更新的主机。"),
)
OLD_DAYS = 180


def _file(path: str, mode: int, why: str, kind: str = "file") -> WatchedFile:
    return WatchedFile(path=HostPath(path), mode=mode, why=why, kind=kind)


@check(
    "linux.files.log-in-file-writable",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="file_permissions",
    attack=("T1222.002", "T1098"),
    incident_types=("backdoor",),
    texts=WRITABLE,
    next=("keep-evidence", "ask-owner", "harden"),
    by_hand="stat {path}",
    examples=(
        fires(_file("/etc/passwd", 0o666, "log_in")),
        fires(_file("/etc/shadow", 0o646, "password")),
        fires(_file("/etc/cron.d", 0o777, "system_folder", "folder")),
        quiet(_file("/etc/passwd", 0o644, "log_in")),
        quiet(_file("/etc/shadow", 0o644, "password")),
        quiet(_file("/usr/local/bin", 0o777, "system_folder", "folder")),
    ),
)
def log_in_file_writable(files: Iterable[WatchedFile]) -> Iterator[Claim]:
    """Accounts, passwords, sudoers, or the system's own folders, writable by everyone."""
    for file in files:
        if file.mode & 0o002 and _decides(file):
            yield _claim(file)


def _decides(file: WatchedFile) -> bool:
    if file.why == "system_folder":
        return not file.mode & 0o1000 and not file.path.startswith("/usr/local")
    return file.why in ("password", "log_in")


@check(
    "linux.hardening.permissions",
    level=Level.LOW,
    confidence=Level.HIGH,
    category="hardening_permissions",
    attack=("T1222.002", "T1552.004"),
    incident_types=("credential_leak",),
    texts=READABLE,
    next=("harden",),
    by_hand="stat {path}",
    examples=(
        fires(_file("/etc/shadow", 0o644, "password")),
        fires(_file("/etc/ssl/private/a.key", 0o644, "private_key")),
        fires(_file("/usr/local/bin", 0o777, "system_folder", "folder")),
        quiet(_file("/etc/shadow", 0o640, "password")),
        quiet(_file("/etc/ssl/private/a.key", 0o640, "private_key")),
        quiet(_file("/usr/local/bin", 0o2775, "system_folder", "folder")),
    ),
)
def permissions(files: Iterable[WatchedFile]) -> Iterator[Claim]:
    """Password hashes or private keys readable by all; a local folder of programs open to all."""
    for file in files:
        is_secret = file.why in ("password", "private_key") and file.mode & 0o004
        is_open = file.why in ("system_folder", "private_key") and file.mode & 0o002
        if (is_secret or is_open) and not _is_told(file):
            yield _claim(file)


def _is_told(file: WatchedFile) -> bool:
    return bool(file.mode & 0o002) and _decides(file)


@check(
    "linux.hardening.web-leak",
    level=Level.LOW,
    confidence=Level.MEDIUM,
    category="hardening_web_leak",
    attack=("T1213", "T1552.001"),
    incident_types=("web_intrusion", "credential_leak"),
    texts=LEAK,
    next=("ask-owner", "harden"),
    by_hand="ls -ld {path}",
    examples=(
        fires(_file("/var/www/html/.git", 0o755, "web_leak", "folder")),
        fires(_file("/var/www/html/dump.sql", 0o644, "web_leak")),
        quiet(_file("/etc/passwd", 0o644, "log_in")),
    ),
)
def web_leak(files: Iterable[WatchedFile]) -> Iterator[Claim]:
    """Version control folders, .env, dumps and editor copies in a web root.

    Whether the web server gives them out is not known from here, and .git is how many deploy.
    """
    yield from (_claim(file) for file in files if file.why == "web_leak")


_NOW = datetime(2026, 1, 1, tzinfo=UTC)
_THEN = HostContext(identity=HostIdentity(id="example", id_from="given"), examined=_NOW)


@check(
    "linux.hardening.updates-old",
    level=Level.LOW,
    confidence=Level.MEDIUM,
    category="hardening_updates",
    attack="T1190",
    incident_types=("web_intrusion", "trojan"),
    texts=OLD,
    next=("harden",),
    by_hand="stat {path}",
    examples=(
        fires(
            WatchedFile(
                path=HostPath("/var/lib/dpkg/status"),
                why="package_state",
                modified=_NOW - timedelta(days=200),
            ),
            context=_THEN,
        ),
        quiet(
            WatchedFile(
                path=HostPath("/var/lib/dpkg/status"),
                why="package_state",
                modified=_NOW - timedelta(days=9),
            ),
            context=_THEN,
        ),
    ),
)
def updates_old(files: Iterable[WatchedFile], context: HostContext) -> Iterator[Claim]:
    """The package database did not change for half a year before the examination."""
    states = [each for each in files if each.why == "package_state" and each.modified]
    latest = max(states, key=lambda each: each.modified or _NOW, default=None)
    if latest is None or latest.modified is None or context.examined is None:
        return
    if context.examined - latest.modified > timedelta(days=OLD_DAYS):
        values = {"path": latest.path, "day": f"{latest.modified:%Y-%m-%d}"}
        yield Claim(subjects=(Subject("file", latest.path),), because=(latest,), values=values)


def _claim(file: WatchedFile) -> Claim:
    return Claim(
        subjects=(Subject("file", file.path),),
        because=(file,),
        values={"path": file.path, "mode": f"{file.mode:04o}", "why": file.why},
    )
