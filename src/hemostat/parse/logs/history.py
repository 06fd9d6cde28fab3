"""Shell histories: bash and its kin, zsh, fish; mysql, psql, sqlite and python beside them.

Source: bash(1) 5.2 HISTTIMEFORMAT, zshoptions(1) 5.9 EXTENDED_HISTORY, fish 3.6 history format.
"""

import re
from collections.abc import Callable, Iterator

from hemostat.model.evidence import Evidence, Parsed
from hemostat.model.path import name
from hemostat.model.records import HistoryFile, TypedCommand
from hemostat.parse.logs.stamps import moment
from hemostat.parse.place import Place

MOST_LINES = 5_000
_LONGEST = 8_192
_BASH_TIME = re.compile(r"#(\d{9,11})")
_ZSH = re.compile(r": (\d{9,11}):\d+;(.*)", re.DOTALL)
_FISH_COMMAND = re.compile(r"- cmd: (.*)")
_FISH_TIME = re.compile(r"  when: (\d{9,11})")
# Their lines are no shell commands: what is typed into a database or an interpreter.
_OTHER_LANGUAGES = ("mysql", "mariadb", "psql", "sqlite", "python", "node", "rediscli", "irb")
_TO_THE_SHELL = (
    "\\!", "system ", "system(", "popen", "program", "outfile", "dumpfile", "soname", "sys_exec",
    "sys_eval", "lo_export", "general_log_file", "config set", "module load",
)  # fmt: skip

Typed = Iterator[tuple[int, float | None, str]]


def parse_history(evidence: Evidence, place: Place) -> Parsed[TypedCommand | HistoryFile]:
    r"""Read one history: each command with its line and, where the file says so, its time.

    Of a long history the last 5,000 commands are kept. Lines of interpreters and databases are
    kept only where they leave for the shell (`\!`, `system`).
    """
    base = name(place.path)
    reader = _reader_of(base)
    typed = [
        TypedCommand(
            source=evidence.source(number, command),
            account=place.account,
            command=command[:_LONGEST],
            time=moment(time),
        )
        for number, time, command in reader(evidence)
        if command.strip()
    ]
    is_other = any(word in base for word in _OTHER_LANGUAGES)
    if is_other:
        typed = [each for each in typed if _leaves(each.command)]
    file = HistoryFile(source=evidence.source(), account=place.account)
    return Parsed((file, *typed[-MOST_LINES:]))


def parse_history_link(evidence: Evidence, place: Place) -> Parsed[HistoryFile]:
    """A history that is a symbolic link: where it leads."""
    target = evidence.data.decode("utf-8", "backslashreplace")
    source = evidence.source(text=f"-> {target}")
    return Parsed((HistoryFile(source=source, account=place.account, target=target, kind="link"),))


def _leaves(command: str) -> bool:
    return any(
        sign in command for sign in ("\\!", "system ", "system(", "popen", "PROGRAM", "outfile")
    )


def _reader_of(base: str) -> Callable[[Evidence], Typed]:
    if "fish" in base:
        return _fish
    return _zsh if base in (".zsh_history", ".zhistory", ".histfile") else _plain


def _plain(evidence: Evidence) -> Typed:
    time: float | None = None
    for number, line in evidence.lines():
        if stamp := _BASH_TIME.fullmatch(line):
            time = float(stamp[1])
        elif line:
            yield number, time, line


def _zsh(evidence: Evidence) -> Typed:
    """Commands of several lines end each line but the last with a backslash."""
    begun: tuple[int, float | None, str] | None = None
    for number, line in evidence.lines():
        if begun is not None:
            first, time, text = begun
            text = f"{text}\n{line}"
        else:
            found = _ZSH.fullmatch(line)
            first, time = number, float(found[1]) if found else None
            text = found[2] if found else line
        if text.endswith("\\") and len(text) < _LONGEST:
            begun = first, time, text[:-1]
            continue
        begun = None
        yield first, time, text
    if begun is not None:
        yield begun


def _fish(evidence: Evidence) -> Typed:
    waiting: tuple[int, str] | None = None
    for number, line in evidence.lines():
        if command := _FISH_COMMAND.fullmatch(line):
            if waiting:
                yield waiting[0], None, waiting[1]
            text = command[1].replace("\\\\", "\0").replace("\\n", "\n").replace("\0", "\\")
            waiting = number, text
        elif waiting and (stamp := _FISH_TIME.fullmatch(line)):
            yield waiting[0], float(stamp[1]), waiting[1]
            waiting = None
    if waiting:
        yield waiting[0], None, waiting[1]


PARSERS = {"shell_history": parse_history, "shell_history_link": parse_history_link}
