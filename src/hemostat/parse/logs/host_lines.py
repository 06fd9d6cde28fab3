"""What lines of package managers, scanners and name servers say that somebody should have read.

Source: dpkg, apt, yum and dnf, pacman, zypper; ClamAV, maldet, rkhunter, chkrootkit; BIND, dnsmasq,
Unbound.
"""

import re

from hemostat.parse.logs.messages import Did, Said

_TOOLS = (
    r"(?:thc-)?hydra(?:-gtk)?|medusa|ncrack|masscan|zmap|xmrig\S*|xmr-stak\S*|cpuminer\S*|ethminer"
    r"|hashcat|metasploit\S*|sqlmap|responder|crackmapexec|netexec|patator|ettercap-\S+|dsniff"
    r"|proxychains\S*|sliver|chisel|pupy|t50|slowhttptest|hping3"
)
_INSTALLED = re.compile(
    rf"(?:\binstall |\bInstalled: |\b[Ii]nstalled |\bInstall: (?:[^\n]{{0,2000}}, )?|\|install\|)"
    rf"({_TOOLS})(?=[:|\s-])"
)
_CLAMAV = re.compile(r"(?:^|[ >])(/[^\n]{1,300}?): ([\w./-]{4,120}?)(?:\([^)]*\))? FOUND\s*$")
_MALDET = re.compile(r"malware hit (\S{4,120}) found for (/\S{1,300})")
_RKHUNTER = re.compile(r"\bPossible rootkits: ([1-9]\d*)|\b(\w[\w ]{1,40}) Rootkit\s+\[ Warning \]")
_CHKROOTKIT = re.compile(r"(?:Checking|Searching for) [`']?([^'.]{1,60})'?\.\.\..*\bINFECTED$")
_HARMLESS = re.compile(r"(?i)^(?:heuristics|pua|eicar|win\.test|sanesecurity)|eicar")
_ASKED = re.compile(
    r"client (?:@\S+ )?([0-9a-fA-F.:]+)#\d+.*?query: (\S+) IN"
    r"|query\[\w+\] (\S+) from (\S+)"
    r"|info: ([0-9a-fA-F.:]+) (\S+)\. A+ IN"
)


def read_host(line: str) -> Said:
    """A tool installed, a scanner's find, or a name that was asked for."""
    if found := _INSTALLED.search(line):
        return Did("packages", "installed", "", "", found[1], line.strip()[:300])
    if found := _CLAMAV.search(line):
        return _found(found[1], found[2], line)
    if found := _MALDET.search(line):
        return _found(found[2], found[1], line)
    if found := _RKHUNTER.search(line) or _CHKROOTKIT.search(line):
        return Did("scanner", "found", "", "", next(filter(None, found.groups())), line.strip())
    if found := _ASKED.search(line):
        client = found[1] or found[4] or found[5] or ""
        return Did("names", "name_asked", "", client, found[2] or found[3] or found[6], "")
    return None


def _found(path: str, name: str, line: str) -> Said:
    if _HARMLESS.search(name):
        return None
    return Did("scanner", "found", "", "", path, line.strip()[:300])


NEEDLES = (
    rf"[ |](?:{_TOOLS})[:| -]",
    r" found\s*$",
    "malware hit ",
    r"possible rootkits: [1-9]",
    r"rootkit\s+\[ warning \]",
    r"\binfected$",
    r"(?:query|info): ?\S{0,60} ?\S{0,60}(?:pool|xmr|monero|miner|hash)",
    r"query\[\w+\] \S{0,60}(?:pool|xmr|monero|miner|hash)",
)
"""RE2 patterns, of which a line that this module reads holds one; without regard to case."""
