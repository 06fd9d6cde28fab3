"""Lists of hosts that are trusted without a password: .rhosts, hosts.equiv and ssh's own kind."""

from hemostat.model.evidence import Evidence, Parsed
from hemostat.model.records import Setting
from hemostat.parse.place import Place


def parse_trusted_hosts(evidence: Evidence, place: Place) -> Parsed[Setting]:
    """Read a list of trusted hosts: a `trusted_hosts` setting for each line.

    The keyword is the host as written (`+` is any, `-x` and `-@x` refuse), the value the account
    over there (empty: the one of the same name), the section whose list it is (empty: everybody's).

    Raises: nothing.
    Source: hosts.equiv(5), Linux man-pages; sshd(8), "~/.rhosts" and "~/.shosts".
    """
    records: list[Setting] = []
    for number, raw in evidence.lines():
        words = raw.split("#", 1)[0].split()
        if not words:
            continue
        records.append(
            Setting(
                source=evidence.source(number, " ".join(words)),
                service="trusted_hosts",
                section=place.account,
                keyword=words[0].lower(),
                value=words[1] if len(words) > 1 else "",
            )
        )
    return Parsed(tuple(records))


PARSERS = {"trusted_hosts": parse_trusted_hosts}
