"""Text logs in syslog's form: auth.log, secure, messages, syslog, kern.log, cron, vsftpd's."""

import re
from datetime import datetime, tzinfo
from functools import partial

from hemostat.model.evidence import Evidence
from hemostat.model.records import LogSpan
from hemostat.parse.logs.line_numbers import LineNumbers
from hemostat.parse.logs.programs import PROGRAMS, read_message
from hemostat.parse.logs.reading import LogReading, Pulse, Tally
from hemostat.parse.logs.stamps import STAMP, Stamps, first_year
from hemostat.parse.logs.taking import take

_LINE = re.compile(
    rb"^(?:<\d{1,3}>)?(" + STAMP + rb") \S+ ([^\s\[:]+)(?:\[(\d{1,9})\])?: ?"
    # What PAM says of sshd, sudo and cron is said by them again: most lines of a busy log.
    rb"(?:pam_unix\((?:sshd|sudo|cron):[^\n]*|([^\n]*))",
    re.MULTILINE,
)
_LONGEST = 4_096


def read_text_log(
    evidence: Evidence, base: LogSpan, zone: tzinfo, written: datetime | None
) -> LogReading:
    """Read one text log.

    Args:
        evidence: the bytes, unpacked; of a large log its last part (`is_cut`), whole lines.
        base: what is known of the file.
        zone: the host's, for stamps without one.
        written: when the last line was written, at the latest: the file's modification time.

    Lines in another form are counted as unread. Of lines that fail alike within a day the first
    is kept, with their number. Line numbers are those of `evidence`.
    """
    data = evidence.data
    stamps = Stamps(zone, first_year(data, written, zone))
    tally, pulse = Tally("text"), Pulse()
    numbers = LineNumbers(evidence)
    programs = {name.encode(): name for name in PROGRAMS}
    read_stamp, beat = stamps.read, pulse.beat
    matched = alike = 0
    last_minute = b""
    for found in _LINE.finditer(data):
        stamp, program, pid, message = found.groups()
        matched += 1
        minute = stamp[: 12 if stamp[0] > 57 else 16]
        if minute != last_minute:
            last_minute = minute
            time = read_stamp(stamp)
            if time is not None:
                beat(time)
        else:
            alike += 1
        if message is None:
            continue
        name = programs.get(program)
        if name is None:
            continue
        said = read_message(name, message[:_LONGEST].decode("utf-8", "backslashreplace"))
        if said is not None:
            take(
                said,
                read_stamp(stamp),
                int(pid) if pid else None,
                name,
                partial(numbers.source, found.start(), found.end()),
                tally,
            )
    pulse.entries += alike
    unread = max(_lines(data) - matched, 0)
    records = (*tally.records, *tally.logins(), *tally.senders())
    return LogReading(records, pulse.span(base, unread), tally.dropped)


def _lines(data: bytes) -> int:
    """Lines that hold anything."""
    empty = data.count(b"\n\n") + data.startswith(b"\n")
    return data.count(b"\n") + (not data.endswith(b"\n") and bool(data)) - empty
