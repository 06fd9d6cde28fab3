"""Facts that stand in several records at once: parents, account names, provenance, sockets.

Numbers are joined within one snapshot of one host, where the kernel keeps them unique.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from hemostat.model.host import Scope
from hemostat.model.records import OpenFile, Process, Socket

ProvenanceOf = Callable[[str, Scope], tuple[str, str]]
"""Gives state and package (empty for none) of a path in a scope."""


def with_parents(processes: Iterable[Process]) -> tuple[Process, ...]:
    """Each process with its parent's name and executable, where the parent was seen."""
    known = list(processes)
    by_pid = {process.pid: process for process in known}
    return tuple(
        replace(process, parent_name=parent.name, parent_exe=str(parent.exe or ""))
        if (parent := by_pid.get(process.ppid))
        else process
        for process in known
    )


def with_accounts(processes: Iterable[Process], names: Mapping[int, str]) -> tuple[Process, ...]:
    """Each process of the host with the name of its effective user id.

    Containers have password files of their own, so their processes keep none.

    Args:
        processes: the processes.
        names: the first account name of each user id.
    """
    return tuple(
        replace(process, account=names.get(process.euid, ""))
        if process.euid is not None and process.scope.is_host
        else process
        for process in processes
    )


def with_provenance(
    processes: Iterable[Process], provenance_of: ProvenanceOf
) -> tuple[Process, ...]:
    """Each process with where its executable came from; memory-only ones came from nowhere."""
    found: list[Process] = []
    for process in processes:
        if process.exe is None:
            found.append(process)
        elif process.exe_is_memory:
            found.append(replace(process, exe_state="unowned", exe_package=""))
        else:
            state, package = provenance_of(process.exe, process.scope)
            found.append(replace(process, exe_state=state, exe_package=package))
    return tuple(found)


def join_sockets(
    sockets: Iterable[Socket], opened: Iterable[OpenFile], processes: Sequence[Process]
) -> tuple[Socket, ...]:
    """Each socket with the processes that hold it: socket inodes are unique over all namespaces."""
    holders: defaultdict[int, set[int]] = defaultdict(set)
    for each in opened:
        inode = socket_inode(each.target)
        if inode is not None:
            holders[inode].add(each.pid)
    by_pid = {process.pid: process for process in processes}
    joined: list[Socket] = []
    for socket in sockets:
        pids = tuple(sorted(holders.get(socket.inode, ()))) if socket.inode else ()
        known = [by_pid[pid] for pid in pids if pid in by_pid]
        exes = tuple(dict.fromkeys(each.exe for each in known if each.exe is not None))
        names = tuple(dict.fromkeys(each.name for each in known))
        joined.append(replace(socket, pids=pids, process_exes=exes, process_names=names))
    return tuple(joined)


def socket_inode(target: str) -> int | None:
    """The inode of `socket:[inode]`; None for any other descriptor."""
    if not target.startswith("socket:["):
        return None
    digits = target[8:-1]
    return int(digits) if digits.isdecimal() and digits.isascii() and len(digits) <= 20 else None
