"""udev rules that run programs."""

import re
from collections.abc import Iterator

from hemostat.model.evidence import Evidence, Parsed, Unread
from hemostat.model.records import UdevRule
from hemostat.parse.place import Place

_PAIR = re.compile(
    r"""[\s,]*
    (?P<key>[^\s={+\-!:]+)
    (?:\{(?P<attribute>[^}]*)\})?
    \s*(?P<operator>==|!=|\+=|-=|:=|=)\s*
    (?P<prefix>[ei]{0,2})"(?P<value>(?:[^"\\]|\\.)*)"
    """,
    re.VERBOSE | re.DOTALL,
)
_REST = re.compile(r"[\s,]*\Z")
_RUNNING = frozenset({"RUN", "RUN{program}", "PROGRAM", "IMPORT{program}"})


def parse_udev_rules(evidence: Evidence, _place: Place) -> Parsed[UdevRule]:
    r"""Read one rules file: a record for each RUN, PROGRAM or IMPORT{program}.

    Rules that run nothing give no record. Of a line with a part that is no `key=value`, the pairs
    before it count (udev up to 239 obeys them) and the line is also unread. `RUN{builtin}` runs
    inside udev and gives no record.

    Raises: nothing.
    Source: udev(7); src/udev/udev-rules.c of systemd 255 (`parse_line`: a comment line does not
    end a continuation; `"` within a value is written `\"`; prefixes e and i) and of 219.
    """
    records: list[UdevRule] = []
    unread: list[Unread] = []
    for number, line in _rule_lines(evidence):
        pairs, is_whole = _pairs(line)
        condition = ", ".join(text for _, _, text in pairs if _is_match(text))
        records += [
            UdevRule(
                source=evidence.source(number, line),
                key=key,
                command=value,
                condition=condition,
            )
            for key, value, _ in pairs
            if key in _RUNNING
        ]
        if not is_whole:
            unread.append(Unread(evidence.source(number, line), "not key, operator and value"))
    return Parsed(tuple(records), tuple(unread))


def _rule_lines(evidence: Evidence) -> Iterator[tuple[int, str]]:
    r"""Rules with `\`-continuations joined; comment lines go before continuations are joined."""
    parts: list[str] = []
    first = 0
    for number, raw in evidence.lines():
        line = raw.strip(" \t\r\n\v\f")
        if line.startswith("#"):
            continue
        first = first if parts else number
        if line.endswith("\\"):
            parts.append(line[:-1])
            continue
        text = "".join((*parts, line))
        parts = []
        if text:
            yield first, text
    if any(parts):
        yield first, "".join(parts)


def _pairs(line: str) -> tuple[list[tuple[str, str, str]], bool]:
    """Key with attribute, value, and the pair as written; whether the line held nothing else."""
    pairs: list[tuple[str, str, str]] = []
    position = 0
    while match := _PAIR.match(line, position):
        key = match["key"] + (f"{{{match['attribute']}}}" if match["attribute"] else "")
        value = match["value"].replace('\\"', '"')
        pairs.append((key, value, match[0].strip(" \t,")))
        position = match.end()
    return pairs, _REST.match(line, position) is not None


def _is_match(pair: str) -> bool:
    """Whether a pair tests something instead of setting it."""
    before = pair.split('"', 1)[0]
    return "==" in before or "!=" in before


PARSERS = {"udev_rules": parse_udev_rules}
