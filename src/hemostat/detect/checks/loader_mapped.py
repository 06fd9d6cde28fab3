# ruff: noqa: S108 — paths on the examined host, not ours.
"""Libraries from odd places inside the system's own programs."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from hemostat.detect.check import Files, HostContext, check, fires, quiet
from hemostat.detect.loaded_library import is_hostile_place, is_odd_library
from hemostat.detect.places import home_of, is_unpacked
from hemostat.detect.provenance import VOUCHED
from hemostat.model.finding import Claim, Observable, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath, is_within, name
from hemostat.model.records import FileFact, MappedFile, Process, Provenance
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="A system program runs a library from an odd place", zh="系统程序加载了异常位置的动态库"
    ),
    summary=Text(
        en="{exe}[{pid}] has {library} mapped as code. Provenance: {state}. {count} programs of "
        "the system have it.",
        zh="{exe}[{pid}] 以可执行方式映射了 {library}。来源：{state}。"
        "共有 {count} 个系统程序加载。",
    ),
    benign=Text(
        en="A module somebody built and loads on purpose; the program's configuration then names "
        "it.",
        zh="可能是自行编译并有意加载的模块；程序配置中应能找到引用。",
    ),
)
# Programs that load nothing but what packages bring, so that a stranger inside tells. Languages
# and browsers are left out: their modules lie anywhere.
_SYSTEM = re.compile(
    r"systemd(-\w+)*|init|\(sd-pam\)|sshd(-session|-auth)?|ssh|ssh-agent|sftp-server|cron|crond"
    r"|atd|anacron|login|su|sudo|agetty|getty|mingetty|bash|sh|dash|zsh|ksh|mksh|fish|tcsh|ls|ps"
    r"|top|htop|netstat|ss|lsof|find|cat|grep|sed|awk|mawk|gawk|sleep|tail|less|more|vi|vim"
    r"|passwd|chage|useradd|id|who|w|last|ping|ip|ifconfig|tcpdump|rsyslogd|syslog-ng|auditd"
    r"|dbus-daemon|dbus-broker|polkitd|udevd|NetworkManager|dhclient|dhcpcd|wpa_supplicant"
    r"|chronyd|ntpd|irqbalance|rpcbind|rpc\.\w+|nscd|nslcd|sssd(_\w+)?|accounts-daemon|acpid"
    r"|nginx|httpd|apache2|lighttpd|haproxy|vsftpd|proftpd|pure-ftpd|master|qmgr|pickup|exim4?"
    r"|dovecot|named|unbound|dnsmasq|smbd|nmbd|keepalived|xinetd|inetd|rsync|tmux|screen|crontab"
    r"|snmpd|squid|redis-server|memcached|mysqld|mariadbd|php-fpm[\d.]*|busybox|udisksd|lvmetad"
)
# Code that programs make at run time, and devices.
_MADE = re.compile(
    r"/memfd:(sljit|libffi|doublemapper|orcexec|JIT|jit|gjs|pcre)[\w.:-]*"
    r"|.*/(ffi|sljit|orcexec\.)\w{6}"
)
_DEVICES = re.compile(r"/(dev/(?!shm/|mqueue/)|SYSV|anon_hugepage|drm|i915|dmabuf|\[|sys/|proc/)")
# In this many programs it is no longer one program's affair.
_MANY = 5


def _mapped(path: str, exe: str, *, pid: int = 7, is_deleted: bool = False) -> MappedFile:
    return MappedFile(
        pid=pid, exe=HostPath(exe), path=HostPath(path), is_deleted=is_deleted, is_executable=True
    )


def _fact(path: str, state: Provenance) -> FileFact:
    return FileFact(path=HostPath(path), state=state)


_SSHD = _fact("/usr/sbin/sshd", Provenance.PACKAGED)


@check(
    "linux.loader.odd-library",
    level=Level.HIGH,
    confidence=Level.MEDIUM,
    category="loader_mapped",
    attack="T1574.006",
    incident_types=("preload_backdoor", "rootkit", "backdoor"),
    texts=TEXTS,
    next=("keep-evidence", "keep-running", "capture-process", "repair-loader", "find-entry"),
    by_hand="grep -h {library} /proc/[0-9]*/maps | sort | uniq -c; ls -la {library}",
    examples=(
        fires(_SSHD, _mapped("/tmp/.a.so", "/usr/sbin/sshd")),
        fires(_SSHD, _mapped("/memfd:x", "/usr/sbin/sshd", is_deleted=True)),
        fires(
            _SSHD,
            _mapped("/lib/libz9.so", "/usr/sbin/sshd", is_deleted=True),
            _fact("/lib/libz9.so", Provenance.MISSING),
        ),
        quiet(
            _SSHD,
            _mapped("/lib/libcrypto.so.3", "/usr/sbin/sshd", is_deleted=True),
            _fact("/lib/libcrypto.so.3", Provenance.PACKAGED),
        ),
        quiet(
            _fact("/usr/bin/java", Provenance.PACKAGED),
            _mapped("/tmp/libnetty_1.so", "/usr/bin/java"),
        ),
        quiet(
            _fact("/bin/bash", Provenance.PACKAGED),
            _mapped("/tmp/ffiAb1xYz", "/bin/bash", is_deleted=True),
        ),
    ),
)
def odd_library(
    mapped: Iterable[MappedFile],
    processes: Iterable[Process],
    files: Files,
    context: HostContext,
) -> Iterator[Claim]:
    """A library that is temporary, hidden, in memory or gone runs inside a packaged program.

    Critical when five programs of the system or more have it: that is a preload, however done.
    High when nearly all have one that no package owns, wherever it lies.
    """
    owners = {process.pid: process for process in processes}
    found: dict[str, list[MappedFile]] = defaultdict(list)
    programs: set[str] = set()
    for each in mapped:
        if each.scope.is_host and each.is_executable and _is_guest(each, files):
            programs.add(each.exe or "")
            found[each.path].append(each)
    for path, users in found.items():
        exes = {each.exe for each in users}
        levels = [_level(each, owners.get(each.pid), files, context) for each in users]
        is_everywhere = len(exes) >= _MANY and len(exes) >= 0.8 * len(programs)
        if is_everywhere and _is_strange(path, files, context):
            levels = [level or Level.HIGH for level in levels]
        for each, level in [pair for pair in zip(users, levels, strict=True) if pair[1]][:20]:
            is_preload = level is Level.HIGH and len(exes) >= _MANY and is_odd_library(path)
            yield _claim(each, files.get(path), len(exes), Level.CRITICAL if is_preload else level)


def _claim(each: MappedFile, fact: FileFact | None, count: int, level: Level | None) -> Claim:
    return Claim(
        subjects=(Subject("library", each.path), Subject("process", each.exe or "")),
        because=(each, *((fact,) if fact else ())),
        values={
            "library": each.path,
            "exe": each.exe or "",
            "pid": str(each.pid),
            "state": str(fact.state) if fact else str(Provenance.UNKNOWN),
            "count": str(count),
        },
        level=level,
        observables=(Observable("file", each.path),),
    )


def _is_guest(each: MappedFile, files: Files) -> bool:
    """Whether a program of the system has mapped something that is not the program itself."""
    return bool(each.exe) and each.path != each.exe and _is_system(each.exe or "", files)


def _is_system(exe: str, files: Files) -> bool:
    if not _SYSTEM.fullmatch(name(exe)):
        return False
    fact = files.get(exe)
    if fact is None:
        return exe.startswith(("/usr/", "/bin/", "/sbin/", "/lib/"))
    # Upgraded and not restarted: the program itself is gone, its package is not.
    return fact.state in VOUCHED or bool(fact.package)


def _level(
    each: MappedFile, process: Process | None, files: Files, context: HostContext
) -> Level | None:
    """How bad it is that a program of the system has this file mapped; None: it is not."""
    path = each.path
    if _DEVICES.match(path) or is_unpacked(path) or (each.is_deleted and _MADE.fullmatch(path)):
        return None
    fact = files.get(path)
    if fact is not None and (fact.state in VOUCHED or fact.package):
        return None
    if is_hostile_place(path):
        return Level.HIGH
    if is_odd_library(path):
        return None if _is_own_home(path, process) else Level.HIGH
    # Upgraded libraries are deleted too; their path then belongs to a package.
    is_gone = fact is not None and fact.state in (Provenance.MISSING, Provenance.UNOWNED)
    if not (each.is_deleted and is_gone and context.has_package_database):
        return None
    return _of_earlier_version(path, files)


def _is_strange(path: str, files: Files, context: HostContext) -> bool:
    """Whether the package database knows nothing of a library, nor does any product."""
    fact = files.get(path)
    return (
        fact is not None
        and fact.state in (Provenance.UNOWNED, Provenance.MISSING)
        and context.has_package_database
        and ".so" in path
        and _of_earlier_version(path, files) is Level.HIGH
    )


def _is_own_home(path: str, process: Process | None) -> bool:
    """Whether the library lies in the home of whoever runs the program: his shell, his module."""
    if process is None or not process.account:
        return False
    home = "/root" if process.account == "root" else f"/home/{process.account}"
    return is_within(path, home) and home_of(path) == home


_PACKAGE_FOLDERS = re.compile(r"/(usr/)?lib(64|32|x32)?/")
_TEMPORARY_NAME = re.compile(r"(;[0-9a-f]{8}|\.dpkg-(new|tmp)|\.#prelink#\.\w+)$")


def _of_earlier_version(path: str, files: Files) -> Level | None:
    """How bad a library is that is gone, for one may be the earlier version of what is there.

    An upgrade from libx.so.1.2 to libx.so.1.3 leaves the first name to nobody: None where the
    later version is known, low where the name alone looks like it.
    """
    if _TEMPORARY_NAME.search(path):
        return None
    own = name(path)
    stem, found, rest = own.partition(".so")
    if not found or not _PACKAGE_FOLDERS.match(path):
        return Level.HIGH
    bare = re.sub(r"[-.]?\d[\d.]*$", "", stem)
    pattern = re.compile(re.escape(path.removesuffix(own) + bare) + r"[-.\d]*\.so")
    if any(pattern.match(each.path) and each.package for each in files):
        return None
    return Level.LOW if rest.count(".") >= 2 else Level.HIGH
