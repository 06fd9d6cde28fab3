"""The collector: one POSIX shell script for hosts on which we install nothing.

    hemostat collect > collect.sh
    ssh host 'sh -s' < collect.sh | hemostat triage -

The shell text stands in `data/collector/`, in the order of its file names; what this module adds
are the places to read, which are those of the artifacts, and a busybox where one comes along.
`docs/collector.md` describes the stream, and `trees/collector_stream.py` reads it.
"""

import re
import shlex
from base64 import encodebytes
from collections.abc import Iterable, Sequence
from importlib.resources import files

from hemostat import __version__
from hemostat.model.errors import UsageError

_HOME = "{home}"
_CAPTURE = re.compile(r"\{(?!home\})[a-z_]+\}")
_MERGED = ("/lib/", "/lib64/", "/bin/", "/sbin/")
MAX_BUSYBOX = 16 << 20
# Who the host is and what its clock shows: no artifact asks for these, every examination does.
IDENTITY = (
    "/etc/hostname",
    "/etc/localtime",
    "/etc/machine-id",
    "/etc/ssh/ssh_host_*_key.pub",
    "/etc/timezone",
    "/var/lib/dbus/machine-id",
)


def collector_script(
    patterns: Sequence[str], busybox: bytes | None = None, *, glances: Sequence[str] = ()
) -> str:
    """The whole script, ready for `sh -s`.

    Args:
        patterns: places to read, absolute globs as artifacts have them; a leading `{home}` is
            every account's home, `**` any depth up to 6.
        busybox: a static busybox for the host's processor; its tools are used in the place of the
            host's own. It goes into memory (/dev/shm or /run) and is removed at the end.
        glances: patterns of files of which facts and hashes are wanted, and the content of small
            ones: companions of known products; `{name}` stands for one part of any name.

    Raises:
        UsageError: a pattern is not absolute or holds a line break, or `busybox` is no ELF file
            or larger than 16 MiB.
    """
    also = [_CAPTURE.sub("*", pattern) for pattern in glances]
    _refuse_bad([*patterns, *also])
    parts = [
        _shell_text(),
        _places("places", "homes_of_accounts", [*patterns, *IDENTITY]),
        _places("glances", "glances_of_homes", also),
        f"BUSYBOX64={_encoded(busybox)}\n",
    ]
    # Last of all, so that a script cut on its way does nothing.
    return "\n".join([*parts, "main </dev/null\n"])


def _shell_text() -> str:
    folder = files("hemostat").joinpath("data", "collector")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sh"))
    text = "\n".join(folder.joinpath(name).read_text("utf-8") for name in names)
    return text.replace("@VERSION@", __version__)


def _refuse_bad(patterns: Iterable[str]) -> None:
    bad = [
        pattern
        for pattern in patterns
        if not pattern.removeprefix(_HOME).startswith("/") or "\n" in pattern or "\0" in pattern
    ]
    if bad:
        raise UsageError(f"not absolute patterns of one line: {', '.join(map(repr, bad))}")


def _places(function: str, of_homes: str, patterns: Sequence[str]) -> str:
    """Two shell functions that name the places, sorted so that one folder is listed once."""
    unique = sorted(set(patterns), key=lambda pattern: (pattern.rpartition("/")[0], pattern))
    fixed = [pattern for pattern in unique if not pattern.startswith(_HOME)]
    known = frozenset(fixed)
    homes = [shlex.quote(p.removeprefix(_HOME)) for p in unique if p.startswith(_HOME)]
    lines = "\n".join(f"  {_place(pattern, known)}" for pattern in fixed)
    return f"{function}() {{\n  :\n{lines}\n}}\n\n{of_homes}() {{\n  homes {' '.join(homes)}\n}}\n"


def _place(pattern: str, known: frozenset[str]) -> str:
    """One call; where /lib and its kin are links into /usr, a place named twice is read once."""
    call = f"place {shlex.quote(pattern)}"
    for top in _MERGED:
        if pattern.startswith(top) and f"/usr{pattern}" in known:
            return f"[ -L {top.rstrip('/')} ] || {call}"
    return call


def _encoded(busybox: bytes | None) -> str:
    if busybox is None:
        return ""
    if not busybox.startswith(b"\x7fELF"):
        raise UsageError("the busybox to take along is no ELF program: give a static busybox")
    if len(busybox) > MAX_BUSYBOX:
        raise UsageError(f"the busybox to take along has more than {MAX_BUSYBOX} bytes")
    return f"'{encodebytes(busybox).decode('ascii')}'"
