"""sudoers: who may run what as whom, and the defaults that change what that means."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hemostat.model import path
from hemostat.model.evidence import Evidence, Parsed, Source, Unread
from hemostat.model.records import SudoDefault, SudoRule
from hemostat.parse.place import Place

_INCLUDE = re.compile(r"[ \t]*[#@]include(dir)?[ \t]+(.+?)[ \t\r]*")
_CONTINUED = re.compile(r"\\[ \t]*\r?$")
_DEFAULTS = re.compile(
    r"Defaults(?:([@:!>])\s*((?:!*\s*\S+?)(?:\s*,\s*\S+?)*)(?=\s|$))?\s*(.*)", re.DOTALL
)
_PARAMETER = re.compile(
    r'(!*)\s*([A-Za-z_0-9]+)\s*(?:(\+=|-=|=)\s*("(?:\\.|[^"\\])*"|(?:\\.|[^,\s"\\])*))?\s*(?:,|$)\s*',
    re.DOTALL,
)
_ALIAS = re.compile(r"(User|Runas|Host|Cmnd|Cmd)_Alias\s+(.*)", re.DOTALL)
_ALIAS_PART = re.compile(r"\s*([A-Z][A-Z0-9_]*)\s*=")
_ALIAS_NAME = re.compile(r"(!*)\s*([A-Z][A-Z0-9_]*)")
_WORD = re.compile(r'!*\s*(?:"[^"]*"|\\.|[^\s,=()"\\])+', re.DOTALL)
_UID = re.compile(r"#-?[0-9]+(?=[\s,:=)]|$)")
_TAG = re.compile(
    r"(NO)?(PASSWD|EXEC|SETENV|LOG_INPUT|LOG_OUTPUT|MAIL|FOLLOW|INTERCEPT)\s*:(?!:)\s*"
)
_RUN_AS = re.compile(r"\(([^()]*)\)\s*")
_OPTION = re.compile(
    r"(?:ROLE|TYPE|PRIVS|LIMITPRIVS|CWD|CHROOT|TIMEOUT|NOTBEFORE|NOTAFTER|APPARMOR_PROFILE)"
    r'\s*=\s*(?:"[^"]*"|[^\s,]+)\s*'
)
_DIGEST = re.compile(r"sha(?:224|256|384|512)\s*:\s*[A-Za-z0-9+/=]+\s*(?:,\s*(?=sha)|\s+)")
# `^…$` is a regular expression (sudo 1.9.10): commas and colons in it are its own.
_COMMAND = re.compile(r"(?:(?<![^\s,=:!])\^[^$\n]{,500}\$(?=[\s,:]|$)|\\.|[^,:\\])*", re.DOTALL)
_KINDS = {"User": "user", "Runas": "run_as", "Host": "host", "Cmnd": "command", "Cmd": "command"}
_EXPANSION_LIMIT = 10_000


def parse_sudoers(evidence: Evidence, place: Place) -> Parsed[SudoRule | SudoDefault]:
    """Read one sudoers file.

    A user specification gives one `SudoRule` for each run of commands with the same hosts,
    run-as list and password tag; a Defaults line one `SudoDefault` for each parameter. Aliases
    of this file are resolved wherever they stand in it; one defined in another file is left as
    its name, and so is one that names itself. Alias and include lines are no records: the first
    show in the rules that use them, the second in `sudoers_includes`.

    `run_as` holds users, and groups with a leading colon; `(:)` alone means the caller.
    A file whose name sudo's includedir skips (a dot in it, or a ~ at its end) is unread as one.

    Source: sudoers(5) of sudo 1.9.13; plugins/sudoers/toke.l for comments and continuations.
    """
    if _is_skipped(place.path):
        reason = "sudo skips names with a dot or a final ~ in such a folder"
        return Parsed((), (Unread(evidence.source(), reason),))
    lines = [line for line in _logical_lines(evidence) if not _INCLUDE.fullmatch(line.text)]
    aliases = _Aliases({}, [0])
    unread: list[Unread] = []
    specifications: list[_Line] = []
    for line in lines:
        match = _ALIAS.fullmatch(line.text)
        if not match:
            specifications.append(line)
        elif not aliases.define(_KINDS[match[1]], match[2]):
            unread.append(Unread(line.source, "not NAME = member, … : NAME = …"))
    records: list[SudoRule | SudoDefault] = []
    for line in specifications:
        if re.match(r"Defaults(?=[\s@:!>]|$)", line.text):
            defaults = tuple(_defaults(line))
            records += defaults
            is_whole = bool(defaults)
        else:
            rules, is_whole = _rules(line, aliases)
            records += rules
        if not is_whole:
            unread.append(Unread(line.source, "not all of it is a specification or Defaults"))
    return Parsed(tuple(records), tuple(unread))


def sudoers_includes(evidence: Evidence, place: Place) -> tuple[str, ...]:
    """The files a sudoers file includes: `%h` becomes `*`, relative paths stand beside it.

    Of a folder every name is given; `parse_sudoers` knows the ones sudo skips.
    Source: sudoers(5), "Including other files".
    """
    if _is_skipped(place.path):
        return ()
    patterns: list[str] = []
    for line in _logical_lines(evidence):
        match = _INCLUDE.fullmatch(line.text)
        if match:
            name = match[2].strip('"').replace("\\ ", " ").replace("%h", "*")
            if not name.startswith("/"):
                name = f"{path.parent(place.path).rstrip('/')}/{name}"
            patterns.append(f"{name.rstrip('/')}/*" if match[1] else name)
    return tuple(patterns)


@dataclass(frozen=True, slots=True)
class _Line:
    """A logical line: continuations joined, comment gone."""

    source: Source
    text: str


@dataclass(frozen=True, slots=True)
class _Aliases:
    """The aliases of one file; `spent` counts what expanding them has cost so far."""

    members: dict[tuple[str, str], tuple[str, ...]]
    spent: list[int]

    def define(self, kind: str, text: str) -> bool:
        """Take `A = x, y : B = z`; whether it was of that form."""
        position, is_some = 0, False
        while match := _ALIAS_PART.match(text, position):
            position, is_some = match.end(), True
            if kind == "command":
                words, position = _commands(text, position)
            else:
                words, position = _word_list(text, position)
            self.members[kind, match[1]] = words
            position = _skip(text, position, ":")
        return is_some and not text[position:].strip()

    def resolve(self, kind: str, words: tuple[str, ...]) -> tuple[str, ...]:
        """Words with the aliases among them replaced by their members."""
        return tuple(item for word in words for item in self._expand(kind, word, ()))

    def _expand(self, kind: str, word: str, within: tuple[str, ...]) -> Iterator[str]:
        match = _ALIAS_NAME.fullmatch(word)
        members = self.members.get((kind, match[2])) if match else None
        self.spent[0] += 1
        too_much = self.spent[0] > _EXPANSION_LIMIT or len(within) > 50
        if not match or members is None or match[2] in within or too_much:
            yield word
            return
        for member in members:
            yield from self._expand(kind, match[1] + member, (*within, match[2]))


def _logical_lines(evidence: Evidence) -> Iterator[_Line]:
    parts: list[str] = []
    start = 0
    for number, raw in evidence.lines():
        is_include = not parts and _INCLUDE.fullmatch(raw)
        text, is_cut = (raw, False) if is_include else _before_comment(raw)
        start = start if parts else number
        continued = not is_cut and _CONTINUED.search(text)
        parts.append(text[: continued.start()] if continued else text)
        if continued:
            continue
        if joined := "".join(parts).strip():
            yield _Line(evidence.source(start, joined), joined)
        parts = []
    if joined := "".join(parts).strip():
        yield _Line(evidence.source(start, joined), joined)


def _before_comment(line: str) -> tuple[str, bool]:
    """A line up to its comment, and whether there was one. `#1000` as a word is a user id."""
    if "#" not in line:
        return line, False
    is_quoted = False
    position = 0
    while position < len(line):
        letter = line[position]
        if letter == "\\":
            position += 1
        elif letter == '"':
            is_quoted = not is_quoted
        elif letter == "#" and not is_quoted and not _is_id(line, position):
            return line[:position], True
        position += 1
    return line, False


def _is_id(line: str, position: int) -> bool:
    before = line[position - 1] if position else " "
    return before in " \t,!%(:=" and _UID.match(line, position) is not None


def _defaults(line: _Line) -> Iterator[SudoDefault]:
    match = _DEFAULTS.fullmatch(line.text)
    text = match[3] if match else ""
    binding = f"{match[1]}{match[2]}" if match and match[1] else ""
    position = 0
    while position < len(text):
        part = _PARAMETER.match(text, position)
        if not part:
            # What cannot be split is kept whole: it must not vanish behind what could be.
            yield SudoDefault(
                source=line.source, binding=binding, name="?", operator="", value=text[position:]
            )
            return
        position = part.end()
        operator = part[3] or ("!" if len(part[1]) % 2 else "")
        value = (part[4] or "").strip('"')
        yield SudoDefault(
            source=line.source,
            binding=binding,
            name=part[2].lower(),
            operator=operator,
            value=value,
        )


def _rules(line: _Line, aliases: _Aliases) -> tuple[list[SudoRule], bool]:
    """The rules of one user specification, and whether all of the line was taken."""
    text = line.text
    rules: list[SudoRule] = []
    users, position = _word_list(text, 0)
    while True:
        hosts, position = _word_list(text, position)
        equals = _skip(text, position, "=")
        if not users or not hosts or equals == position:
            return rules, False
        runs, position = _command_runs(text, equals)
        rules += [
            SudoRule(
                source=line.source,
                users=aliases.resolve("user", users),
                hosts=aliases.resolve("host", hosts),
                run_as=_run_as(run.run_as, aliases),
                commands=aliases.resolve("command", tuple(run.commands)),
                is_nopasswd=run.is_nopasswd,
                text=text,
            )
            for run in runs
        ]
        colon = _skip(text, position, ":")
        if colon == position or not runs:
            return rules, bool(runs) and not text[position:].strip()
        position = colon


@dataclass(frozen=True, slots=True)
class _Run:
    """Commands that share a run-as list and a password tag."""

    run_as: str | None
    is_nopasswd: bool
    commands: list[str]


def _command_runs(text: str, position: int) -> tuple[list[_Run], int]:
    """The command list behind `=`: tags and run-as lists hold until others replace them."""
    runs: list[_Run] = []
    run_as: str | None = None
    is_nopasswd = False
    while True:
        while match := (
            _RUN_AS.match(text, position)
            or _TAG.match(text, position)
            or _OPTION.match(text, position)
        ):
            if match.re is _RUN_AS:
                run_as = match[1]
            elif match.re is _TAG and match[2] == "PASSWD":
                is_nopasswd = bool(match[1])
            position = match.end()
        command, position = _command(text, position)
        if not command:
            return runs, position
        if runs and (runs[-1].run_as, runs[-1].is_nopasswd) == (run_as, is_nopasswd):
            runs[-1].commands.append(command)
        else:
            runs.append(_Run(run_as, is_nopasswd, [command]))
        comma = _skip(text, position, ",")
        if comma == position:
            return runs, position
        position = comma


def _commands(text: str, position: int) -> tuple[tuple[str, ...], int]:
    words: list[str] = []
    while True:
        word, position = _command(text, position)
        comma = _skip(text, position, ",")
        if word:
            words.append(word)
        if not word or comma == position:
            return tuple(words), position
        position = comma


def _command(text: str, position: int) -> tuple[str, int]:
    """One command with its arguments; a digest before it is part of it."""
    start = _blanks(text, position)
    position = start
    while match := _DIGEST.match(text, position):
        position = match.end()
    match = _COMMAND.match(text, position)
    position = match.end() if match else position
    return text[start:position].strip(), position


def _word_list(text: str, position: int) -> tuple[tuple[str, ...], int]:
    """Words joined by commas, and where they end; blanks may stand around the commas."""
    words: list[str] = []
    while match := _WORD.match(text, _blanks(text, position)):
        word, position = match[0].replace('"', ""), match.end()
        # In a list of users or hosts a colon is part of the word, but not at its end.
        if word.endswith(":"):
            return (*words, word.rstrip(":")), position - 1
        words.append(word)
        comma = _skip(text, position, ",")
        if comma == position:
            break
        position = comma
    return tuple(words), position


def _run_as(text: str | None, aliases: _Aliases) -> tuple[str, ...]:
    if text is None:
        return ()
    users, _, groups = text.partition(":")
    names = [word.strip() for word in users.split(",") if word.strip()]
    bands = [f":{word.strip()}" for word in groups.split(",") if word.strip()]
    return aliases.resolve("run_as", tuple(names)) + tuple(bands) or (":",)


def _skip(text: str, position: int, sign: str) -> int:
    """Behind `sign` and the blanks around it; `position` itself where it does not stand there."""
    start = _blanks(text, position)
    return _blanks(text, start + 1) if text.startswith(sign, start) else position


def _blanks(text: str, position: int) -> int:
    while position < len(text) and text[position].isspace():
        position += 1
    return position


def _is_skipped(file: str) -> bool:
    name = path.name(file)
    return path.parent(file).endswith(".d") and ("." in name or name.endswith("~"))


PARSERS = {"sudoers": parse_sudoers}
INCLUDES = {"sudoers": sudoers_includes}
