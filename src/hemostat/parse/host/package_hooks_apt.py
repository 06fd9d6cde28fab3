"""Commands in the configuration of apt: hooks, proxy detection, replaced programs."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from hemostat.model.evidence import Evidence, Parsed, Unread
from hemostat.model.records import Mechanism, PackageHook
from hemostat.parse.place import Place

_TOKEN = re.compile(
    r"""(?P<blank>\s+)
    |(?P<comment>//[^\n]*|/\*.*?\*/|\#(?!clear|include|x-apt-)[^\n]*)
    |(?P<open>/\*.*)
    |(?P<directive>\#(?:clear|include|x-apt-)[^\n;]*;?)
    |"(?P<text>[^"]*)"
    |(?P<sign>[{};])
    |(?P<word>(?:(?!//|/\*)[^\s{};"])+)
    |(?P<odd>.)
    """,
    re.VERBOSE | re.DOTALL,
)
# No hook stands deeper; blocks below cost no time.
_MAX_DEPTH = 16
_RUNS = re.compile(
    r"^(dpkg::(pre-invoke|post-invoke|pre-install-pkgs|tools::options)"
    r"|apt::update::(pre-invoke|post-invoke|post-invoke-success|post-invoke-stats)"
    r"|apt::[\w-]+::(pre|post)-invoke(-success)?"
    r"|aptcli::hooks(::[\w-]+)?"
    r"|dir::bin(::[\w:+-]+)?|apt::compressor::[\w-]+::binary"
    r"|rpm::(pre|post)-invoke|acquire::[\w:-]*proxy-?auto-?detect(::[\w.-]*)?)(::|$)",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Statement:
    """What stands before the next `;` or `{`: words and quoted texts, with the line it began on."""

    line: int = 0
    words: list[str] = field(default_factory=list[str])


def parse_apt_config(evidence: Evidence, _place: Place) -> Parsed[PackageHook]:
    """Read apt.conf or a file of apt.conf.d: one record a command that apt runs by itself.

    Blocks may be nested or flattened with `::`, names are in any case, strings may span lines,
    and several statements may share a line. What stands at the end without `;` counts.

    Raises: nothing.
    Source: apt.conf(5) of apt 2.6, "ASSUMED SYNTAX", "DPKG TRIGGER USAGE", the APT::Update
    hooks in apt-pkg/update.cc, AptCli::Hooks in doc/json-hooks-protocol.md.
    """
    records: list[PackageHook] = []
    unread: list[Unread] = []
    scopes: list[str] = []
    statement = _Statement()
    for number, kind, text in _tokens(evidence):
        if kind in ("text", "word"):
            if not statement.words:
                statement.line = number
            # A text is marked, for a value may look like a name.
            statement.words.append(f'"{text}' if kind == "text" else text)
        elif text == ";":
            records += _commands(evidence, scopes, statement)
            statement = _Statement()
        elif text == "{":
            scopes.append("::".join(word.lstrip('"') for word in statement.words))
            statement = _Statement()
        elif text == "}":
            records += _commands(evidence, scopes, statement)
            statement = _Statement()
            if not scopes:
                unread.append(Unread(evidence.source(number, text), "a brace closes nothing"))
            scopes = scopes[:-1]
        elif kind in ("odd", "open"):
            unread.append(Unread(evidence.source(number, text[:80]), "begins and does not end"))
    records += _commands(evidence, scopes, statement)
    return Parsed(tuple(records), tuple(unread))


def _tokens(evidence: Evidence) -> Iterator[tuple[int, str, str]]:
    """Line number, kind and text of each token that means something; directives mean nothing."""
    whole = evidence.data.decode("utf-8", "backslashreplace")
    number = 1
    for match in _TOKEN.finditer(whole):
        kind = match.lastgroup or ""
        if kind not in ("blank", "comment", "directive"):
            yield number, kind, match[kind]
        number += match[0].count("\n")


def _commands(
    evidence: Evidence, scopes: list[str], statement: _Statement
) -> Iterator[PackageHook]:
    """The hooks one finished statement declares: its texts, below the name of its scope."""
    if not statement.words:
        return
    names = [word for word in statement.words if not word.startswith('"')]
    texts = [word[1:] for word in statement.words if word.startswith('"')]
    if not texts and len(names) > 1:
        names, texts = names[:1], [" ".join(names[1:])]
    path = "::".join(
        part.strip(":") for part in (*scopes[:_MAX_DEPTH], *names[:1]) if part.strip(":")
    )
    if not texts or not _RUNS.match(path):
        return
    for text in texts:
        yield PackageHook(
            source=evidence.source(statement.line, text),
            mechanism=Mechanism.PACKAGE_HOOK,
            tool="apt",
            event=path,
            command=text,
        )


PARSERS = {"apt_config": parse_apt_config}
