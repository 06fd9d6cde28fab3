"""Files that a shell or init runs by itself: their lines, or the file as a whole.

Two parsers, for any place: `startup_lines` for files a shell reads (profiles, rc.local), and
`started_file` for folders in which each file is run.
"""

import re
from collections.abc import Iterator

from hemostat.model.evidence import Evidence, Parsed, Unread
from hemostat.model.path import name
from hemostat.model.records import Mechanism, StartupLine
from hemostat.parse.place import Place

# What neither Debian's run-parts (letters, digits, _ and - only) nor the one of cronie
# (not *~, *, and the suffixes of rpm, cvs and editors) ever runs. Names with a dot are kept:
# cronie runs them, and this parser does not know whose host it reads.
_NEVER_RUN = re.compile(
    r"\..*|.*[~,]|.*\.(rpmsave|rpmorig|rpmnew|swp|cfsaved)|.*,v"
    r"|.*\.(dpkg-(old|dist|new|tmp|divert|bak|remove)|ucf-(old|new|dist))",
    re.DOTALL,
)
# A comment behind a command: `#` at the start of a word, outside quotes that close on the line.
# No possessive groups: Python 3.11.2, that of Debian 12, takes them wrong (cpython issue 106052).
# None are needed: every alternative begins with another sign, so there is one way to match.
_ENDS_IN_COMMENT = re.compile(
    r"""(?:[^'"\\#]|\\.|'[^']*'|"(?:[^"\\]|\\.)*"|(?<=[^\s;&|()])#)*(?<![^\s;&|()])#"""
)
_RUN_PARTS = frozenset({Mechanism.PERIODIC, Mechanism.MOTD})
# Files that packages leave only to keep a folder.
_PLACEHOLDERS = frozenset({".placeholder", ".keep", ".gitkeep", ".keep_me"})


def is_never_run(own_name: str) -> bool:
    """Whether no run-parts and no cron takes a file of this name: hidden, backup, left by dpkg."""
    return _NEVER_RUN.fullmatch(own_name) is not None


def logical_lines(evidence: Evidence) -> Iterator[tuple[int, str]]:
    r"""Each line a shell would read, `\`-continuations joined, with its first line's number.

    Blank lines and comment lines are left out. Lines of here-documents come as lines. A comment
    is never continued, as in sh. A NUL is dropped, as bash does.
    """
    joined: list[str] = []
    first = 0
    for number, raw in evidence.lines():
        line = raw.replace("\0", "")
        if not joined:
            if not line.strip() or line.lstrip(" \t").startswith("#"):
                continue
            first = number
        if _is_continued(line):
            joined.append(line[:-1])
            continue
        joined.append(line)
        text, joined = "".join(joined).strip(), []
        if text and not text.startswith("#"):
            yield first, text
    if text := "".join(joined).strip():
        yield first, text


def parse_startup_lines(evidence: Evidence, place: Place) -> Parsed[StartupLine]:
    """Read a file that a shell runs or sources: one record a logical line.

    Args:
        evidence: the file's bytes, in any encoding.
        place: gives mechanism, account and trigger; without a mechanism: a shell profile.

    Raises: nothing. A file that is a program (ELF) is one `Unread`.
    Source: sh(1), "Shell Grammar": line continuation and comments.
    """
    if evidence.data.startswith(b"\x7fELF"):
        unread = Unread(
            evidence.source(offset=0), "a compiled program where a shell script belongs"
        )
        return Parsed((), (unread,))
    mechanism = place.mechanism or Mechanism.SHELL_PROFILE
    return Parsed(
        tuple(
            StartupLine(
                source=evidence.source(line=number, text=text),
                mechanism=mechanism,
                account=place.account,
                trigger=place.trigger,
                command=text,
            )
            for number, text in logical_lines(evidence)
        )
    )


def parse_started_file(evidence: Evidence, place: Place) -> Parsed[StartupLine]:
    """Take a file that is run as it is: one record whose command is the file's own path.

    Its content is not looked at, for it may be a program. An empty file runs nothing. Where
    run-parts decides, a name that no run-parts takes is an `Unread` that says so.

    Raises: nothing.
    Source: run-parts(8) of Debian; /usr/bin/run-parts of cronie's crontabs package.
    """
    if not evidence.data:
        return Parsed()
    own_name = name(place.path)
    if place.mechanism in _RUN_PARTS and is_never_run(own_name):
        if own_name in _PLACEHOLDERS:
            return Parsed()
        return Parsed((), (Unread(evidence.source(), "run-parts takes no file of this name"),))
    return Parsed(
        (
            StartupLine(
                source=evidence.source(text=place.path),
                mechanism=place.mechanism or Mechanism.INIT_SCRIPT,
                account=place.account,
                trigger=place.trigger,
                command=place.path,
            ),
        )
    )


def _is_continued(line: str) -> bool:
    r"""Whether a line ends in an odd number of backslashes."""
    is_escaped = (len(line) - len(line.rstrip("\\"))) % 2 == 1
    # A comment swallows the backslash: what stands on the next line runs.
    return is_escaped and not _ENDS_IN_COMMENT.match(line)


PARSERS = {"startup_lines": parse_startup_lines, "started_file": parse_started_file}
