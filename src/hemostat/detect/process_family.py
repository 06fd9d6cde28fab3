"""Processes as a family, and the sockets each holds: what checks on running things join."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from ipaddress import ip_address

from hemostat.detect.places import hidden_part, home_of, is_temporary
from hemostat.detect.process_programs import is_ci, is_installer, is_shell, program
from hemostat.detect.provenance import VOUCHED
from hemostat.model.finding import Claim, Observable, Subject
from hemostat.model.level import Level
from hemostat.model.path import name as last_name
from hemostat.model.records import Process, Socket

_DEPTH = 16
COMMON_PORTS = frozenset((22, 25, 53, 80, 123, 389, 443, 465, 587, 636, 853, 993, 995, 8080, 8443))
_GO_RUN = re.compile(r"/go-build\d+/\S*\.?(?:exe/|test$)")
_BUNDLE = re.compile(r"/_MEI\w+/")
_CONNECTED = ("established", "syn_sent", "close_wait")


class Family:
    """Who started whom, within one snapshot (pids are unique in it)."""

    def __init__(self, processes: Iterable[Process]) -> None:
        self.members = tuple(processes)
        self._by_pid = {process.pid: process for process in self.members}

    def parent(self, process: Process) -> Process | None:
        """The parent, where it was seen."""
        return self._by_pid.get(process.ppid)

    def get(self, pid: int) -> Process | None:
        """One process."""
        return self._by_pid.get(pid)

    def ancestors(self, process: Process) -> Iterator[Process]:
        """Parent, grandparent … at most 16; pid 1 included."""
        seen = {process.pid}
        for _ in range(_DEPTH):
            above = self._by_pid.get(process.ppid)
            if above is None or above.pid in seen:
                return
            seen.add(above.pid)
            yield above
            process = above

    def is_build(self, process: Process) -> bool:
        """Whether a build server's agent or an installer, itself from a sound place, started it."""
        return any(
            (is_ci(above) or is_installer(above)) and not is_temporary(str(above.exe or ""))
            for above in self.ancestors(process)
        )

    def is_unpacked_by_parent(self, process: Process) -> bool:
        """`go run`, `go test`, and one-file bundles: the parent unpacked it and waits for it."""
        parent = self.parent(process)
        if parent is None or parent.exe is None or is_temporary(parent.exe):
            return False
        exe = str(process.exe)
        return bool(_BUNDLE.search(exe)) or (
            bool(_GO_RUN.search(exe)) and program(parent) in ("go", "dlv")
        )

    def is_attended(self, process: Process) -> bool:
        """Whether someone sits before it: a terminal, and a shell of that session above it."""
        if not process.tty:
            return False
        return any(
            above.tty == process.tty and is_shell(above) for above in self.ancestors(process)
        )


def is_loose(process: Process) -> bool:
    """Whether neither a terminal nor a service unit stands behind it."""
    return not process.tty and not process.unit.endswith(".service")


def is_detached(process: Process) -> bool:
    """Whether it was cut loose by hand: no parent of its own, no terminal, no service unit."""
    return process.ppid <= 1 and is_loose(process)


class Connections:
    """Sockets by the process that holds them."""

    def __init__(self, sockets: Iterable[Socket]) -> None:
        self._by_pid: defaultdict[int, list[Socket]] = defaultdict(list)
        self._by_inode: dict[int, Socket] = {}
        self._served: set[tuple[str, int]] = set()
        for socket in sockets:
            for pid in socket.pids:
                self._by_pid[pid].append(socket)
            if socket.inode:
                self._by_inode.setdefault(socket.inode, socket)
            if socket.state == "listen" and socket.protocol == "tcp":
                self._served.add((socket.protocol, socket.local_port))

    def of(self, pid: int) -> tuple[Socket, ...]:
        """The sockets a process holds."""
        return tuple(self._by_pid.get(pid, ()))

    def by_target(self, target: str) -> Socket | None:
        """The inet socket behind `socket:[inode]`; None for any other, Unix sockets included."""
        digits = target.removeprefix("socket:[").removesuffix("]")
        if not target.startswith("socket:[") or not digits.isdecimal():
            return None
        found = self._by_inode.get(int(digits))
        return found if found and found.protocol in ("tcp", "udp") else None

    def is_outbound(self, socket: Socket) -> bool:
        """Whether this side opened the connection: nobody here listens on its local port."""
        return (
            socket.protocol in ("tcp", "udp")
            and bool(socket.remote_address)
            and (socket.protocol == "udp" or socket.state in _CONNECTED)
            and (socket.protocol, socket.local_port) not in self._served
        )

    def outbound(self, pid: int) -> tuple[Socket, ...]:
        """Connections a process opened to other machines."""
        return tuple(each for each in self.opened(pid) if not _is_loopback(each.remote_address))

    def opened(self, pid: int) -> tuple[Socket, ...]:
        """Connections a process opened, to this machine as well."""
        return tuple(socket for socket in self.of(pid) if self.is_outbound(socket))

    def is_serving(self, pid: int) -> bool:
        """Whether a process listens."""
        return any(socket.state == "listen" and socket.protocol == "tcp" for socket in self.of(pid))


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def is_public(address: str) -> bool:
    """Whether an address is one of the internet's, or one reserved for documentation."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    is_inside = found.is_private and not _is_documentation(address)
    return not (is_inside or found.is_loopback or found.is_link_local or found.is_unspecified)


def _is_documentation(address: str) -> bool:
    # Examples and drills use these; they stand for addresses of the internet.
    return address.startswith(("192.0.2.", "198.51.100.", "203.0.113.", "2001:db8:"))


def runs_own_program(process: Process) -> bool:
    """Whether somebody runs a program of the own home, in the open and without root.

    Students calculate, developers try what they built, and people start what they downloaded.
    """
    exe = str(process.exe or "")
    home = home_of(exe)
    is_open = bool(home) and not hidden_part(exe) and process.scope.is_host
    return is_open and process.euid not in (0, None) and last_name(home) == process.account


def process_subject(process: Process) -> Subject:
    """The subject that names a process: by its executable, which stays the same over runs."""
    details: list[tuple[str, str | int]] = [("pid", process.pid)]
    if process.started:
        details.append(("started", process.started.isoformat()))
    details.append(("cmdline", process.command[:1000]))
    return Subject("process", process.exe or process.name, tuple(details))


def file_subject(path: str) -> Subject:
    """The subject that names a file."""
    return Subject("file", path)


def address_subjects(sockets: Iterable[Socket]) -> tuple[Subject, ...]:
    """The remote ends, each once; those of this machine left out."""
    remote = dict.fromkeys(
        socket.remote_address
        for socket in sockets
        if socket.remote_address and not _is_loopback(socket.remote_address)
    )
    return tuple(Subject("address", address) for address in remote)


def address_observables(sockets: Iterable[Socket]) -> tuple[Observable, ...]:
    """The remote ends to search for elsewhere, by STIX type."""
    return tuple(
        Observable("ipv6-addr" if ":" in subject.value else "ipv4-addr", subject.value)
        for subject in address_subjects(sockets)
    )


def name_values(process: Process) -> dict[str, str]:
    """The values every template about a process may name."""
    return {
        "pid": str(process.pid),
        "name": process.name,
        "exe": process.exe or "?",
        "command": process.command[:200] or process.name,
        "account": process.account or (str(process.euid) if process.euid is not None else "?"),
        "parent": process.parent_name or str(process.ppid),
    }


def remote_text(sockets: Iterable[Socket]) -> str:
    """The remote ends as `address:port`, at most three; empty for none."""
    ends = dict.fromkeys(
        f"[{each.remote_address}]:{each.remote_port}"
        if ":" in each.remote_address
        else f"{each.remote_address}:{each.remote_port}"
        for each in sockets
        if each.remote_address
    )
    return ", ".join(list(ends)[:3])


def own_subjects(process: Process) -> tuple[Subject, ...]:
    """The process, and its file unless a package vouches for it: then the file is not at fault."""
    subject = process_subject(process)
    if process.exe is None or process.exe_is_memory or process.exe_state in VOUCHED:
        return (subject,)
    return subject, file_subject(process.exe)


def process_claim(
    process: Process,
    sockets: tuple[Socket, ...],
    *,
    subjects: tuple[Subject, ...],
    level: Level | None = None,
    attack: tuple[str, ...] = (),
    **values: str,
) -> Claim:
    """A claim about a process that rests on it and on some of its sockets.

    Args:
        process: who.
        sockets: whose remote ends are observables.
        subjects: as of the claim.
        level: as of the claim.
        attack: as of the claim.
        values: for the texts, beyond those of `name_values`.
    """
    return Claim(
        subjects=subjects,
        because=(process, *sockets),
        values=name_values(process) | values,
        level=level,
        attack=attack,
        observables=address_observables(sockets),
        first_seen=process.started,
        scope=process.scope,
    )
