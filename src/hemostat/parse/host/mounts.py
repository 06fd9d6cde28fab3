"""Mounts, from /proc/self/mountinfo."""

import re

from hemostat.model.evidence import Evidence, Parsed, Unread
from hemostat.model.path import HostPath, decode
from hemostat.model.records import Mount
from hemostat.parse.place import Place

_OCTAL = re.compile(rb"\\([0-3][0-7]{2})")


def parse_mountinfo(evidence: Evidence, place: Place) -> Parsed[Mount]:
    r"""Read mountinfo. Blanks, newlines and backslashes stand there as \040, \012, \134.

    The optional fields before ` - ` are passed over: they say how mounts propagate.

    Source: proc_pid_mountinfo(5), Linux man-pages 6.
    """
    del place
    records: list[Mount] = []
    unread: list[Unread] = []
    for number, raw in enumerate(evidence.data.split(b"\n"), start=1):
        if not raw.strip():
            continue
        text = raw.decode("utf-8", "backslashreplace")
        head, separator, tail = raw.partition(b" - ")
        before, behind = head.split(b" "), tail.split(b" ")
        if not separator or len(before) < 6 or len(behind) < 3:
            unread.append(Unread(evidence.source(number, text), "not a mount line"))
            continue
        options = dict.fromkeys((*before[5].split(b","), *behind[2].split(b",")))
        records.append(
            Mount(
                source=evidence.source(number, text),
                mount_point=_path(before[4]),
                root=_path(before[3]),
                device=_path(behind[1]),
                type=behind[0].decode("utf-8", "backslashreplace"),
                options=tuple(_path(option) for option in options if option),
            )
        )
    return Parsed(tuple(records), tuple(unread))


def _path(field: bytes) -> HostPath:
    return decode(_OCTAL.sub(lambda match: bytes((int(match[1], 8),)), field))


PARSERS = {"mountinfo": parse_mountinfo}
