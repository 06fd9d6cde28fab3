"""Rules of systemd-tmpfiles and systemd-sysusers that put a way in back at each start."""

import re
from collections.abc import Iterable, Iterator

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.names import CLOSED_ACCOUNTS, SET_UID_ESCAPES, plain_name
from hemostat.detect.places import is_odd
from hemostat.model.evidence import Source
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath, name
from hemostat.model.records import Setting
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="A rule for temporary files or system accounts makes a way in at each start",
        zh="tmpfiles 或 sysusers 规则在每次启动时重建后门",
    ),
    summary=Text(
        en="{path} line {line} ({kind} {target} {value}) gives somebody a way in anew at each "
        "start: removing the file alone does not help.",
        zh="{path} 第 {line} 行（{kind} {target} {value}）会在每次启动时重建入口，"
        "仅删除目标文件无效。",
    ),
    benign=Text(
        en="Images that keep no state put a person's key or a sudo rule in place so; the rule then "
        "comes from the image's builder and names no hidden source.",
        zh="无状态镜像会以此写入运维公钥或 sudo 规则；规则应来自镜像构建流程，且来源不是隐藏文件。",
    ),
)
_DOORS = re.compile(
    r"(?:/root|/home/[^/]+|/var/lib/[^/]+|%h)/\.ssh/(?:authorized_keys2?|rc|environment)"
    r"|/etc/(?:sudoers(?:\.d/.+)?|doas\.conf|passwd|shadow|group|ld\.so\.preload|crontab|anacrontab"
    r"|cron\.\w+/.+|pam\.d/.+|profile|profile\.d/.+|bash\.bashrc|environment|rc\.local|inittab"
    r"|init\.d/.+|ssh/sshd_config(?:\.d/.+)?|systemd/system/.+\.(?:service|timer|socket|path|conf)"
    r"|udev/rules\.d/.+|polkit-1/rules\.d/.+|modules-load\.d/.+|hosts\.equiv|xinetd\.d/.+)"
    r"|/var/spool/cron/.+|/root/\.(?:bashrc|profile|bash_profile|rhosts|shosts)"
)
_KERNEL = re.compile(
    r"/proc/sys/kernel/(?:core_pattern|modprobe|hotplug)|/sys/kernel/uevent_helper"
)
_SPEAKING = re.compile(
    r"\b(?:ssh-(?:rsa|ed25519|dss)|ecdsa-sha2-\S+)\s+AAAA|NOPASSWD|\bnopass\b|(?:\*\s+){3}"
    r"|\b(?:curl|wget|nc|bash|sh|python3?|perl)\s+-|\.so\b|/dev/tcp/|:0:0:|^\+|\+\s+\+"
)
_FROM_VENDOR = re.compile(r"(?:/usr/(?:share|lib|etc)|/nix/store|/etc/static)/[^.].*")
_LOG_INS = re.compile(
    r"/var/log/(?:wtmp|btmp|lastlog|auth\.log|secure|messages|syslog|audit|journal|\*)\S*"
)
_WITH_RIGHTS = ("sudo", "wheel", "root", "docker", "lxd", "shadow", "disk", "admin")
_RULE = HostPath("/etc/tmpfiles.d/a.conf")


def _made(kind: str, target: str, value: str = "- -", service: str = "tmpfiles") -> Setting:
    source = Source(path=_RULE, line=1)
    return Setting(source=source, service=service, section=target, keyword=kind, value=value)


_KEY = "0600 root ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 x"


@check(
    "linux.systemd.rule-makes-way-in",
    level=Level.HIGH,
    confidence=Level.MEDIUM,
    category="tmpfiles_rule",
    attack=("T1546", "T1543", "T1098"),
    incident_types=("backdoor", "trojan"),
    texts=TEXTS,
    next=("keep-evidence", "disable-persistence", "restore-package", "find-entry"),
    by_hand="cat -A {path}; ls -la {target}",
    examples=(
        fires(_made("C+", "/root/.ssh/authorized_keys", "0600 root /usr/share/dbus-1/.ak")),
        fires(_made("f+", "/etc/sudoers.d/zz", "0440 root ALL ALL=(ALL) NOPASSWD: ALL")),
        fires(_made("f", "/home/li/.ssh/authorized_keys", _KEY)),
        fires(_made("w", "/etc/ld.so.preload", "- - /usr/lib/libx.so")),
        fires(_made("f+", "/etc/cron.d/a", "0644 root * * * * * root /usr/lib/a")),
        fires(_made("L+", "/etc/systemd/system/a.service", "- - /var/tmp/a.service")),
        fires(_made("z", "/usr/bin/find", "4755 root")),
        fires(_made("C", "/usr/lib/games/.b", "4755 root /bin/bash")),
        fires(_made("w", "/proc/sys/kernel/core_pattern", "- - |/usr/lib/firmware/.c %p")),
        fires(_made("r!", "/var/log/wtmp")),
        fires(_made("u", "toor", '0 "x" /root /bin/bash', "sysusers")),
        fires(_made("m", "www-data", "sudo", "sysusers")),
        quiet(_made("f^", "/root/.ssh/authorized_keys", "0600 root ssh.authorized_keys.root")),
        quiet(_made("C!", "/etc/pam.d")),
        quiet(_made("C", "/etc/ssh/sshd_config", "0600 root /usr/etc/ssh/sshd_config")),
        quiet(_made("d", "/etc/sudoers.d", "0750 root")),
        quiet(_made("f", "/var/log/wtmp", "0664 root")),
        quiet(_made("z", "/usr/bin/ping", "4755 root")),
        quiet(_made("w", "/sys/kernel/mm/transparent_hugepage/enabled", "- - never")),
        quiet(_made("L", "/etc/profile.d/java.sh", "- - /opt/java/profile.sh")),
        quiet(_made("u", "root", '0 "Super User" /root', "sysusers")),
        quiet(_made("m", "li", "docker", "sysusers")),
        quiet(_made("u", "nginx", '- "nginx" /var/lib/nginx', "sysusers")),
    ),
)  # fmt: skip
def rule_makes_way_in(settings: Iterable[Setting]) -> Iterator[Claim]:
    """A key, a right, a job, a set-user-id shell or a second root is made at each start.

    Medium for what only changes a door's file from another one, and for log-in records removed.
    """
    for setting in settings:
        judged = {"tmpfiles": _of_file, "sysusers": _of_account}.get(setting.service)
        level = judged(setting) if judged else None
        if level is not None:
            subjects = [Subject("file", setting.source.path)]
            if setting.service == "tmpfiles":
                subjects.append(Subject("file", setting.section))
            yield Claim(
                subjects=tuple(subjects),
                because=(setting,),
                values={
                    "path": setting.source.path,
                    "line": str(setting.source.line or 1),
                    "kind": setting.keyword,
                    "target": setting.section,
                    "value": setting.value[:200],
                },
                level=level,
            )


def _of_file(setting: Setting) -> Level | None:
    kind, flags = setting.keyword[:1], setting.keyword[1:]
    mode, _, rest = setting.value.partition(" ")
    argument = rest.partition(" ")[2].strip()
    target = setting.section
    if "^" in flags:
        return None  # a credential that the manager of the host hands in
    if kind in "rR":
        return Level.MEDIUM if _LOG_INS.fullmatch(target) else None
    if _gives_root(mode, target, argument):
        return Level.HIGH
    if kind == "w" and _KERNEL.fullmatch(target):
        program = argument.lstrip("|").split(" ")[0]
        return Level.HIGH if program.startswith("/") and is_odd(program) else None
    if not _DOORS.fullmatch(target) or not argument:
        return None
    if kind in "CL":
        return _of_copy(target, argument.split(" ")[0])
    if kind in "fFw":
        return Level.HIGH if _SPEAKING.search(argument) else Level.MEDIUM
    return None


def _gives_root(mode: str, target: str, argument: str) -> bool:
    digits = mode.lstrip("~:")
    if len(digits) < 4 or not digits.isdecimal() or digits[-4] not in "4567":
        return False
    programs = (target, argument.partition(" ")[0])
    from_shell = any(plain_name(name(each)) in SET_UID_ESCAPES for each in programs)
    return from_shell or is_odd(target)


def _of_copy(target: str, origin: str) -> Level | None:
    if is_odd(origin):
        return Level.HIGH
    is_key_or_right = re.search(r"/authorized_keys|/sudoers|ld\.so\.preload|/shadow", target)
    return None if _FROM_VENDOR.fullmatch(origin) or not is_key_or_right else Level.MEDIUM


def _of_account(setting: Setting) -> Level | None:
    first = setting.value.split(" ")[0].split(":")[0]
    if setting.keyword == "u":
        return Level.HIGH if first == "0" and setting.section != "root" else None
    if setting.keyword == "m" and first in _WITH_RIGHTS:
        return Level.MEDIUM if setting.section in CLOSED_ACCOUNTS else None
    return None
