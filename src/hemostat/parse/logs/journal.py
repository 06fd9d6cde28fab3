"""The journal as a log: log-ins and events of the programs that matter, and when it was written."""

from dataclasses import replace
from functools import partial

from hemostat.model.evidence import Evidence
from hemostat.model.records import LogSpan
from hemostat.parse.logs.journal_file import JournalFile
from hemostat.parse.logs.programs import PROGRAMS, read_message
from hemostat.parse.logs.reading import LogReading, Pulse, Tally
from hemostat.parse.logs.stamps import moment
from hemostat.parse.logs.taking import take

_MICRO = 1_000_000
_WANTED = frozenset((b"MESSAGE", b"_PID", b"SYSLOG_PID"))
_BY = b"SYSLOG_IDENTIFIER"
MOST_ENTRIES = 60_000
"""Of one program; the newest."""


def read_journal(evidence: Evidence, base: LogSpan) -> LogReading:
    """Read one journal file. A torn one gives what its index still reaches."""
    journal = JournalFile(evidence.data)
    if not journal.is_one:
        return LogReading((), replace(base, unread=1))
    pulse, tally = Pulse(), Tally("journal")
    for time in journal.times():
        if time:
            pulse.beat(time / _MICRO)
    missing = 0
    for value, at in journal.values_of(_BY):
        program = value.decode("utf-8", "backslashreplace")
        if program in PROGRAMS:
            missing += _take(journal, at, program, evidence, tally)
    if journal.is_spent:
        missing = max(missing, 1)
    unread = max(journal.entry_count - pulse.entries, 0) if not base.is_cut else 0
    records = (*tally.records, *tally.logins(), *tally.senders())
    return LogReading(records, pulse.span(base, unread), tally.dropped + missing)


def _take(journal: JournalFile, at: int, program: str, evidence: Evidence, tally: Tally) -> int:
    """The entries of one program; gives how many were left out."""
    offsets = list(journal.entries_of(at))
    for number, offset in enumerate(offsets[-MOST_ENTRIES:], start=1):
        if journal.is_spent:
            return len(offsets) - number + 1
        entry = journal.entry(offset, _WANTED)
        if entry is None:
            continue
        time, fields = entry
        message = fields.get(b"MESSAGE", b"").decode("utf-8", "backslashreplace")
        said = read_message(program, message)
        if said is None:
            continue
        pid = fields.get(b"_PID", fields.get(b"SYSLOG_PID", b""))
        seconds = time / _MICRO
        text = f"{moment(seconds)} {program}: {message}"
        take(
            said,
            seconds,
            int(pid) if pid.isdigit() and len(pid) < 10 else None,
            program,
            partial(evidence.source, text=text, offset=offset),
            tally,
        )
    return max(len(offsets) - MOST_ENTRIES, 0)
