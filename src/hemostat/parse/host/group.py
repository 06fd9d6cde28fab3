"""/etc/group: the groups and who is listed in them."""

from hemostat.model.evidence import Evidence, Parsed, Unread
from hemostat.model.records import Group
from hemostat.parse.host.passwd import unsigned
from hemostat.parse.place import Place


def parse_group(evidence: Evidence, place: Place) -> Parsed[Group]:
    """Read a group file: one record a line; NIS lines and lines without a gid are unread.

    An account's primary group does not stand here: see `Account.gid`. The group password is
    not kept, in no text either.

    Source: group(5); glibc 2.36 grp/fgetgrent_r.c.
    """
    del place
    records: list[Group] = []
    unread: list[Unread] = []
    for number, raw in evidence.lines():
        line = raw.lstrip(" \t\r\v\f")
        if not line or line.startswith("#"):
            continue
        fields = line.split(":", 3)
        gid = unsigned(fields[2]) if len(fields) > 2 else None
        text = ":".join((fields[0], "", *fields[2:])) if len(fields) > 1 else ""
        source = evidence.source(number, text)
        if gid is None or not fields[0] or fields[0][0] in "+-":
            unread.append(Unread(source, "not name:password:gid:members"))
            continue
        members = fields[3].split(",") if len(fields) > 3 else ()
        records.append(
            Group(
                source=source,
                name=fields[0],
                gid=gid,
                members=tuple(member.strip() for member in members if member.strip()),
            )
        )
    return Parsed(tuple(records), tuple(unread))


PARSERS = {"group": parse_group}
