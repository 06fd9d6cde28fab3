"""Commands that run when a network interface or tunnel comes or goes."""

import re

from hemostat.model.evidence import Evidence, Parsed, Unread
from hemostat.model.path import parent
from hemostat.model.records import Mechanism, StartupLine
from hemostat.parse.host.joined_lines import joined_lines
from hemostat.parse.place import Place

_INTERFACES_COMMAND = re.compile(
    r"(?P<when>pre-up|up|post-up|down|pre-down|post-down)\s+(?P<command>.+)", re.DOTALL
)
_SOURCE = re.compile(r"(?P<kind>source|source-directory)\s+(?P<pattern>.+)", re.DOTALL)
_WIREGUARD = re.compile(r"(?P<when>(?:pre|post)(?:up|down))\s*=\s*(?P<command>.+)", re.IGNORECASE)
_WIREGUARD_LINE = re.compile(r"\[[A-Za-z]+\]|[A-Za-z]+\s*=.*")
_OPENVPN = re.compile(
    r"(?P<when>up|down|route-up|route-pre-down|ipchange|tls-verify|auth-user-pass-verify"
    r"|client-connect|client-disconnect|learn-address|plugin|iproute|tls-crypt-v2-verify)"
    r"\s+(?P<command>.+)"
)
_PPP = re.compile(r"(?P<when>connect|disconnect|init|welcome|pty|plugin)\s+(?P<command>.+)")
_DHCLIENT = re.compile(r"script\s+\"?(?P<command>[^\";]+)\"?\s*;?")


def parse_interfaces(evidence: Evidence, place: Place) -> Parsed[StartupLine]:
    """Read /etc/network/interfaces and its kin: one record an up or down command.

    Addresses, options and stanzas give no record.

    Raises: nothing.
    Source: interfaces(5) of ifupdown 0.8: comments begin a line, a backslash joins lines.
    """
    records: list[StartupLine] = []
    for number, raw in joined_lines(evidence):
        line = raw.strip()
        if line.startswith("#"):
            # A comment line is continued too; ifupdown gives up what follows with it.
            continue
        if match := _INTERFACES_COMMAND.fullmatch(line):
            records.append(_line(evidence, place, (number, match["when"], match["command"])))
    return Parsed(tuple(records))


def interfaces_included(evidence: Evidence, place: Place) -> tuple[str, ...]:
    """Patterns of `source` and `source-directory` lines; relative ones begin at the folder."""
    patterns: list[str] = []
    for _, raw in joined_lines(evidence):
        if match := _SOURCE.fullmatch(raw.strip()):
            path = match["pattern"].strip()
            path = path if path.startswith("/") else f"{parent(place.path).rstrip('/')}/{path}"
            patterns.append(f"{path}/*" if match["kind"] == "source-directory" else path)
    return tuple(patterns)


def parse_wireguard(evidence: Evidence, place: Place) -> Parsed[StartupLine]:
    """Read one tunnel of wg-quick: its PreUp, PostUp, PreDown and PostDown commands.

    The private key of the file goes into no record.

    Raises: nothing.
    Source: wg-quick(8) of wireguard-tools 1.0.
    """
    records: list[StartupLine] = []
    unread: list[Unread] = []
    for number, raw in evidence.lines():
        line = raw.split("#", 1)[0].strip()
        if match := _WIREGUARD.fullmatch(line):
            # The command keeps its `#`: wg-quick strips comments from other keys only in part.
            command = raw.partition("=")[2].strip()
            records.append(_line(evidence, place, (number, match["when"], command)))
        elif line and not _WIREGUARD_LINE.fullmatch(line):
            unread.append(Unread(evidence.source(number), "not key=value"))
    return Parsed(tuple(records), tuple(unread))


def parse_openvpn(evidence: Evidence, place: Place) -> Parsed[StartupLine]:
    """Read one configuration of OpenVPN: the scripts and plugins it runs.

    Raises: nothing.
    Source: openvpn(8) 2.6, "Scripting Integration"; `#` and `;` begin comments.
    """
    return _by_pattern(evidence, place, _OPENVPN, "#;")


def parse_ppp_options(evidence: Evidence, place: Place) -> Parsed[StartupLine]:
    """Read options of pppd: the programs it runs to connect, and its plugins.

    Raises: nothing.
    Source: pppd(8) 2.4.9.
    """
    return _by_pattern(evidence, place, _PPP, "#")


def parse_dhclient_config(evidence: Evidence, place: Place) -> Parsed[StartupLine]:
    """Read dhclient.conf: a `script` statement replaces the script that runs on each lease.

    Raises: nothing.
    Source: dhclient.conf(5) of ISC dhclient 4.4.
    """
    return _by_pattern(evidence, place, _DHCLIENT, "#")


def _by_pattern(
    evidence: Evidence, place: Place, pattern: re.Pattern[str], comment: str
) -> Parsed[StartupLine]:
    """A record for each line the pattern takes whole; the others are settings."""
    records: list[StartupLine] = []
    for number, raw in evidence.lines():
        line = raw.strip()
        if not line or line[0] in comment:
            continue
        if match := pattern.fullmatch(line):
            when = match.groupdict().get("when") or "lease"
            records.append(_line(evidence, place, (number, when, match["command"].strip())))
    return Parsed(tuple(records))


def _line(evidence: Evidence, place: Place, found: tuple[int, str, str]) -> StartupLine:
    number, when, command = found
    return StartupLine(
        source=evidence.source(number, command),
        mechanism=place.mechanism or Mechanism.NETWORK_SCRIPT,
        account=place.account,
        trigger=when,
        command=command,
    )


PARSERS = {
    "network_interfaces": parse_interfaces,
    "wireguard": parse_wireguard,
    "openvpn": parse_openvpn,
    "ppp_options": parse_ppp_options,
    "dhclient_config": parse_dhclient_config,
}
INCLUDES = {"network_interfaces": interfaces_included}
