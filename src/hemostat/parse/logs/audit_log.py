"""The kernel's audit log: commands that were run, log-ins, accounts, and the rules taken away.

Source: audit 2 to 4; `type=… msg=audit(seconds.milliseconds:serial): fields`. A value without
quotes that is hexadecimal was written so because it holds blanks or bytes that are no text.
"""

import re
from functools import partial

from hemostat.model.evidence import Evidence, Source
from hemostat.model.records import LogSpan, TypedCommand
from hemostat.parse.logs.line_numbers import LineNumbers
from hemostat.parse.logs.messages import Accepted, Attempt, Event, Said
from hemostat.parse.logs.reading import LogReading, Pulse, Tally
from hemostat.parse.logs.stamps import moment
from hemostat.parse.logs.taking import take

_WANTED = (
    rb"SYSCALL|EXECVE|PROCTITLE|USER_CMD|USER_LOGIN|USER_AUTH|ADD_USER|DEL_USER|ADD_GROUP"
    rb"|ANOM_PROMISCUOUS|ANOM_ABEND|CONFIG_CHANGE|KERN_MODULE|TTY|USER_TTY|DAEMON_END"
)
_LINE = re.compile(
    rb"^(?:node=\S+ )?type=(" + _WANTED + rb") msg=audit\((\d{1,11})\.(\d{1,3}):(\d{1,12})\): ?"
    rb"([^\n]{0,16000})",
    re.MULTILINE,
)
_FIELD = re.compile(r"([\w\[\]-]+)=(\"[^\"]*\"|'[^']*'|[^\s'\x1d]+)")
_HEX = re.compile(r"(?:[0-9A-F]{2})+")
_ARGUMENT = re.compile(r"a(\d{1,3})(?:\[(\d{1,3})\])?")
_EXECUTES = frozenset(("59", "322", "11", "221", "281", "358", "387"))
_NOBODY = ("4294967295", "-1", "unset")
_LONGEST = 4_000
_MOST_COMMANDS = 20_000


def read_audit_log(evidence: Evidence, base: LogSpan) -> LogReading:
    """Read one audit log. A command is told once for each account, however often it ran."""
    reader = _Reader(evidence)
    pulse = Pulse()
    for found in _LINE.finditer(evidence.data):
        seconds = int(found[2]) + int(found[3]) / 1000
        pulse.beat(seconds)
        text = found[5].decode("utf-8", "backslashreplace")
        place = partial(reader.numbers.source, found.start(), found.end())
        reader.line(found[1].decode(), int(found[4]), seconds, fields_of(text), place)
    records = (*reader.tally.records, *reader.tally.logins())
    return LogReading(records, pulse.span(base), reader.tally.dropped)


class _Reader:
    """Joins the lines of one event by their serial number, which follow one another."""

    def __init__(self, evidence: Evidence) -> None:
        self.numbers = LineNumbers(evidence)
        self.tally = Tally("text")
        self._serial = -1
        self._account = ""
        self._seen: set[tuple[str, str]] = set()

    def line(
        self, kind: str, serial: int, time: float, fields: dict[str, str], place: "partial[Source]"
    ) -> None:
        if kind == "SYSCALL":
            does = fields.get("syscall", "") in (*_EXECUTES, "execve", "execveat")
            is_done = fields.get("success", "yes") == "yes"
            self._serial = serial if does and is_done else -1
            self._account = f"#{fields.get('euid', fields.get('uid', ''))}"
        elif kind in ("EXECVE", "PROCTITLE"):
            self._command(kind, serial, time, fields, place)
        elif kind in ("TTY", "USER_TTY"):
            typed = value_of(fields.get("data", "")).replace("\r", "\n")
            for each in filter(None, map(str.strip, typed.split("\n"))):
                self._typed(f"#{fields.get('uid', '')}", each, time, place)
        else:
            said = _said(kind, fields)
            if said is not None:
                take(said, time, None, "audit", place, self.tally)

    def _command(
        self, kind: str, serial: int, time: float, fields: dict[str, str], place: "partial[Source]"
    ) -> None:
        if serial != self._serial:
            return
        command = (
            _words(fields)
            if kind == "EXECVE"
            else value_of(fields.get("proctitle", "")).replace("\0", " ")
        )
        self._serial = -1 if command else self._serial
        self._typed(self._account, command, time, place)

    def _typed(self, account: str, command: str, time: float, place: "partial[Source]") -> None:
        key = account, command[:_LONGEST].strip()
        if not key[1] or key in self._seen or len(self._seen) >= _MOST_COMMANDS:
            return
        self._seen.add(key)
        self.tally.keep(
            TypedCommand(
                source=place(), account=account, command=key[1], via="audit", time=moment(time)
            )
        )


def fields_of(text: str) -> dict[str, str]:
    """Names and raw values, those inside `msg='…'` too; the first of a name counts."""
    inner = text.replace("msg='", " ")
    fields: dict[str, str] = {}
    for name, value in _FIELD.findall(inner):
        fields.setdefault(name, value)
    return fields


def value_of(raw: str) -> str:
    """A raw value as text: without its quotes, or out of its hexadecimal form."""
    if raw[:1] in "\"'":
        return raw.strip("\"'")
    if len(raw) > 3 and _HEX.fullmatch(raw):
        return bytes.fromhex(raw).decode("utf-8", "backslashreplace")
    return raw


def _words(fields: dict[str, str]) -> str:
    """The arguments of an EXECVE as one line; those with blanks as a shell would quote them."""
    words: dict[int, str] = {}
    for name, raw in fields.items():
        if found := _ARGUMENT.fullmatch(name):
            number = int(found[1])
            words[number] = words.get(number, "") + value_of(raw)
    line = [words[number] for number in sorted(words)]
    if len(line) > 2 and line[1] in ("-c", "-lc", "-ic"):
        return f"{line[0]} {line[1]} {_quoted(line[2])}"
    return " ".join(line)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '\\"') + '"' if "'" in text else f"'{text}'"


def _said(kind: str, fields: dict[str, str]) -> Said:
    result = value_of(fields.get("res", "success")).rstrip("'")
    account = value_of(fields.get("acct", ""))
    by = fields.get("auid", "")
    if kind == "USER_CMD":
        command = value_of(fields.get("cmd", ""))
        done = "sudo" if result == "success" else "sudo_refused"
        terminal = value_of(fields.get("terminal", ""))
        return Event(done, f"#{fields.get('uid', '')}", "root", terminal, command)
    if kind == "USER_LOGIN":
        address = value_of(fields.get("addr", "?"))
        if address in ("?", "") or not account:
            return None
        service = value_of(fields.get("exe", "")).rpartition("/")[2]
        if result == "success":
            return Accepted(account, address, service, "", "", "")
        return Attempt(account, address, service, "password", "failed", 1)
    if kind in ("ADD_USER", "DEL_USER"):
        done = "account_created" if kind == "ADD_USER" else "account_deleted"
        name = account or value_of(fields.get("id", ""))
        return Event(done, "", name) if result == "success" else None
    return _kernel_said(kind, fields, by)


def _kernel_said(kind: str, fields: dict[str, str], by: str) -> Said:
    if kind == "ANOM_PROMISCUOUS" and fields.get("prom") not in ("0", None):
        return Event("promiscuous", f"#{by}", value_of(fields.get("dev", "")))
    if kind == "ANOM_ABEND":
        return Event("crashed", "", value_of(fields.get("comm", "")), detail="ANOM_ABEND")
    if kind == "KERN_MODULE":
        return Event("module_loaded", "", value_of(fields.get("name", "")))
    is_session = by not in (*_NOBODY, "")
    if kind == "CONFIG_CHANGE" and is_session and fields.get("audit_enabled") == "0":
        return Event("audit_off", f"#{by}", "audit", detail="audit_enabled=0")
    return None
