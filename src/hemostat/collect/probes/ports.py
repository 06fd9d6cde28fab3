"""Sockets by /proc/net as every program reads it, by the same file raw, and by netlink."""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from hemostat.model.coverage import CoverageEntry, Outcome
from hemostat.model.evidence import Evidence, Source
from hemostat.model.path import HostPath, encode
from hemostat.model.records import CrossView, Socket
from hemostat.parse.host.socket_diag import ALL_STATES, LISTENING, ask_for_sockets, parse_diag
from hemostat.parse.host.sockets import parse_inet
from hemostat.parse.place import Place
from hemostat.trees.raw import RawHost

ARTIFACT = "linux.probe.ports"
TABLES = (("tcp", 4), ("tcp", 6), ("udp", 4), ("udp", 6))
TRIES = 3
_STEADY = frozenset({"listen", "established", "syn_sent", "close_wait"})
_NETLINK_SOCK_DIAG = 4
_LIMIT = 1 << 25
# Of a table larger than this (about 13,000 sockets) only the listeners are compared.
_MANY = 2 << 20
_LISTENER = b" 0A "

Read = Callable[[str], bytes | None]
"""A file as every program reads it through the C library; None if it cannot be read."""
Ask = Callable[[str, int, int], "tuple[Socket, ...] | str"]
"""The sockets of a protocol, family and set of states by netlink, or why not."""


@dataclass(frozen=True, slots=True)
class PortViews:
    """What differs, and how it went."""

    differences: tuple[CrossView, ...] = ()
    coverage: tuple[CoverageEntry, ...] = ()


def reading_of(raw: RawHost) -> Read:
    """A file through the C library, as `netstat` and `ss` read it."""

    def read(path: str) -> bytes | None:
        data = raw.read_by_library(encode(path), _LIMIT)
        return data if isinstance(data, bytes) else None

    return read


def ask_kernel(
    raw: RawHost, protocol: str, family: int, states: int = ALL_STATES
) -> tuple[Socket, ...] | str:
    """The sockets of a protocol, family and set of states by sock_diag; else the kernel's words."""
    found: list[Socket] = []
    try:
        request = ask_for_sockets(family, protocol, states)
        for data in raw.netlink(_NETLINK_SOCK_DIAG, request):
            answer = parse_diag(data, protocol)
            found += answer.sockets
            if answer.error:
                return os.strerror(answer.error)
            if answer.is_last:
                return tuple(found)
    except OSError as error:
        return error.strerror or str(error)
    return "the answer has no end"


def compare_ports(raw: RawHost, *, ordinary: Read, ask: Ask | None = None) -> PortViews:
    """Sockets that one view shows in every try and another in none.

    Args:
        raw: this host by bare system calls.
        ordinary: how any program reads a file.
        ask: netlink, or what says why it is not asked; None for netlink.
    """
    ask = ask or partial(ask_kernel, raw)
    found: list[CrossView] = []
    coverage: list[CoverageEntry] = []
    for protocol, family in TABLES:
        path = HostPath(f"/proc/net/{protocol}{'6' if family == 6 else ''}")
        views = _Views(raw, ordinary, ask, protocol, family, path)
        first = views.look()
        if first is None:
            continue
        outcome = Outcome.READ if views.why is None else Outcome.UNSUPPORTED
        coverage.append(CoverageEntry(ARTIFACT, path, outcome, views.why or ""))
        found += _differences(views, first, path)
    return PortViews(tuple(found), tuple(coverage))


@dataclass(frozen=True, slots=True)
class _Look:
    """The steady sockets of one table in each view, by inode."""

    ordinary: dict[int, Socket]
    raw: dict[int, Socket]
    netlink: dict[int, Socket]


class _Views:
    def __init__(
        self,
        raw: RawHost,
        ordinary: Read,
        ask: Ask,
        protocol: str,
        family: int,
        path: HostPath,
    ) -> None:
        self._raw, self._ordinary, self._ask = raw, ordinary, ask
        self._protocol, self._family, self._path = protocol, family, path
        self.why: str | None = None

    def look(self) -> _Look | None:
        """All three views, one after another; None if the table cannot be read at all."""
        plain = self._ordinary(self._path)
        bare = self._raw.read(self._path.encode(), _LIMIT)
        if plain is None or not isinstance(bare, bytes):
            return None
        told: tuple[Socket, ...] = ()
        states = LISTENING if len(bare) > _MANY and self._protocol == "tcp" else ALL_STATES
        answer = self._ask(self._protocol, self._family, states)
        if isinstance(answer, str):
            self.why = f"netlink: {answer}"
        else:
            told = answer
        if len(bare) > _MANY and self._protocol == "tcp":
            plain, bare = _listeners(plain), _listeners(bare)
        return _Look(self._steady(plain), self._steady(bare), _by_inode(told))

    def _steady(self, data: bytes) -> dict[int, Socket]:
        evidence = Evidence(data, self._path)
        return _by_inode(parse_inet(evidence, Place(self._path)).records)


def _listeners(table: bytes) -> bytes:
    head, _, rest = table.partition(b"\n")
    return b"\n".join([head, *(line for line in rest.split(b"\n") if _LISTENER in line[:110])])


def _by_inode(sockets: Iterable[Socket]) -> dict[int, Socket]:
    return {each.inode: each for each in sockets if each.inode and each.state in _STEADY}


def _differences(views: _Views, first: _Look, path: HostPath) -> Iterator[CrossView]:
    looks = [first]
    # Not atomic, each of them: only what differs every time is a difference.
    while len(looks) < TRIES and any(_odd(looks)):
        again = views.look()
        if again is None:
            return
        looks.append(again)
    for each, seen_by, missing_from in _odd(looks):
        yield CrossView(
            source=Source(path=path),
            kind="socket",
            value=f"{each.protocol} {each.local_address}:{each.local_port}",
            seen_by=seen_by,
            missing_from=missing_from.replace("@", path),
            inode=each.inode,
        )


def _odd(looks: list[_Look]) -> Iterator[tuple[Socket, str, str]]:
    """What is in one view of every look and in none of another."""
    bare = set(looks[0].raw).intersection(*(look.raw for look in looks))
    told = set(looks[0].netlink).intersection(*(look.netlink for look in looks))
    plain_ever = set[int]().union(*({*look.ordinary} for look in looks))
    bare_ever = set[int]().union(*({*look.raw} for look in looks))
    for inode in sorted(bare - plain_ever):
        yield looks[0].raw[inode], "read(2) by a bare system call", "@ as programs read it"
    for inode in sorted(told - plain_ever - bare_ever):
        yield looks[0].netlink[inode], "netlink sock_diag", "@"
