"""Processes and sockets in few words, and the worst that checks on running things say of them."""

from datetime import UTC, datetime
from typing import Any

from hemostat.detect.check import Check, HostContext, claims_of
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.record_set import RecordSet
from hemostat.model.records import Process, Socket

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
CONTEXT = HostContext(examined=NOW)


def running(pid: int, exe: str, *argv: str, ppid: int = 1, **fields: Any) -> Process:
    """A process; its name and arguments are its program's where not given."""
    words = argv or (exe,)
    fields.setdefault("name", words[0].rpartition("/")[2][:15])
    return Process(
        pid=pid, ppid=ppid, exe=HostPath(exe), argv=words, command=" ".join(words), **fields
    )


def listening(pid: int, port: int, address: str = "0.0.0.0", inode: int = 0) -> Socket:
    """A TCP listener."""
    return Socket(
        protocol="tcp",
        local_address=address,
        local_port=port,
        state="listen",
        inode=inode or 9000 + port,
        pids=(pid,),
    )


def connected(pid: int, to: str, port: int, inode: int = 0, local_port: int = 45678) -> Socket:
    """A TCP connection this host opened."""
    return Socket(
        protocol="tcp",
        local_address="10.0.0.5",
        local_port=local_port,
        remote_address=to,
        remote_port=port,
        state="established",
        inode=inode or 8000 + port,
        pids=(pid,),
    )


def levels(check: Check, *records: object) -> list[Level]:
    """The level of each claim."""
    claims = claims_of(check, RecordSet(records).of, CONTEXT)
    return [check.info.level if claim.level is None else claim.level for claim in claims]


def worst(check: Check, *records: object) -> Level | None:
    """The worst level; None for no claim."""
    return max(levels(check, *records), default=None)
