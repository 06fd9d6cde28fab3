"""Rules of nftables as its configuration writes them."""

import re
from dataclasses import dataclass, replace

from hemostat.model.evidence import Evidence, Parsed, Source, Unread
from hemostat.model.records import FirewallRule
from hemostat.parse.place import Place

_VALUE = r"(?P<value>!?=?\s*(?:\{[^}]*\}|\S+))"
_FIELDS = {
    "sources": re.compile(rf"\bsaddr\s+{_VALUE}"),
    "destinations": re.compile(rf"\bdaddr\s+{_VALUE}"),
    "source_ports": re.compile(rf"\bsport\s+{_VALUE}"),
    "ports": re.compile(rf"\bdport\s+{_VALUE}"),
}
_INTERFACE = re.compile(r"\b[io]if(?:name)?\s+\"?(?P<name>[^\s\"{}]+)")
_VERDICT = re.compile(
    r"(?:^|\s)(?P<verdict>accept|drop|reject|redirect|dnat|snat|masquerade|return)\b"
    r"(?:\s+(?:ip6?\s+)?to\s+(?P<to>\S+))?"
)
_JUMP = re.compile(r"(?:^|\s)(?:jump|goto)\s+(?P<chain>\S+)")
_MATCHES = (
    ("recent", re.compile(r"\bxt match recent\b|\b(?:add|update)\s+@")),
    ("string", re.compile(r"\bxt match string\b")),
    ("u32", re.compile(r"\bxt match u32\b")),
    ("bpf", re.compile(r"\bxt match bpf\b")),
    ("raw", re.compile(r"(?:^|\s)@(?:ih|(?:th|nh),(?:1[6-9]\d|[2-9]\d\d|\d{4}))(?=,)")),
    ("set", re.compile(r"\b[sd](?:addr|port)\s+@(?!__)")),
    ("length", re.compile(r"\b(?:meta|ip6?|udp) length\b|\bxt match length\b")),
    ("limit", re.compile(r"\blimit rate\b|\bxt match (?:hash)?limit\b")),
)
_HEAD = re.compile(
    r"(?:add\s+|create\s+)?(?P<kind>table|chain)\s+(?P<name>[^{]+?)\s*\{(?P<rest>.*)"
)
_BLOCK = re.compile(
    r"(?:add\s+|create\s+)?(?:set|map|meter|flowtable|counter|quota|limit|ct|secmark|synproxy)"
    r"\s+[^{]*\{.*"
)
_HOOK = re.compile(r"\btype\s+\w+\s+hook\s+(?P<hook>\w+)")
_POLICY = re.compile(r"\bpolicy\s+(?P<policy>\w+)")
_COMMAND = re.compile(
    r"(?:add|insert)\s+rule\s+(?:(?:ip6?|inet|arp|bridge|netdev)\s+)?(?P<table>\S+)\s+"
    r"(?P<chain>\S+)\s+(?P<rule>.*)"
)
_NO_RULE = re.compile(
    r"(?:flush|delete|include|define|add\s+(?:table|chain|set|element)|destroy|#|type\s"
    r"|elements|flags|policy|comment|size|timeout|devices|hook|auto-merge|gc-interval|undefine"
    r"|redefine|list|reset|typeof|counter\s*$)"
)
_MOST = 100_000


@dataclass(slots=True)
class _At:
    """Where in the nesting the reader stands."""

    table: str = ""
    chain: str = ""
    hook: str = ""
    depth: int = 0
    other: int = 0


def parse_nftables(evidence: Evidence, place: Place) -> Parsed[FirewallRule]:
    """Read nftables.conf: tables, chains with hook and policy, one record a rule.

    Sets, maps and definitions are passed over; their members are not looked up.
    Source: nft(8), nftables 1.1.
    """
    del place
    records: list[FirewallRule] = []
    unread: list[Unread] = []
    at = _At()
    for number, text in _statements(evidence):
        source = evidence.source(number, text)
        is_within = bool(at.other)
        found = _statement(text, source, at)
        records += found
        if not found and not is_within and _is_lost(text):
            unread.append(Unread(source, "not a statement we know"))
    return Parsed(tuple(records), tuple(unread))


def _is_lost(text: str) -> bool:
    known = _HEAD.match(text) or _BLOCK.match(text) or _NO_RULE.match(text)
    return not known and text != "}"


def _statements(evidence: Evidence) -> list[tuple[int, str]]:
    """Statements with their line; a set within a rule stays one statement."""
    found: list[tuple[int, str]] = []
    kept, began = "", 0
    for number, raw in evidence.lines():
        line = re.sub(r"(?:^|\s)#.*", "", raw).strip()
        if not line:
            continue
        began = began if kept else number
        kept = f"{kept} {line}".strip()
        is_head = bool(_HEAD.fullmatch(kept) or _BLOCK.fullmatch(kept))
        if not is_head and kept.count("{") > kept.count("}") and len(kept) < _MOST:
            continue
        if is_head or kept == "}":
            found += [(began, each) for each in _within_head(kept)]
        else:
            found += [(began, each) for each in _split(kept)]
        kept = ""
    if kept:
        found.append((began, kept))
    return found


def _within_head(text: str) -> list[str]:
    """`chain x { type …; policy …; }` on one line, taken apart."""
    head, brace, rest = text.partition("{")
    if not brace or not rest.strip():
        return [text]
    inner = rest.strip()
    closes = inner.endswith("}") and inner.count("}") > inner.count("{")
    body = inner[:-1] if closes else inner
    parts = [head.strip() + " {", *_split(body)]
    return [*parts, "}"] if closes else parts


def _split(text: str) -> list[str]:
    parts, depth, start = list[str](), 0, 0
    for index, sign in enumerate(text):
        depth += (sign == "{") - (sign == "}")
        if sign == ";" and depth <= 0:
            parts.append(text[start:index].strip())
            start = index + 1
    parts.append(text[start:].strip())
    return [part for part in parts if part]


def _statement(text: str, source: Source, at: _At) -> list[FirewallRule]:
    if at.other or _BLOCK.match(text):
        at.other = max(0, at.other + text.count("{") - text.count("}"))
        return []
    if head := _HEAD.match(text):
        _enter(at, head["kind"], head["name"])
        return []
    if text == "}":
        _leave(at)
        return []
    if command := _COMMAND.match(text):
        return [nft_rule(command["rule"], nft_chain(source, command["table"], command["chain"]))]
    return _in_chain(text, source, at) if at.chain else []


def _in_chain(text: str, source: Source, at: _At) -> list[FirewallRule]:
    hook, policy = _HOOK.search(text), _POLICY.match(text)
    if hook:
        at.hook = hook["hook"]
    within = nft_chain(source, at.table, at.chain, at.hook)
    if policy:
        return [nft_policy(policy["policy"], within)]
    if _NO_RULE.match(text):
        return []
    return [nft_rule(text, within)]


def _enter(at: _At, kind: str, name: str) -> None:
    if kind == "table":
        at.table, at.chain, at.hook, at.depth = name.rsplit(maxsplit=1)[-1], "", "", 1
    else:
        at.chain, at.hook, at.depth = name.rsplit(maxsplit=1)[-1], "", 2


def _leave(at: _At) -> None:
    if at.depth == 2:
        at.chain, at.hook, at.depth = "", "", 1
    else:
        at.table, at.depth = "", 0


def nft_chain(
    source: Source, table: str, chain: str, hook: str = "", *, is_live: bool = False
) -> FirewallRule:
    """What all records of one statement in a chain share, to hand to the two below."""
    return FirewallRule(
        source=source, tool="nftables", table=table, chain=chain, hook=hook, is_live=is_live
    )


def nft_policy(policy: str, within: FirewallRule) -> FirewallRule:
    """What a base chain does at its end."""
    return replace(within, is_policy=True, verdict=policy, text=f"policy {policy}")


def nft_rule(text: str, within: FirewallRule) -> FirewallRule:
    """One rule from its text."""
    plain = re.sub(r"\"[^\"]*\"", lambda found: found[0].replace(" ", "_"), text)
    verdict, jump, interface = _VERDICT.search(plain), _JUMP.search(plain), _INTERFACE.search(plain)
    fields = {name: _values(pattern, plain) for name, pattern in _FIELDS.items()}
    return replace(
        within,
        verdict=verdict["verdict"] if verdict else "",
        jump=jump["chain"] if jump else "",
        sources=fields["sources"],
        destinations=fields["destinations"],
        source_ports=fields["source_ports"],
        ports=fields["ports"],
        interface=interface["name"] if interface else "",
        to=(verdict["to"] or "") if verdict else "",
        matches=tuple(name for name, pattern in _MATCHES if pattern.search(plain)),
        text=text,
    )


def _values(pattern: re.Pattern[str], text: str) -> tuple[str, ...]:
    found: list[str] = []
    for match in pattern.finditer(text):
        value = match["value"].strip()
        negation = "! " if value.startswith("!") else ""
        members = value.lstrip("!= ").strip("{} ").split(",")
        found += [negation + member.strip() for member in members if member.strip()]
    return tuple(found)


PARSERS = {"nftables_conf": parse_nftables}
