"""Rules of iptables as iptables-save writes them: rules.v4, sysconfig, ufw's user.rules."""

import re
import shlex
from collections import defaultdict

from hemostat.model.evidence import Evidence, Parsed, Source, Unread
from hemostat.model.records import FirewallRule
from hemostat.parse.place import Place

_POLICY = re.compile(r":(?P<chain>\S+)\s+(?P<policy>\S+)(?:\s+\[\d+:\d+\])?")
_COUNTS = re.compile(r"^\[\d+:\d+\]\s+")
_HOOKS = ("prerouting", "input", "forward", "output", "postrouting")
_VERDICTS = ("accept", "drop", "reject", "redirect", "dnat", "snat", "masquerade", "return")
_SAME = {
    "--source": "-s",
    "--src": "-s",
    "--destination": "-d",
    "--dst": "-d",
    "--dports": "--dport",
    "--destination-port": "--dport",
    "--destination-ports": "--dport",
    "--sports": "--sport",
    "--source-port": "--sport",
    "--source-ports": "--sport",
    "--in-interface": "-i",
    "--out-interface": "-o",
    "--jump": "-j",
    "--goto": "-j",
    "-g": "-j",
    "--match": "-m",
    "--to-destination": "--to",
    "--to-ports": "--to",
    "--to-port": "--to",
    "--on-port": "--to",
}
_OTHERS = frozenset({"LOG", "NFLOG", "ULOG", "MARK", "CONNMARK", "TCPMSS", "TTL", "SET", "CT"})
_OTHERS_TOO = frozenset({"NOTRACK", "TPROXY", "CHECKSUM", "QUEUE", "NFQUEUE", "TRACE", "TEE"})
NAT = frozenset({"redirect", "dnat"})


def parse_iptables(evidence: Evidence, place: Place) -> Parsed[FirewallRule]:
    """Read iptables-save text: tables, policies, and one rule a line.

    Commands such as COMMIT hold nothing; every other line is a rule, a policy or unread.
    Source: iptables-save(8), iptables 1.8.
    """
    del place
    records: list[FirewallRule] = []
    unread: list[Unread] = []
    table = "filter"
    for number, raw in evidence.lines():
        line = _COUNTS.sub("", raw.strip())
        if not line or line.startswith("#") or line == "COMMIT":
            continue
        source = evidence.source(number, line)
        if line.startswith("*"):
            table = line[1:]
        elif match := _POLICY.fullmatch(line):
            if match["policy"] != "-":
                records.append(_policy(source, table, match["chain"], match["policy"], line))
        elif found := iptables_rule(line, source, table):
            records.append(found)
        else:
            unread.append(Unread(source, "not a rule"))
    return Parsed(tuple(records), tuple(unread))


def _policy(source: Source, table: str, chain: str, policy: str, text: str) -> FirewallRule:
    return FirewallRule(
        source=source,
        tool="iptables",
        table=table,
        chain=chain,
        hook=_hook(chain),
        is_policy=True,
        verdict=policy.lower(),
        text=text,
    )


def iptables_rule(line: str, source: Source, table: str) -> FirewallRule | None:
    """One rule as `-A CHAIN …`; None for anything else."""
    try:
        words = shlex.split(line)
    except ValueError:
        return None
    if len(words) < 2 or words[0] not in ("-A", "-I", "--append", "--insert"):
        return None
    options = _options(words[2:])
    target = next(iter(options["-j"]), "")
    verdict = target.lower() if target.lower() in _VERDICTS else ""
    is_other = target in _OTHERS or target in _OTHERS_TOO
    return FirewallRule(
        source=source,
        tool="iptables",
        table=table,
        chain=words[1],
        hook=_hook(words[1]),
        verdict="other" if is_other else verdict,
        jump="" if verdict or is_other else target,
        sources=tuple(options["-s"]),
        destinations=tuple(options["-d"]),
        source_ports=tuple(options["--sport"]),
        ports=tuple(options["--dport"]),
        interface=next(iter((*options["-i"], *options["-o"])), ""),
        to=next(iter(options["--to"]), ""),
        matches=tuple(options["-m"]) + (("string",) if options["--string"] else ()),
        text=line,
    )


def _options(words: list[str]) -> dict[str, list[str]]:
    """The values of each option, under one spelling; `!` before an option stays on its value."""
    options: dict[str, list[str]] = defaultdict(list)
    option, negation = "", ""
    for word in words:
        if word == "!":
            negation = "! "
        elif word.startswith("-") and not word.lstrip("-").isdecimal():
            option = _SAME.get(word, word)
        elif option:
            values = word.split(",") if option in ("-s", "-d", "--dport", "--sport") else [word]
            options[option] += [negation + value for value in values]
            option, negation = "", ""
    return options


def _hook(chain: str) -> str:
    return chain.lower() if chain.lower() in _HOOKS and chain.isupper() else ""


PARSERS = {"iptables_save": parse_iptables}
