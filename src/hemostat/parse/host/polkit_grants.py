"""What polkit's rules allow without asking for a password: who, and which actions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hemostat.model.evidence import Evidence, Parsed, Unread
from hemostat.model.records import Setting
from hemostat.parse.place import Place

ALL = "*"
UNCLEAR = "?"
_LIMIT = 1 << 18
_COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'])//[^\n]*", re.DOTALL)
_RULE = re.compile(
    r"polkit\s*\.\s*(?P<kind>addRule|addAdminRule)\s*\(\s*function\s*\w*\s*"
    r"\(\s*(?P<action>\w*)\s*,?\s*(?P<subject>\w*)\s*\)\s*\{"
)
_STEP = re.compile(r"\bif\s*\(|\breturn\b[^;}]*")
_YES = re.compile(r"return\s*\(?\s*(?:polkit\s*\.\s*Result\s*(?:\.\s*YES|\[.YES.\])|[\"']yes[\"'])")
_QUOTED = re.compile(r"[\"'/]([\w.*^\\-]{2,200})[\"'/]")
_IDENTITY = re.compile(r"unix-(user|group):([^;\s\"']+)")
_MOST_GRANTS = 200


@dataclass(frozen=True, slots=True)
class _Rule:
    """One rule: the names its function gives to action and subject, its body, its line."""

    action: str
    subject: str
    body: str
    line: int


def parse_polkit_grants(evidence: Evidence, _place: Place) -> Parsed[Setting]:
    """Read a rules file of polkit: a setting for each way to the answer yes.

    The section says who: `user NAME`, `group NAME`, `anyone`, `anyone here` (at the console), or
    `?`. The value says what: the texts that the action is compared with, `*` where the action is
    not looked at, `?` where that is unclear. `admin` settings name who may confirm as an
    administrator. JavaScript is read, not run: loops and tables are `?`.

    Raises: nothing.
    Source: polkit(8) 121, "AUTHORIZATION RULES".
    """
    whole = evidence.data[:_LIMIT].decode("utf-8", "backslashreplace")
    # Line numbers stay as they are.
    text = _COMMENT.sub(lambda match: "\n" * match[0].count("\n"), whole)
    records: list[Setting] = []
    for match in _RULE.finditer(text):
        body = _until_closed(text, match.end(), "{}")
        line = text.count("\n", 0, match.start()) + 1
        if match["kind"] == "addAdminRule":
            found = [("admin", f"{kind} {who}", ALL) for kind, who in _IDENTITY.findall(body)]
        else:
            rule = _Rule(match["action"], match["subject"], body, line)
            found = [("grant", *_told(rule, conditions)) for conditions in _ways(body, ())]
        for keyword, who, what in found[:_MOST_GRANTS]:
            source = evidence.source(line, f"{who}: {what}")
            records.append(
                Setting(source=source, service="polkit", section=who, keyword=keyword, value=what)
            )
    return Parsed(tuple(records[:_MOST_GRANTS]))


def parse_polkit_authority(evidence: Evidence, _place: Place) -> Parsed[Setting]:
    """Read a .pkla file: a setting for each identity that an entry answers yes.

    Raises: nothing.
    Source: pklocalauthority(8), polkit 0.105.
    """
    records: list[Setting] = []
    unread: list[Unread] = []
    entry: dict[str, str] = {}
    first = 1
    for number, raw in (*evidence.lines(), (0, "[")):
        line = raw.strip()
        if line.startswith("["):
            records += _of_entry(evidence, entry, first)
            entry, first = {}, number
        elif line and not line.startswith("#"):
            key, is_pair, value = line.partition("=")
            entry[key.strip().lower()] = value.strip()
            if not is_pair:
                unread.append(Unread(evidence.source(number, line), "not a line of a pkla file"))
    return Parsed(tuple(records), tuple(unread))


def _of_entry(evidence: Evidence, entry: dict[str, str], line: int) -> Iterator[Setting]:
    is_far = any(entry.get(key) == "yes" for key in ("resultany", "resultinactive"))
    if not is_far and entry.get("resultactive") != "yes":
        return
    for kind, who in _IDENTITY.findall(entry.get("identity", "")):
        section = f"{kind} {who}" if who != "*" else "anyone" if is_far else "anyone here"
        what = entry.get("action", "").strip(";") or UNCLEAR
        yield Setting(
            source=evidence.source(line, f"{section}: {what}"),
            service="polkit",
            section=section,
            keyword="grant",
            value=what,
        )


def _until_closed(text: str, start: int, pair: str) -> str:
    """What stands between an opened bracket, before `start`, and its other half."""
    depth = 1
    for at in range(start, len(text)):
        depth += (text[at] == pair[0]) - (text[at] == pair[1])
        if not depth:
            return text[start:at]
    return text[start:]


def _ways(body: str, conditions: tuple[str, ...], depth: int = 0) -> Iterator[tuple[str, ...]]:
    """The conditions on each way to the answer yes."""
    at = 0
    while depth < 12 and (step := _STEP.search(body, at)):
        at = step.end()
        if step[0].startswith("return"):
            if _YES.match(step[0]):
                yield conditions
            continue
        condition = _until_closed(body, at, "()")
        at += len(condition) + 1
        rest = body[at:]
        if rest.lstrip().startswith("{"):
            opened = at + rest.index("{") + 1
            block = _until_closed(body, opened, "{}")
            at = opened + len(block) + 1
        else:
            block = rest.partition(";")[0]
            at += len(block) + 1
        yield from _ways(block, (*conditions, condition), depth + 1)
        if "return" in block and not _YES.search(block):
            # Who does not meet it has left already: what follows is for the others.
            conditions = (*conditions, condition)


def _told(rule: _Rule, conditions: tuple[str, ...]) -> tuple[str, str]:
    """Who is answered yes, and to which actions, as far as the conditions say."""
    text = " && ".join(conditions)
    return _who(rule, text), _what(rule, text)


def _who(rule: _Rule, text: str) -> str:
    own = re.escape(rule.subject or "subject")
    if match := re.search(rf"\b{own}\.user\s*===?\s*[\"']([^\"']+)", text):
        return f"user {match[1]}"
    if match := re.search(rf"\b{own}\.isInGroup\(\s*[\"']([^\"']+)", text):
        return f"group {match[1]}"
    if re.search(rf"\b{own}\.(?:user|groups|isInGroup|isInNetGroup)\b", rule.body):
        return UNCLEAR
    return "anyone here" if re.search(rf"\b{own}\.(?:active|local|seat)\b", rule.body) else "anyone"


def _what(rule: _Rule, text: str) -> str:
    own = re.escape(rule.action or "action")
    named = [part for part in re.split(r"&&|\|\|", text) if re.search(rf"\b{own}\b", part)]
    if re.search(rf"\b{own}\.lookup\(", text):
        # Such as one program of pkexec, or one unit of systemctl.
        return UNCLEAR
    if named:
        return " ".join(each for part in named for each in _QUOTED.findall(part)) or UNCLEAR
    return UNCLEAR if re.search(rf"\b{own}\b", rule.body) else ALL


PARSERS = {"polkit_grants": parse_polkit_grants, "polkit_authority": parse_polkit_authority}
