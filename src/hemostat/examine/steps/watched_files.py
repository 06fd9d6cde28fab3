"""Files that matter for their mode or for being there at all: a few hundred looks, no reading."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

from hemostat.examine.work import Work
from hemostat.model.coverage import Outcome, entry_for
from hemostat.model.evidence import Source
from hemostat.model.failure import Absent
from hemostat.model.path import HostPath, decode, encode
from hemostat.model.records import WatchedFile
from hemostat.trees.host_tree import FileKind, FileStat

WATCHED = "linux.watched.files"
_MOST = 4000
_PASSWORDS = ("/etc/shadow", "/etc/gshadow", "/etc/shadow-", "/etc/security/opasswd")
_LOG_IN = (
    "/etc/passwd",
    "/etc/group",
    "/etc/sudoers",
    "/etc/crontab",
    "/etc/ssh/sshd_config",
    "/etc/ld.so.preload",
    "/etc/hosts",
    "/etc/resolv.conf",
    "/etc/profile",
)
_SYSTEM = (
    "/etc",
    "/usr",
    "/usr/bin",
    "/usr/sbin",
    "/usr/lib",
    "/usr/local/bin",
    "/usr/local/sbin",
    "/etc/cron.d",
    "/etc/init.d",
    "/etc/systemd/system",
    "/etc/pam.d",
    "/etc/profile.d",
    "/etc/ssh",
    "/etc/sudoers.d",
    "/boot",
    "/root",
)
_KEYS = (
    "/etc/ssl/private",
    "/etc/pki/tls/private",
    "/etc/nginx/ssl",
    "/etc/nginx/cert",
    "/etc/ssh",
)
_PACKAGE_STATE = (
    "/var/lib/dpkg/status",
    "/var/lib/rpm/rpmdb.sqlite",
    "/usr/lib/sysimage/rpm/rpmdb.sqlite",
    "/var/lib/rpm/Packages",
    "/var/lib/rpm/Packages.db",
    "/lib/apk/db/installed",
)
_ROOTS = (
    "/var/www",
    "/var/www/html",
    "/srv/www",
    "/srv/http",
    "/usr/share/nginx/html",
    "/usr/local/nginx/html",
    "/www/wwwroot",
    "/data/www",
)
_FOLDERS = frozenset({".git", ".svn", ".hg"})
_SAVED = (".sql", ".sql.gz", ".sql.zip", ".php.bak", ".config.bak", ".env.bak", ".php.swp")


@dataclass(slots=True)
class _Budget:
    """How much may still be looked at."""

    until: float
    left: int = _MOST

    def is_spent(self) -> bool:
        self.left -= 1
        return self.left < 0 or time.monotonic() > self.until


def watch_files(work: Work) -> None:
    """Look at permissions of what guards the system, and at what web roots should not hold."""
    budget = _Budget(time.monotonic() + work.share("watched"))
    for path, why in _wanted(work, budget):
        if budget.is_spent():
            work.note(WATCHED, path, Outcome.TOO_LARGE, "the budget for these looks is spent")
            return
        found = work.tree.stat(encode(path))
        if isinstance(found, FileStat) and found.kind is not FileKind.LINK:
            work.records.add([_watched(path, why, found)])
    work.note(WATCHED, "/etc/shadow", Outcome.READ, "")


def _watched(path: str, why: str, found: FileStat) -> WatchedFile:
    return WatchedFile(
        source=Source(path=HostPath(path)),
        path=HostPath(path),
        why=why,
        kind=str(found.kind),
        mode=found.mode & 0o7777,
        uid=found.uid,
        gid=found.gid,
        size=found.size,
        modified=found.modified,
    )


def _wanted(work: Work, budget: _Budget) -> Iterator[tuple[str, str]]:
    yield from ((path, "password") for path in _PASSWORDS)
    yield from ((path, "log_in") for path in _LOG_IN)
    yield from ((path, "system_folder") for path in _SYSTEM)
    yield from ((path, "package_state") for path in _PACKAGE_STATE)
    for folder in _KEYS:
        for name in _names(work, folder):
            if name.endswith((".key", "_key", "key.pem", "-key.pem")):
                yield f"{folder}/{name}", "private_key"
    for root in _ROOTS:
        yield from _in_web_root(work, root, budget, depth=1)


def _in_web_root(work: Work, root: str, budget: _Budget, depth: int) -> Iterator[tuple[str, str]]:
    """Version control folders, secrets and dumps in a web root or the sites below it."""
    names = _names(work, root)
    for name in names:
        if name in _FOLDERS or name == ".env" or name.lower().endswith(_SAVED):
            yield f"{root}/{name}", "web_leak"
        elif depth and "." not in name and not budget.is_spent():
            yield from _in_web_root(work, f"{root}/{name}", budget, depth - 1)


def _names(work: Work, folder: str) -> list[str]:
    entries = work.tree.scandir(encode(folder))
    if not isinstance(entries, tuple):
        if not isinstance(entries, Absent):
            work.coverage.append(entry_for(WATCHED, HostPath(folder), entries))
        return []
    return [decode(entry.name) for entry in entries[:_MOST]]
