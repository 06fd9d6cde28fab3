"""What the user declares to be theirs: the scope file, and labels for the findings it explains.

A label changes no level and hides nothing. An entry explains a finding when, of one kind of thing
it lists (addresses, accounts, keys, processes, paths), the finding names at least one and none
beyond those listed; and when the finding falls into the entry's time, where it has one. A finding
without a time is not explained by an entry with one. Pure.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import cast

import yaml

from hemostat.model.errors import DataError, Problem
from hemostat.model.finding import Finding
from hemostat.model.label import Label, LabelKind
from hemostat.model.path import is_within

KINDS: Mapping[str, LabelKind] = {
    "responders": "responder",
    "scanners": "scanner",
    "bastions": "bastion",
    "monitoring": "monitoring",
    "tests": "test",
}
"""The lists of a scope file, and whose findings they label."""
_THINGS = ("addresses", "accounts", "keys", "processes", "paths")
_FIELDS = {"name", "from", "until", *_THINGS}
_PATHS = ("file", "library", "cron_job")

Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """One entry: whose it is, by what it is known, and when.

    Attributes:
        kind: whose. name: what the user calls it.
        addresses: single addresses and networks. accounts: names. keys: `SHA256:…` fingerprints.
        processes: paths of executables. paths: files, and folders with all below them.
        begins, ends: UTC, both inclusive; None for no limit.
    """

    kind: LabelKind
    name: str
    addresses: tuple[Network, ...] = ()
    accounts: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    processes: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    begins: datetime | None = None
    ends: datetime | None = None


class _WrongError(ValueError):
    """A value of the scope file that cannot be understood."""


def read_scope(path: str, text: str) -> tuple[Declared, ...]:
    """The entries of a scope file.

    Raises:
        DataError: with every problem of the file, each with the entry it stands in.
    """
    try:
        loaded: object = yaml.load(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise DataError((Problem(path, f"not YAML: {error}"),)) from error
    problems: list[Problem] = []
    found: list[Declared] = []
    for where, kind, entry in _entries(loaded, path, problems):
        try:
            found.append(_declared(kind, entry))
        except _WrongError as error:
            problems.append(Problem(path, f"{where}: {error}"))
    if problems:
        raise DataError(tuple(problems))
    return tuple(found)


def labelled(findings: Iterable[Finding], declared: Sequence[Declared]) -> tuple[Finding, ...]:
    """The findings, in their order, those that entries explain with labels."""
    if not declared:
        return tuple(findings)
    return tuple(
        replace(finding, labels=labels)
        if (labels := tuple(label for each in declared for label in _labels(each, finding)))
        else finding
        for finding in findings
    )


def network_of(text: str) -> Network:
    """An address or network in CIDR form.

    Raises:
        ValueError: it is neither.
    """
    return ip_network(text, strict=False)


def time_of(text: str) -> datetime:
    """A time in RFC 3339; one without an offset is UTC.

    Raises:
        ValueError: it is none.
    """
    told = datetime.fromisoformat(text)
    return told.replace(tzinfo=UTC) if told.tzinfo is None else told.astimezone(UTC)


def _entries(
    loaded: object, path: str, problems: list[Problem]
) -> Iterator[tuple[str, LabelKind, Mapping[str, object]]]:
    if not isinstance(loaded, dict):
        problems.append(Problem(path, f"must hold lists named {', '.join(KINDS)}"))
        return
    for name, entries in cast(dict[str, object], loaded).items():
        if name not in KINDS:
            problems.append(Problem(path, f"{name}: no such list; they are {', '.join(KINDS)}"))
        elif not isinstance(entries, list):
            problems.append(Problem(path, f"{name}: must be a list of entries"))
        else:
            for number, entry in enumerate(cast(list[object], entries), start=1):
                if isinstance(entry, dict):
                    yield f"{name}, entry {number}", KINDS[name], cast(dict[str, object], entry)
                else:
                    problems.append(Problem(path, f"{name}, entry {number}: must have a name"))


def _declared(kind: LabelKind, entry: Mapping[str, object]) -> Declared:
    unknown = sorted(set(map(str, entry)) - _FIELDS)
    if unknown:
        raise _WrongError(f"unknown {', '.join(unknown)}; known are {', '.join(sorted(_FIELDS))}")
    if not entry.get("name"):
        raise _WrongError("needs a name")
    if not any(entry.get(thing) for thing in _THINGS):
        raise _WrongError(f"names nothing; give at least one of {', '.join(_THINGS)}")
    begins, ends = _time(entry, "from"), _time(entry, "until")
    if kind == "test" and not (begins and ends):
        raise _WrongError("a test needs `from` and `until`: it must not excuse for ever")
    if begins and ends and begins > ends:
        raise _WrongError("`from` is after `until`")
    return Declared(
        kind=kind,
        name=str(entry["name"]),
        addresses=tuple(_network(each) for each in _words(entry, "addresses")),
        accounts=_words(entry, "accounts"),
        keys=_words(entry, "keys"),
        processes=tuple(_absolute(each) for each in _words(entry, "processes")),
        paths=tuple(_absolute(each) for each in _words(entry, "paths")),
        begins=begins,
        ends=ends,
    )


def _words(entry: Mapping[str, object], field: str) -> tuple[str, ...]:
    value = entry.get(field, [])
    values = cast(list[object], value) if isinstance(value, list) else [value]
    if not all(isinstance(each, str) and each for each in values):
        raise _WrongError(f"{field}: must be a list of words")
    return tuple(map(str, values))


def _network(text: str) -> Network:
    try:
        return network_of(text)
    except ValueError as error:
        raise _WrongError(f"addresses: {text!r} is neither an address nor a network") from error


def _absolute(path: str) -> str:
    if not path.startswith("/") or path.rstrip("/") == "":
        raise _WrongError(f"{path!r} must be an absolute path, and not the whole host")
    return path


def _time(entry: Mapping[str, object], field: str) -> datetime | None:
    value = entry.get(field)
    if value is None:
        return None
    try:
        return time_of(value.isoformat() if isinstance(value, datetime) else str(value))
    except ValueError as error:
        example = "2026-11-22T02:00:00+08:00"
        raise _WrongError(f"{field}: {value!r} is no time such as {example}") from error


def _labels(declared: Declared, finding: Finding) -> Iterator[Label]:
    if not _is_in_time(declared, finding):
        return
    reason = next(_reasons(declared, finding), None)
    if reason is not None:
        yield Label(declared.kind, declared.name, reason)


def _is_in_time(declared: Declared, finding: Finding) -> bool:
    if declared.begins is None and declared.ends is None:
        return True
    first, last = finding.first_seen, finding.last_seen or finding.first_seen
    if first is None or last is None:
        return False
    is_begun = declared.begins is None or first >= declared.begins
    return is_begun and (declared.ends is None or last <= declared.ends)


def _reasons(declared: Declared, finding: Finding) -> Iterator[str]:
    """Each kind of thing that explains the finding, in words for whoever checks it."""
    for kind, values in _named(finding).items():
        if values and all(_is_listed(kind, value, declared) for value in values):
            yield f"{kind} {', '.join(sorted(values))}"
    if not any((declared.addresses, declared.accounts, declared.keys)) and not (
        declared.processes or declared.paths
    ):
        yield f"since {declared.begins:%Y-%m-%d %H:%M} UTC" if declared.begins else "by time"


def _is_listed(kind: str, value: str, declared: Declared) -> bool:
    match kind:
        case "address":
            return _is_within_networks(value, declared.addresses)
        case "account":
            return value in declared.accounts
        case "key":
            return value in declared.keys
        case "process":
            return any(is_within(value, each) for each in declared.processes)
        case _:
            return any(is_within(value, each) for each in declared.paths)


def _named(finding: Finding) -> dict[str, set[str]]:
    """What a finding names, by kind."""
    named: dict[str, set[str]] = {
        kind: {each.value for each in finding.subjects if each.kind == kind}
        for kind in ("address", "account", "key", "process")
    }
    named["path"] = {each.value for each in finding.subjects if each.kind in (*_PATHS, "process")}
    for each in finding.observables:
        if each.type in ("ipv4-addr", "ipv6-addr"):
            named["address"].add(each.value)
    for subject in finding.subjects:
        if subject.kind == "process" and (account := dict(subject.details).get("account")):
            named["account"].add(str(account))
    return named


def _is_within_networks(text: str, networks: Iterable[Network]) -> bool:
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return any(address in network for network in networks)
