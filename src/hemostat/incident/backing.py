"""The records behind findings, found again by the places that the evidence names. Pure."""

import re
from collections.abc import Iterable
from typing import Protocol, cast

from hemostat.model.evidence import Source
from hemostat.model.finding import EvidenceRef, Finding
from hemostat.model.record import table_of
from hemostat.model.record_set import RecordSet
from hemostat.model.records import (
    Account,
    AtJob,
    AuthorizedKey,
    CronJob,
    EnvironVariable,
    FileFact,
    KernelModule,
    LoaderEntry,
    Process,
    PythonStartup,
    ScriptLine,
    Socket,
    Startup,
    SudoRule,
    TypedCommand,
    UnitFile,
)

_SOUGHT: tuple[type[object], ...] = (
    Account,
    AtJob,
    AuthorizedKey,
    CronJob,
    EnvironVariable,
    FileFact,
    KernelModule,
    LoaderEntry,
    Process,
    PythonStartup,
    ScriptLine,
    Socket,
    Startup,
    SudoRule,
    TypedCommand,
    UnitFile,
)
"""Not what comes by the hundred thousand (mapped and open files): their evidence names the pid."""

_PROC = re.compile(r"/proc/(\d+)(?:/|$)")

_Key = tuple[str, str, int | None]


class _Sourced(Protocol):
    """Every record has a place."""

    @property
    def source(self) -> Source: ...


class Backing:
    """Finds the records a finding rests on. Built once for all findings of an examination."""

    def __init__(self, records: Iterable[RecordSet], findings: Iterable[Finding]) -> None:
        wanted = {_key(each) for finding in findings for each in finding.evidence}
        tables = {table for table, _, _ in wanted}
        self._found: dict[_Key, list[object]] = {}
        for group in records:
            for kind in _SOUGHT:
                table = table_of(kind).name
                if table not in tables:
                    continue
                for each in group.of(kind):
                    source = cast(_Sourced, each).source
                    key = (table, str(source.path), source.line)
                    if key in wanted:
                        self._found.setdefault(key, []).append(each)

    def of(self, finding: Finding) -> tuple[object, ...]:
        """The records behind one finding, in the order of its evidence."""
        keys = dict.fromkeys(_key(each) for each in finding.evidence)
        return tuple(each for key in keys for each in self._found.get(key, ()))


def pids_of(finding: Finding) -> tuple[int, ...]:
    """The processes a finding is about: those its subjects name, and those its evidence shows."""
    named = [
        pid
        for subject in finding.subjects
        if subject.kind == "process"
        for key, pid in subject.details
        if key == "pid" and isinstance(pid, int)
    ]
    shown = [
        int(match[1]) for each in finding.evidence if (match := _PROC.match(str(each.source.path)))
    ]
    return tuple(dict.fromkeys((*named, *shown)))


def _key(reference: EvidenceRef) -> _Key:
    return (reference.table, str(reference.source.path), reference.source.line)
