"""sudo's own log file, which wraps its lines: `Defaults logfile=…`.

Source: sudo 1.8 and 1.9, logging.c and log_server; with and without `log_host`, `log_year` and
`log_format=json`.
"""

import json
import re
from datetime import datetime, tzinfo
from functools import partial

from hemostat.model.evidence import Evidence
from hemostat.model.records import LogSpan
from hemostat.parse.logs.daemon_log import time_in
from hemostat.parse.logs.line_numbers import LineNumbers
from hemostat.parse.logs.messages import Event, Said
from hemostat.parse.logs.programs import read_message
from hemostat.parse.logs.reading import LogReading, Pulse, Tally
from hemostat.parse.logs.stamps import Stamps, first_year
from hemostat.parse.logs.taking import take

# A line that begins with blanks goes on with the one before.
_ENTRY = re.compile(
    rb"^([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d)( \d{4})? : ([^\n]*(?:\n[ \t]+[^\n]*)*)", re.MULTILINE
)
_JSON = re.compile(rb"^\{[^\n]{2,65536}$", re.MULTILINE)
_FOLDED = re.compile(r"\n[ \t]+")


def read_sudo_log(
    evidence: Evidence, base: LogSpan, zone: tzinfo, written: datetime | None
) -> LogReading:
    """Read sudo's log; `zone` and `written` are as for `read_text_log`."""
    data = evidence.data
    stamps = Stamps(zone, first_year(data, written, zone))
    tally, pulse, numbers = Tally("text"), Pulse(), LineNumbers(evidence)
    for found in _ENTRY.finditer(data):
        time = time_in((found[1] + found[2]).decode(), zone) if found[2] else stamps.read(found[1])
        if time is not None:
            pulse.beat(time)
        message = _FOLDED.sub(" ", found[3].decode("utf-8", "backslashreplace"))
        place = partial(numbers.source, found.start(), found.end())
        said = read_message("sudo", message)
        if said is not None:
            take(said, time, None, "sudo", place, tally)
    for found in _JSON.finditer(data):
        said, time = _of_json(found[0])
        if said is not None:
            pulse.beat(time)
            place = partial(LineNumbers(evidence).source, found.start(), found.end())
            take(said, time or None, None, "sudo", place, tally)
    return LogReading((*tally.records, *tally.logins()), pulse.span(base), tally.dropped)


def _of_json(line: bytes) -> tuple[Said, float]:
    try:
        told = json.loads(line)
        kind, about = next(iter(told["sudo"].items()))
        command = " ".join(about.get("runargv") or [about.get("command", "")])
        said = Event(
            "sudo" if kind == "accept" else "sudo_refused",
            str(about.get("submituser", "")),
            str(about.get("runuser", "")),
            str(about.get("ttyname", "")),
            str(command),
        )
        return said, float(about.get("server_time", {}).get("seconds", 0))
    except (ValueError, KeyError, TypeError, AttributeError, StopIteration, RecursionError):
        return None, 0.0
