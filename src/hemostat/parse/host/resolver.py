"""How names become addresses: resolv.conf, nsswitch.conf, hosts."""

from hemostat.model.evidence import Evidence, Parsed, Unread
from hemostat.model.records import HostsEntry, ResolverEntry
from hemostat.parse.place import Place

_BLANKS = " \t\r\v\f"


def parse_resolv_conf(evidence: Evidence, place: Place) -> Parsed[ResolverEntry]:
    """Read resolv.conf: a keyword, blanks, a value; `#` or `;` in the first column is a comment.

    Source: resolv.conf(5), Linux man-pages 6.
    """
    del place
    records: list[ResolverEntry] = []
    unread: list[Unread] = []
    for number, line in evidence.lines():
        text = line.strip(_BLANKS)
        if not text or text[0] in "#;":
            continue
        source = evidence.source(number, text)
        # Python counts some control signs as blanks that C does not: a word of nothing else.
        keyword, *rest = text.split(None, 1) or [text]
        if rest:
            records.append(ResolverEntry(source=source, keyword=keyword, value=rest[0]))
        else:
            unread.append(Unread(source, "a keyword without a value"))
    return Parsed(tuple(records), tuple(unread))


def parse_nsswitch(evidence: Evidence, place: Place) -> Parsed[ResolverEntry]:
    """Read nsswitch.conf: `database: service [action] …`; `#` begins a comment anywhere.

    Source: nsswitch.conf(5), Linux man-pages 6.
    """
    del place
    records: list[ResolverEntry] = []
    unread: list[Unread] = []
    for number, line in evidence.lines():
        text = line.partition("#")[0].strip(_BLANKS)
        if not text:
            continue
        source = evidence.source(number, text)
        database, colon, services = text.partition(":")
        if colon and database.strip(_BLANKS) and services.strip(_BLANKS):
            records.append(
                ResolverEntry(
                    source=source,
                    keyword=database.strip(_BLANKS),
                    value=services.strip(_BLANKS),
                )
            )
        else:
            unread.append(Unread(source, "not `database: services`"))
    return Parsed(tuple(records), tuple(unread))


def parse_hosts(evidence: Evidence, place: Place) -> Parsed[HostsEntry]:
    """Read /etc/hosts: an address and its names; `#` begins a comment anywhere.

    Source: hosts(5), Linux man-pages 6.
    """
    del place
    records: list[HostsEntry] = []
    unread: list[Unread] = []
    for number, line in evidence.lines():
        text = line.partition("#")[0].strip(_BLANKS)
        if not text:
            continue
        source = evidence.source(number, text)
        address, *names = text.split() or [text]
        if names:
            records.append(HostsEntry(source=source, address=address, names=tuple(names)))
        else:
            unread.append(Unread(source, "an address without a name"))
    return Parsed(tuple(records), tuple(unread))


PARSERS = {
    "resolv_conf": parse_resolv_conf,
    "nsswitch_conf": parse_nsswitch,
    "hosts": parse_hosts,
}
