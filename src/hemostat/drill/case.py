"""Cases as data: what to plant, where, and what must be said of it.

A *planted case* puts one harmless sign of an intruder on a host and names the subject and the
technique that a finding of its level must carry. A *profile* puts the files and processes of an
ordinary production host there; nothing above `low` may be said of it. A profile's *twin* is the
same host with a sign inside the product's own folders, which must be found.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, cast

import yaml

from hemostat.detect.sigma.block import techniques
from hemostat.model.errors import DataError, Problem
from hemostat.model.level import Level

PLACES = ("folder", "live")

_FILE_KEYS = {"path", "content", "append", "program", "link", "mode", "owner", "age_days"}
_PROCESS_KEYS = {
    "argv",
    "python",
    "cwd",
    "environment",
    "user",
    "name",
    "is_ready_said",
    "removed",
    "replaced",
}
_CASE_KEYS = {
    "name",
    "text",
    "technique",
    "subject",
    "level",
    "places",
    "files",
    "processes",
    "addresses",
    "source",
    "twin",
    "remove",
    "edits",
    "alone",
}
_SUBJECT_KEYS = {"kind", "value", "exact"}
_EDIT_KEYS = {"path", "old", "new"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlantedFile:
    """One file to set up.

    Attributes:
        path: absolute.
        content: what it holds; None for a program or a link.
        append: text behind what stands there already; a file that is not there is made.
        program: the name of an ordinary program (`sleep`), or the path of any file of the host
            (a library), a copy of which this is, with a few bytes more, so that no package knows
            it.
        link: what a symbolic link points to.
        mode: permission bits. owner: account names or numbers, `root:root`.
        age_days: how long ago it was changed, for the modification time.
    """

    path: str
    content: str | None = None
    append: str | None = None
    program: str | None = None
    link: str | None = None
    mode: int = 0o644
    owner: str = "root:root"
    age_days: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlantedEdit:
    """A change inside a file that the host has. `old` stands in it; it becomes `new`, once."""

    path: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlantedProcess:
    """One process to start, in the sandbox only.

    Attributes:
        argv: program and arguments; the first is the path that is executed.
        python: instead, a Python program run by the system's own interpreter; it prints `ready`.
        cwd: working folder. environment: added variables. user: account it runs as.
        name: what argv[0] says instead of the path; empty for no disguise.
        is_ready_said: it prints a line when it is ready, as a `python` one always does.
        removed: paths taken away once it runs: its own program, a library it mapped.
        replaced: paths written anew with the same bytes once it runs, as an upgrade does.
    """

    argv: tuple[str, ...] = ()
    python: str = ""
    cwd: str = "/"
    environment: Mapping[str, str] = field(default_factory=dict[str, str])
    user: str = ""
    name: str = ""
    is_ready_said: bool = False
    removed: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Expected:
    """What must be said: a finding at this level or worse, about this, with this technique.

    Attributes:
        kinds: subject kinds that are right; empty for any.
        values: any of these is the subject's value, or a part of it that only this case has: a
            cron job may be told by its file or by the program it starts.
        is_exact: the value is one of these as it stands, no part of it.
        techniques: any of these, by id of ATT&CK v19 (a case may name older ones); a sub-technique
            also answers to its parent.
        level: the least it must be.
    """

    kinds: tuple[str, ...]
    values: tuple[str, ...]
    techniques: tuple[str, ...]
    level: Level = Level.MEDIUM
    is_exact: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One planted case, or one profile (`expected` is None: nothing above low).

    Attributes:
        name: unique slug. text: one sentence.
        places: `folder` (a root as folder and tar), `live` (a running host), or both.
        files: in order. edits: after the files. processes: in order.
        addresses: put on the loopback interface first.
        remove: paths taken away first.
        alone: never planted together with others, for it changes what every process shows.
        source: where the layout of a product was read, for profiles.
        twin: the same profile with a sign in it.
    """

    name: str
    text: str
    expected: Expected | None = None
    places: tuple[str, ...] = PLACES
    files: tuple[PlantedFile, ...] = ()
    edits: tuple[PlantedEdit, ...] = ()
    processes: tuple[PlantedProcess, ...] = ()
    addresses: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    alone: bool = False
    source: str = ""
    twin: "Case | None" = None


def read_cases(files: Iterable[tuple[str, str]]) -> tuple[Case, ...]:
    """Cases from (file name, YAML text) pairs, by name; a file holds one case or a list.

    Raises:
        DataError: with every problem of every file.
    """
    problems: list[Problem] = []
    found: dict[str, Case] = {}
    for path, text in files:
        try:
            loaded: object = yaml.load(text, Loader=yaml.CSafeLoader)
            entries = cast(list[object], loaded) if isinstance(loaded, list) else [loaded]
            for entry in entries:
                case = _case(cast(Mapping[str, Any], entry))
                if found.setdefault(case.name, case) is not case:
                    problems.append(Problem(path, f"the name {case.name} is taken"))
        except yaml.YAMLError as error:
            problems.append(Problem(path, f"not YAML: {error}"))
        except (KeyError, TypeError, ValueError) as error:
            problems.append(Problem(path, f"not a case: {error!r}"))
    if problems:
        raise DataError(tuple(problems))
    return tuple(sorted(found.values(), key=lambda case: case.name))


def _case(entry: Mapping[str, Any]) -> Case:
    _only(entry, _CASE_KEYS)
    processes = tuple(_process(each) for each in entry.get("processes", ()))
    expected = _expected(entry) if "subject" in entry else None
    case = Case(
        name=str(entry["name"]),
        text=str(entry["text"]),
        expected=expected,
        places=tuple(entry.get("places", ("live",) if processes and expected else PLACES)),
        files=tuple(_file(each) for each in entry.get("files", ())),
        edits=tuple(_edit(each) for each in entry.get("edits", ())),
        processes=processes,
        addresses=tuple(entry.get("addresses", ())),
        remove=tuple(entry.get("remove", ())),
        alone=bool(entry.get("alone", False)),
        source=str(entry.get("source", "")),
    )
    return _with_twin(case, entry["twin"]) if "twin" in entry else case


def _with_twin(case: Case, entry: Mapping[str, Any]) -> Case:
    """The profile with its twin: everything of the profile, then what the twin adds."""
    added = _case({"name": f"{case.name}-twin", "text": case.text, **entry})
    if added.expected is None:
        raise ValueError(f"the twin of {case.name} names no subject")
    twin = Case(
        name=added.name,
        text=added.text,
        expected=added.expected,
        places=added.places,
        files=(*case.files, *added.files),
        edits=(*case.edits, *added.edits),
        processes=(*case.processes, *added.processes),
        addresses=(*case.addresses, *added.addresses),
        remove=(*case.remove, *added.remove),
    )
    return replace(case, twin=twin)


def _expected(entry: Mapping[str, Any]) -> Expected:
    subject = cast(Mapping[str, Any], entry["subject"])
    _only(subject, _SUBJECT_KEYS)
    return Expected(
        kinds=_words(subject.get("kind", ())),
        values=_words(subject["value"]),
        techniques=techniques(f"attack.{each}" for each in _words(entry["technique"])),
        level=Level.of(str(entry.get("level", "medium"))),
        is_exact=bool(subject.get("exact", False)),
    )


def _words(value: object) -> tuple[str, ...]:
    """One word or a list of them."""
    return (value,) if isinstance(value, str) else tuple(cast(list[str], value))


def _file(entry: Mapping[str, Any]) -> PlantedFile:
    _only(entry, _FILE_KEYS)
    mode = entry.get("mode", "0755" if "program" in entry else "0644")
    values: dict[str, Any] = {**entry, "mode": int(str(mode), 8)}
    return PlantedFile(**values)


def _edit(entry: Mapping[str, Any]) -> PlantedEdit:
    _only(entry, _EDIT_KEYS)
    return PlantedEdit(**entry)


def _process(entry: Mapping[str, Any]) -> PlantedProcess:
    _only(entry, _PROCESS_KEYS)
    values: dict[str, Any] = dict(entry)
    for name in ("argv", "removed", "replaced"):
        values[name] = _words(entry.get(name, ()))
    return PlantedProcess(**values)


def _only(entry: Mapping[str, Any], known: set[str]) -> None:
    unknown = sorted(set(entry) - known)
    if unknown:
        raise ValueError(f"unknown keys {', '.join(unknown)}")
