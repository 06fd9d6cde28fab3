"""Which files a content scan should read, by name, place, mode and times alone; and in what order.

Pure, and asked for every name of a walk: it must be quick.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from hemostat.detect.names import words
from hemostat.detect.places import hidden_parts, is_upload, is_writable_for_all
from hemostat.model.area import AreaKind
from hemostat.model.candidate import Candidate
from hemostat.model.path import HostPath
from hemostat.model.records import Provenance

MOST_PROGRAM = 64 << 20
MOST_OTHER = 16 << 20
_NOTHING = frozenset[str]()

_SERVER_SIDE = words("""
    php php3 php4 php5 php7 php8 phtml pht phps phar inc jsp jspx jspf jsw war asp aspx ashx asmx
    asa cer cdx cfm cgi pl py rb lua
""")
_STEERING = (".htaccess", ".user.ini", "web.config", "php.ini")
_PROGRAMS = words("""
    sh bash zsh ksh pl py rb lua php js tcl awk so ko jar class elf bin out exe dll ps1 run
    x86 x86_64 arm arm7 mips mipsel i686
""")
# Kept by thousands by tools of developers, and never run as they lie there.
_DULL = words("pyc pyo mo gmo h hpp a o la pc")
_CONTENT = words("""
    html htm shtml js mjs css svg xml txt json jpg jpeg png gif ico bmp webp
""")
_PAGES = words("html htm shtml js txt")
# Sources and lists: what is left among the system's own files, or came to a home lately.
_TEXTS = words("txt c cc cpp rs go lst list")
_LARGEST_TEXT = 256 << 10
_MANUALS = ("/usr/share/doc", "/usr/share/man", "/usr/share/licenses", "/usr/share/info")
_MANIFESTS = frozenset(("package.json", "composer.json"))
# Settings that name a command: a composition of containers, a manifest, a unit, a job, an action.
_COMMANDING = words("""
    yml yaml conf cfg cnf ini toml service timer socket path desktop local groovy gradle rules
    action tf j2 tmpl template config properties
""")
_COMMANDING_AT_HOME = words("yml yaml service timer groovy desktop")
_LARGEST_SETTING = 256 << 10
# Installed by the thousand by tools of developers.
_LIBRARIES = re.compile(
    r"/(?:site-packages|dist-packages|node_modules|gems|Cellar|\.cargo/registry|go/pkg/mod"
    r"|\.rustup|\.pyenv/versions|\.nvm/versions|lib/python[\d.]+)/"
)
# What runs when a package is installed or imported.
_FIRST_FILES = re.compile(
    r"/(?:__init__\.py|setup\.py|package\.json|composer\.json|index\.js|(?:pre|post)?install\.(?:js|sh|py)"
    r"|extconf\.rb|build\.rs|[^/]+\.pth)\Z"
)
# The folder of one package, not of what it brings along.
_PACKAGE = re.compile(r"/(?:node_modules|vendor)/(?:@?[^/]+/)?[^/]+\Z")
# What extortionists call their notes, and tables of databases that hold one.
_NOTE = re.compile(
    r"read[ _-]?(?:me|it|this)|recover|restor|de-?crypt|unlock|ransom|warning|attention"
    r"|how[ _-]?(?:to|do)|hacked|bitcoin|btc\b|!!!|your[ _-](?:files?|data)|all[ _-]your"
    r"|必读|说明|解密|恢复|勒索|赎金|警告|被加密",
    re.IGNORECASE,
)
_NOTE_ENDINGS = words("txt html htm hta rtf md ibd frm myd") | {""}
_PLAIN_NOTES = words("readme readme.txt readme.md readme.html readme.htm readme.rtf")
_LARGEST_NOTE = 256 << 10
_DUMPS = (".rdb", ".wt", ".aof", ".couch", ".fdt", ".st")
# Shown to whoever logs in, or asks for a name and password: extortionists write there too.
_BANNERS = re.compile(
    r"/etc/(?:(?:motd|issue|issue\.net|ssh/[^/]*banner[^/]*)|(?:update-motd|motd|issue)\.d/[^/]+)"
)
# MySQL and MariaDB keep a table's triggers as text beside it.
_TRIGGERS = ".trg"
_NOTE_AREAS = (AreaKind.DATA, AreaKind.LOCAL, AreaKind.HOME, AreaKind.OTHER)
_SYSTEM = ("/usr/bin", "/usr/sbin", "/usr/lib", "/etc", "/boot")
_STATE_FOLDERS = ("/run/udev", "/run/systemd", "/run/log", "/run/user")


@dataclass(frozen=True)
class Spot:
    """One folder of a walk: what its files share.

    Attributes:
        path: of the folder, free of links. kind: of the area it was reached by.
        recent_ns: files changed later than this are new, nanoseconds since 1970; None: cannot tell.
    """

    path: HostPath
    kind: AreaKind
    recent_ns: int | None = None

    @cached_property
    def is_hidden(self) -> bool:
        """Whether the folder, or one above it, hides itself."""
        return bool(hidden_parts(self.path))

    @cached_property
    def is_upload(self) -> bool:
        """Whether visitors' files are kept there."""
        return is_upload(f"{self.path}/x")

    @cached_property
    def is_temporary(self) -> bool:
        """Whether anybody may leave files there."""
        return is_writable_for_all(self.path)

    @cached_property
    def is_library(self) -> bool:
        """Whether tools of developers install there what others import."""
        return _LIBRARIES.search(f"{self.path}/") is not None

    @cached_property
    def is_state(self) -> bool:
        """Whether the system itself keeps thousands of small files there."""
        return self.path.startswith(_STATE_FOLDERS)


def reasons_to_read(
    spot: Spot, name: str, mode: int, size: int, changed_ns: int | None
) -> frozenset[str]:
    """Why a plain file's content is worth reading, before anybody asked who owns it.

    Args:
        spot: its folder.
        name: its own name.
        mode: permission bits.
        size: bytes.
        changed_ns: ctime, or mtime where there is none; nanoseconds since 1970.

    `unowned` stands for "if no package owns it": the caller asks.
    """
    is_hidden = spot.is_hidden or _is_hidden(spot, name)
    ending = _ending(name)
    is_program = bool(mode & 0o111) or ending in _PROGRAMS
    if not size or size > (MOST_PROGRAM if is_program else MOST_OTHER):
        return _NOTHING
    found = {"hidden"} if is_hidden else set[str]()
    found |= _by_area(spot, ending, is_program=is_program, is_hidden=is_hidden)
    if not found and (
        _may_command(spot, ending, size) or _is_left_text(spot, name, ending, size, changed_ns)
    ):
        found.add("home" if spot.kind is AreaKind.HOME else "unowned")
    if _is_note(spot, name, size):
        found.add("note")
    if not found:
        return _NOTHING
    if _is_recent(spot, changed_ns):
        found.add("recent")
    return frozenset(found)


def _by_area(spot: Spot, ending: str, *, is_program: bool, is_hidden: bool) -> set[str]:
    """Why a file is worth reading for where it lies."""
    if spot.kind is AreaKind.WEB or spot.is_upload:
        return {"web", "upload"} if spot.is_upload else {"web"}
    if spot.kind is AreaKind.TEMPORARY:
        return {"temporary"} if is_program or is_hidden or not spot.is_state else set()
    if (is_program or ending in _SERVER_SIDE) and ending not in _DULL:
        return {"home" if spot.kind is AreaKind.HOME else "unowned"}
    return set()


def _is_left_text(spot: Spot, name: str, ending: str, size: int, changed_ns: int | None) -> bool:
    """Whether it is a source, a list or a package's manifest that somebody may have left there.

    Developers keep them by the thousand: in homes only what is new is read.
    """
    if name in _MANIFESTS:
        return size <= _LARGEST_TEXT and _PACKAGE.search(spot.path) is not None
    if ending not in _TEXTS or size > _LARGEST_TEXT or spot.path.startswith(_MANUALS):
        return False
    if spot.kind in (AreaKind.SYSTEM, AreaKind.DATA):
        return _is_recent(spot, changed_ns) or spot.path.startswith(("/usr/src", "/var/spool"))
    return _is_recent(spot, changed_ns)


def _may_command(spot: Spot, ending: str, size: int) -> bool:
    """Whether a file is such that something may run a line of it: any text of /etc, settings.

    In folders of developers' libraries there are thousands that nothing runs.
    """
    if size > _LARGEST_SETTING or spot.is_library:
        return False
    if spot.kind is AreaKind.SETTINGS:
        return ending not in _DULL
    if spot.kind is AreaKind.HOME:
        return ending in _COMMANDING_AT_HOME
    return spot.kind in (AreaKind.LOCAL, AreaKind.DATA) and ending in _COMMANDING


def _is_note(spot: Spot, name: str, size: int) -> bool:
    """Whether a name says what a ransom note's does, or data of a server may hold one.

    A plain README is one only among a service's data: elsewhere there are thousands.
    """
    if spot.path.startswith("/etc") and _BANNERS.fullmatch(f"{spot.path}/{name}"):
        return size <= _LARGEST_NOTE
    if spot.kind not in _NOTE_AREAS:
        return False
    is_data = spot.kind is AreaKind.DATA
    if name.lower().endswith(_TRIGGERS):
        return size <= _LARGEST_NOTE
    if name.endswith(_DUMPS):
        return name.endswith((".rdb", ".aof")) or size <= _LARGEST_NOTE
    if size > _LARGEST_NOTE or _ending(name) not in _NOTE_ENDINGS or not _NOTE.search(name):
        return False
    return is_data or name.lower() not in _PLAIN_NOTES


def _ending(name: str) -> str:
    """What stands behind the last dot, lower-case; empty without one."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def _is_hidden(spot: Spot, name: str) -> bool:
    is_plain = name.isascii() and name.isprintable()
    if is_plain and name[0] != "." and name[-1] != " " and name[0] != " ":
        return False
    return bool(hidden_parts(f"{spot.path.rstrip('/')}/{name}"))


def _is_recent(spot: Spot, changed_ns: int | None) -> bool:
    return spot.recent_ns is not None and changed_ns is not None and changed_ns > spot.recent_ns


def importance(candidate: Candidate) -> tuple[int, float, str]:
    """A sort key: what matters most comes first; among equals the newest."""
    time = candidate.changed or candidate.modified
    return _rank(candidate), -time.timestamp() if time else 0.0, candidate.path


_NOT_VOUCHED = (Provenance.UNOWNED, Provenance.CHANGED, Provenance.UNKNOWN)


def _rank(each: Candidate) -> int:
    """The first of the groups below that it belongs to."""
    return next((rank for rank, holds in enumerate(_RANKS) if holds(each)), len(_RANKS))


def _is_program(each: Candidate) -> bool:
    return bool(each.mode & 0o111) or _ending(each.path) in _PROGRAMS


def _is_concealed(each: Candidate) -> bool:
    return bool(each.reasons & {"hidden", "temporary"})


def _is_used(each: Candidate) -> bool:
    return bool(each.reasons & {"runs", "starts"}) and each.state in _NOT_VOUCHED


def _is_server_side(each: Candidate) -> bool:
    return _ending(each.path) in _SERVER_SIDE or each.path.lower().endswith(_STEERING)


def _is_web_code(each: Candidate) -> bool:
    return "web" in each.reasons and _is_server_side(each)


def _is_odd_on_web(each: Candidate) -> bool:
    return "web" in each.reasons and ("upload" in each.reasons or not _is_content(each))


def _is_content(each: Candidate) -> bool:
    return _ending(each.path) in _CONTENT


def _is_system_program(each: Candidate) -> bool:
    return "unowned" in each.reasons and each.path.startswith(_SYSTEM)


def _is_library(each: Candidate) -> bool:
    return "web" not in each.reasons and _LIBRARIES.search(each.path) is not None


def _is_text(each: Candidate) -> bool:
    return _ending(each.path) in _TEXTS and not each.mode & 0o111


def _is_way_into_library(each: Candidate) -> bool:
    return _is_library(each) and _FIRST_FILES.search(each.path) is not None


def _is_page(each: Candidate) -> bool:
    return "web" in each.reasons and ("recent" in each.reasons or _ending(each.path) in _PAGES)


_RANKS: tuple[Callable[[Candidate], bool], ...] = (
    lambda each: each.state is Provenance.CHANGED,
    _is_used,
    lambda each: "upload" in each.reasons and _is_server_side(each),
    lambda each: _is_concealed(each) and _is_program(each),
    lambda each: _is_web_code(each) and "recent" in each.reasons,
    _is_web_code,
    lambda each: (
        each.reasons >= {"recent", "unowned"}
        and not each.reasons & {"web", "home"}
        and not _is_library(each)
        and not _is_text(each)
    ),
    lambda each: "note" in each.reasons and not each.path.endswith(_DUMPS),
    lambda each: _is_concealed(each) and not _is_library(each),
    lambda each: each.path.endswith(".rdb") and "note" in each.reasons,
    _is_odd_on_web,
    _is_page,
    lambda each: _is_text(each) and "recent" in each.reasons and not _is_library(each),
    lambda each: _is_way_into_library(each) and "recent" in each.reasons,
    lambda each: _is_system_program(each) and not _is_library(each),
    lambda each: "home" in each.reasons and not _is_library(each),
    lambda each: "unowned" in each.reasons and "web" not in each.reasons and not _is_library(each),
    lambda each: "web" in each.reasons,
)
"""Most important first. Libraries that developers' tools install by the thousand come last."""
