"""PAM: which modules decide who gets in."""

import re
from collections.abc import Iterator

from hemostat.model import path
from hemostat.model.evidence import Evidence, Parsed, Source, Unread
from hemostat.model.records import PamRule
from hemostat.parse.place import Place

_TYPES = frozenset({"auth", "account", "password", "session"})
_WORD = re.compile(r"\[((?:\\\]|[^\]])*)\]|\S+")


def parse_pam(evidence: Evidence, place: Place) -> Parsed[PamRule]:
    r"""Read one file of /etc/pam.d, or /etc/pam.conf, whose first column names the service.

    `@include x` (Debian) has the type include and the module x; `auth include x` keeps auth and
    the control include. The leading - of a type (silent if the module is absent) is dropped; the
    source's text has it. A control in brackets keeps them and has single blanks; an argument in
    brackets loses them. A # ends a line wherever it stands; `\` before the line's end continues.

    Source: pam.conf(5) of Linux-PAM 1.5; libpam/pam_handlers.c (_pam_assemble_line).
    """
    service = "" if path.name(place.path) == "pam.conf" else path.name(place.path)
    records: list[PamRule] = []
    unread: list[Unread] = []
    for source, text in _logical_lines(evidence):
        words = [_word(match) for match in _WORD.finditer(text)]
        rule = _rule(source, service, words)
        if rule:
            records.append(rule)
        else:
            unread.append(Unread(source, "not type control module …"))
    return Parsed(tuple(records), tuple(unread))


def pam_includes(evidence: Evidence, place: Place) -> tuple[str, ...]:
    """Stacks that lie outside /etc/pam.d and are included by absolute path."""
    parsed = parse_pam(evidence, place)
    return tuple(
        rule.module
        for rule in parsed.records
        if rule.control in ("include", "substack", "@include")
        and rule.module.startswith("/")
        and path.parent(rule.module) != "/etc/pam.d"
    )


def _rule(source: Source, service: str, words: list[tuple[str, bool]]) -> PamRule | None:
    texts = [word for word, _ in words]
    if texts[0].lower() == "@include" and len(texts) > 1:
        return PamRule(
            source=source, service=service, type="include", control="@include", module=texts[1]
        )
    if not service:
        service, words, texts = texts[0].lower(), words[1:], texts[1:]
    if len(words) < 3:
        return None
    kind = texts[0].removeprefix("-").lower()
    if kind not in _TYPES:
        return None
    is_bracketed = words[1][1]
    control = f"[{' '.join(texts[1].split())}]" if is_bracketed else texts[1].lower()
    return PamRule(
        source=source,
        service=service,
        type=kind,
        control=control,
        module=texts[2],
        arguments=tuple(texts[3:]),
    )


def _word(match: re.Match[str]) -> tuple[str, bool]:
    """A word without its brackets, and whether it had some."""
    if match[1] is None:
        return match[0], False
    return match[1].replace("\\]", "]"), True


def _logical_lines(evidence: Evidence) -> Iterator[tuple[Source, str]]:
    parts: list[str] = []
    start = 0
    for number, raw in evidence.lines():
        start = start if parts else number
        line, mark, _ = raw.partition("#")
        bare = line.rstrip(" \t\r")
        if bare.endswith("\\") and not mark:
            parts.append(bare[:-1])
            continue
        parts.append(line)
        if joined := " ".join(parts).strip():
            yield evidence.source(start, joined), joined
        parts = []
    if joined := " ".join(parts).strip():
        yield evidence.source(start, joined), joined


PARSERS = {"pam": parse_pam}
INCLUDES = {"pam": pam_includes}
