"""Commands in the configuration of git: what any `git` run by that account starts."""

import re
from collections.abc import Iterator

from hemostat.model.evidence import Evidence, Parsed, Unread
from hemostat.model.path import parent
from hemostat.model.records import Mechanism, StartupLine
from hemostat.parse.place import Place

_SECTION = re.compile(
    r"\[\s*(?P<name>[A-Za-z0-9.-]+)(?:\s+\"(?P<sub>(?:[^\"\\]|\\.)*)\")?\s*\](?P<rest>.*)",
    re.DOTALL,
)
_SETTING = re.compile(r"(?P<key>[A-Za-z][A-Za-z0-9-]*)\s*(?:=\s*(?P<value>.*))?", re.DOTALL)
_RUNS = re.compile(
    r"core\.(pager|editor|sshcommand|hookspath|askpass|gitproxy|fsmonitor)"
    r"|sequence\.editor|gpg(\..*)?\.program|gpg\.ssh\.defaultkeycommand"
    r"|diff\.external|diff\..*\.(command|textconv)|merge\..*\.driver"
    r"|filter\..*\.(clean|smudge|process)|pager\..*|interactive\.difffilter"
    r"|(difftool|mergetool|browser|man)\..*\.cmd|uploadpack\.packobjectshook"
    r"|credential(\..*)?\.helper|alias\..*|init\.templatedir|trailer\..*\.(command|cmd)"
    r"|sendemail\.(sendmailcmd|smtpserver|tocmd|cccmd)|remote\..*\.(uploadpack|receivepack|vcs)"
)
_SWITCHES = frozenset({"", "true", "false", "yes", "no", "on", "off", "0", "1"})


def parse_git_config(evidence: Evidence, place: Place) -> Parsed[StartupLine]:
    r"""Read one configuration of git: a record for each value that makes git run something.

    The trigger is the key; an alias counts only with a `!` before it, a credential helper only
    as a path or with a `!`. Quotes and `\`-continuations are undone.

    Raises: nothing.
    Source: git-config(1) of git 2.43, "CONFIGURATION FILE" and the keys that name a command.
    """
    records: list[StartupLine] = []
    unread: list[Unread] = []
    for number, key, value in _settings(evidence):
        if not key:
            unread.append(Unread(evidence.source(number, value), "neither section nor key"))
        elif _RUNS.fullmatch(key) and (command := _command(key, value)):
            records.append(
                StartupLine(
                    source=evidence.source(number, f"{key} = {value}"),
                    mechanism=place.mechanism or Mechanism.GIT,
                    account=place.account,
                    trigger=f"git {key}",
                    command=command,
                )
            )
    return Parsed(tuple(records), tuple(unread))


def git_included(evidence: Evidence, place: Place) -> tuple[str, ...]:
    """Files that include.path and includeIf name; `~` is left out, it is the reader's home."""
    return tuple(
        value if value.startswith("/") else f"{parent(place.path).rstrip('/')}/{value}"
        for _, key, value in _settings(evidence)
        if value and not value.startswith("~") and re.fullmatch(r"include(if\..*)?\.path", key)
    )


def _settings(evidence: Evidence) -> Iterator[tuple[int, str, str]]:
    """Line, `section.sub.key` in lower case, and value; an empty key marks an unreadable line."""
    section = ""
    for number, raw in _lines(evidence):
        line = raw.strip()
        if match := _SECTION.fullmatch(line):
            parts = (match["name"].lower(), (match["sub"] or "").lower())
            section = ".".join(part for part in parts if part)
            # A setting may stand behind the section's name.
            line = match["rest"].strip()
        if not line or line[0] in "#;":
            continue
        match = _SETTING.fullmatch(line)
        if match is None or not section:
            yield number, "", line
        else:
            yield number, f"{section}.{match['key'].lower()}", _value(match["value"] or "")


def _lines(evidence: Evidence) -> Iterator[tuple[int, str]]:
    r"""Lines with continuations joined, unless the `\` stands in a comment."""
    parts: list[str] = []
    first = 0
    for number, line in evidence.lines():
        first = first if parts else number
        is_comment = not parts and line.lstrip()[:1] in ("#", ";")
        if line.endswith("\\") and not line.endswith("\\\\") and not is_comment:
            parts.append(line[:-1])
            continue
        yield first, "".join((*parts, line))
        parts = []
    if parts:
        yield first, "".join(parts)


def _value(text: str) -> str:
    """A value without comment, quotes and escapes."""
    out: list[str] = []
    is_quoted = False
    signs = iter(text)
    for sign in signs:
        if sign == '"':
            is_quoted = not is_quoted
        elif sign == "\\":
            after = next(signs, "")
            out.append({"n": "\n", "t": "\t", "b": "\b"}.get(after, after))
        elif sign in "#;" and not is_quoted:
            break
        else:
            out.append(sign)
    return "".join(out).strip()


def _command(key: str, value: str) -> str:
    """What git runs for a key's value; empty if it runs nothing but git itself."""
    if key.startswith("alias."):
        return value[1:].strip() if value.startswith("!") else ""
    if key.startswith("credential"):
        return value.removeprefix("!") if value.startswith(("!", "/")) else ""
    if key.startswith(("pager.", "core.fsmonitor")) and value.lower() in _SWITCHES:
        return ""
    return value


PARSERS = {"git_config": parse_git_config}
INCLUDES = {"git_config": git_included}
