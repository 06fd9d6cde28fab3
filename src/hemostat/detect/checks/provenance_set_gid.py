"""Programs that run as a group that amounts to root for whoever starts them, and should not."""

import re
from collections.abc import Iterable, Iterator

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.names import SET_UID_ESCAPES, plain_name, words
from hemostat.detect.places import hidden_part, home_of, is_writable_for_all
from hemostat.detect.same_file import one_per_file
from hemostat.model.finding import Claim, Observable, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath, name
from hemostat.model.records import FileFact, Group, Provenance
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="A program runs as a powerful group for everybody",
        zh="任何人都能以高权限组身份运行的程序",
    ),
    summary=Text(
        en="{path} is set-gid {group}: whoever starts it may do what that group may, such as read "
        "password hashes or raw disks, or command the container engine.",
        zh="{path} 设置了 {group} 组的 SGID：任何人运行它都拥有该组权限"
        "（如读取密码哈希、裸磁盘或控制容器引擎）。",
    ),
    benign=Text(
        en="Screen lockers and PAM or shadow tools built from source check passwords this way. "
        "Anything that prints, copies or starts what it is told never needs it.",
        zh="自行编译的锁屏程序、PAM 或 shadow 工具会这样校验密码；"
        "能显示、复制或执行任意内容的程序绝不需要。",
    ),
)
_ROOT_LIKE = words("shadow disk kmem docker lxd libvirt sudo wheel admin root")
"""Their members read every password hash or disk, or become root."""
_CHECKS_PASSWORDS = re.compile(
    r"(?:\w*_?chkpwd|chage|expiry|\w*lock(?:er)?|xscreensaver\S*|kcheckpass\S*|pwauth|sudo_logsrvd"
    r"|checkpassword\S*|saslauthd|pam_\S+|passwd|newgrp|gpasswd|crontab|at)"
)
_GROUPS = (Group(name="shadow", gid=42), Group(name="games", gid=60), Group(name="root", gid=0))


def _fact(
    path: str, gid: int, *, mode: int = 0o2755, state: Provenance = Provenance.UNOWNED
) -> FileFact:
    return FileFact(
        path=HostPath(path), state=state, mode=mode, uid=0, gid=gid, content="elf",
        used_as=("set_id",),
    )  # fmt: skip


@check(
    "linux.files.set-gid-outside-packages",
    level=Level.MEDIUM,
    confidence=Level.HIGH,
    category="set_gid",
    attack=("T1548.001",),
    incident_types=("backdoor",),
    texts=TEXTS,
    next=("keep-evidence", "quarantine-file", "find-entry"),
    by_hand="ls -l {path}; sha256sum {path}",
    examples=(
        fires(_fact("/usr/local/bin/scores", 42), *_GROUPS),
        fires(_fact("/usr/lib/mail/helper", 0), *_GROUPS),
        fires(_fact("/var/tmp/.k", 42), *_GROUPS),  # noqa: S108 — a path on the examined host
        fires(_fact("/usr/bin/less", 42, state=Provenance.PACKAGED), *_GROUPS),
        quiet(_fact("/usr/local/games/hack", 60), *_GROUPS),
        quiet(_fact("/usr/local/bin/i3lock", 42), *_GROUPS),
        quiet(_fact("/usr/local/sbin/unix_chkpwd", 42), *_GROUPS),
        quiet(_fact("/usr/bin/chage", 42, state=Provenance.PACKAGED), *_GROUPS),
        quiet(_fact("/usr/local/bin/scores", 42, mode=0o755), *_GROUPS),
        quiet(_fact("/opt/agent/bin/agentd", 0, mode=0o2750), *_GROUPS),
        quiet(_fact("/usr/local/bin/scores", 1042), *_GROUPS),
    ),
)
def set_gid_outside_packages(facts: Iterable[FileFact], groups: Iterable[Group]) -> Iterator[Claim]:
    """A set-gid file of such a group that no package delivered, or a packaged tool made one.

    High for a tool that shows or starts anything, in a hidden or open place, or a home. Group root
    means little by itself: below /opt and /srv, and where others may not start it, it is passed by.
    """
    powerful = {group.gid: group.name for group in groups if group.name in _ROOT_LIKE}
    for fact, names in one_per_file(list(facts)):
        mode, group = fact.mode or 0, powerful.get(-1 if fact.gid is None else fact.gid, "")
        is_set = mode & 0o2000 and mode & 0o111 and fact.kind == "file" and fact.scope.is_host
        if not group or not is_set:
            continue
        level = _level(fact, group)
        if level is not None:
            yield Claim(
                subjects=(Subject("file", fact.path, tuple(("also", each) for each in names)),),
                because=(fact,),
                values={"path": fact.path, "group": group},
                level=level,
                observables=(Observable("file:hashes.SHA-256", fact.sha256),)
                if fact.sha256
                else (),
                last_seen=fact.changed,
                scope=fact.scope,
            )


def _level(fact: FileFact, group: str) -> Level | None:
    path = fact.path
    own = plain_name(name(path))
    if own in SET_UID_ESCAPES and fact.content in ("elf", ""):
        return Level.HIGH
    if fact.state is not Provenance.UNOWNED or fact.content not in ("elf", ""):
        return None
    if is_writable_for_all(path) or hidden_part(path) or home_of(path):
        return Level.HIGH
    if _CHECKS_PASSWORDS.fullmatch(own):
        return None
    is_aside = path.startswith(("/opt/", "/srv/")) or not (fact.mode or 0) & 0o001
    return None if group == "root" and is_aside else Level.MEDIUM
