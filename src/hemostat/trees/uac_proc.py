"""UAC's outputs about processes and the kernel, as the files below /proc they came from.

UAC runs `cat` and `ls` and keeps what they print, each output in a file of its own, and removes
outputs that are empty. Mapped is what keeps its meaning that way:

- `cat`: cmdline, comm, maps, mounts, stack, stat, status, children, net/unix; byte for byte.
- `strings` (environ): each variable on a line of its own, those shorter than four bytes lost.
- `ls -l` (exe, cwd, fd, map_files): the text of the links; a newline in one ends it.

All else below /proc is `NotCollected`. Source: tclahr/uac, artifacts/live_response/process/
procfs_information.yaml, network/procfs_information.yaml, system/kernel_tainted_state.yaml.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from hemostat.model.failure import Absent, Failure, NotCollected, TooLarge
from hemostat.trees.host_tree import Digests, Entry, FileKind, FileStat
from hemostat.trees.nodes import HeldContent, Node, folder

_LIVE = b"/live_response"
_PER_PROCESS = _LIVE + b"/process/proc"
_COPIED = {
    b"cmdline.txt": (b"cmdline",),
    b"comm.txt": (b"comm",),
    b"maps.txt": (b"maps",),
    b"mounts.txt": (b"mounts",),
    b"stack.txt": (b"stack",),
    b"stat.txt": (b"stat",),
    b"status.txt": (b"status",),
    b"environ.txt": (b"environ",),
}
_OF_THE_HOST = {
    _LIVE + b"/network/proc_net_tcp.txt": (b"net", b"tcp"),
    _LIVE + b"/network/proc_net_tcp6.txt": (b"net", b"tcp6"),
    _LIVE + b"/network/proc_net_udp.txt": (b"net", b"udp"),
    _LIVE + b"/network/proc_net_udp6.txt": (b"net", b"udp6"),
    _LIVE + b"/process/proc/1/net/unix.txt": (b"net", b"unix"),
    _LIVE + b"/system/cat_proc_sys_kernel_tainted.txt": (b"sys", b"kernel", b"tainted"),
    _LIVE + b"/system/kernel_tainted_state/cat_proc_sys_kernel_tainted.txt": (
        b"sys", b"kernel", b"tainted",
    ),
}  # fmt: skip
_LINK_OF_PROCESS = re.compile(rb"l.* /proc/([0-9]+)/(exe|cwd)(?: -> (.*))?")
_LINK_IN_FOLDER = re.compile(rb"l\S+ .*? ([0-9]+|[0-9a-f]+-[0-9a-f]+) -> (.*)")
_LIMIT = 64 << 20


class Files(Protocol):
    """The unpacked collection: the part of `HostTree` that is needed of it."""

    def scandir(self, path: bytes) -> tuple[Entry, ...] | Failure:
        """See `HostTree`."""
        ...

    def stat(self, path: bytes) -> FileStat | Failure:
        """See `HostTree`."""
        ...

    def readlink(self, path: bytes) -> bytes | Failure:
        """See `HostTree`."""
        ...

    def read(self, path: bytes, limit: int) -> bytes | Failure:
        """See `HostTree`."""
        ...

    def digest(self, path: bytes) -> Digests | Failure:
        """See `HostTree`."""
        ...

    def xattr(self, path: bytes, name: str) -> bytes | Failure:
        """See `HostTree`."""
        ...


@dataclass(frozen=True, slots=True)
class BorrowedContent:
    """A file of the collection, read when asked for."""

    files: Files
    path: bytes
    is_strings: bool

    def chunks(self, most: int) -> Iterator[bytes]:
        """See `nodes.Content`."""
        data = self.files.read(self.path, most)
        if isinstance(data, TooLarge):
            data = data.head
        if isinstance(data, bytes):
            yield data.replace(b"\n", b"\0") if self.is_strings else data


def proc_of(files: Files) -> Node | None:
    """The folder /proc as far as UAC kept it; None if it kept no process."""
    pids = files.scandir(_PER_PROCESS)
    if not isinstance(pids, tuple):
        return None
    proc = _hole()
    for entry in pids:
        if entry.name.isdigit() and entry.kind is FileKind.FOLDER:
            proc.names[entry.name] = _process(files, entry.name)
    for path, parts in _OF_THE_HOST.items():
        _borrow(files, path, proc, parts)
    for name in (b"running_processes_full_paths.txt", b"ls_-l_proc_pid_cwd.txt"):
        _add_links(proc, _text(files, _LIVE + b"/process/" + name))
    return proc if any(name.isdigit() for name in proc.names) else None


def _process(files: Files, pid: bytes) -> Node:
    """One process's folder."""
    node, where = _hole(), _PER_PROCESS + b"/" + pid
    for name, parts in _COPIED.items():
        _borrow(files, where + b"/" + name, node, parts)
    _borrow(files, where + b"/net/unix.txt", node, (b"net", b"unix"))
    _borrow(files, where + b"/children.txt", node, (b"task", pid, b"children"))
    if b"cmdline" not in node.names and node.names.keys() & {b"stat", b"status"}:
        # Kernel threads have none, and UAC removes empty outputs.
        node.names[b"cmdline"] = Node(FileKind.FILE, 0o444, content=HeldContent(b""))
    for name in (b"fd", b"map_files"):
        text = _text(files, where + b"/" + name + b".txt")
        if text:
            node.names[name] = _links(text)
    return node


def _links(listing: bytes) -> Node:
    """A folder of links from what `ls -la` printed of it; of two with one name, the first."""
    node = folder(was_walked=True)
    for line in listing.split(b"\n"):
        match = _LINK_IN_FOLDER.fullmatch(line)
        if match:
            node.names.setdefault(match[1], _link(match[2]))
    return node


def _add_links(proc: Node, listing: bytes) -> None:
    """Put exe and cwd in their processes' folders; without a target, as kernel threads have it.

    A process whose path holds a newline could write a line about another one: the first counts,
    and processes nobody else knows of are not made up from it.
    """
    for line in listing.split(b"\n"):
        match = _LINK_OF_PROCESS.fullmatch(line)
        process = proc.names.get(match[1]) if match else None
        if match and process:
            process.names.setdefault(match[2], _link(match[3]))


def _link(target: bytes | None) -> Node:
    """A link, or one whose text the kernel does not give."""
    if target is None:
        return Node(FileKind.LINK, 0o777, hole=Absent())
    return Node(FileKind.LINK, 0o777, size=len(target), target=target)


def _borrow(files: Files, path: bytes, into: Node, parts: tuple[bytes, ...]) -> None:
    """Put a file of the collection in its place, if it is there."""
    standing = files.stat(path)
    if not isinstance(standing, FileStat) or standing.kind is not FileKind.FILE:
        return
    for part in parts[:-1]:
        into = into.names.setdefault(part, _hole())
    into.names[parts[-1]] = Node(
        FileKind.FILE,
        0o444,
        size=standing.size,
        content=BorrowedContent(files, path, is_strings=parts[-1] == b"environ"),
    )


def _text(files: Files, path: bytes) -> bytes:
    """A file of the collection; what there is of it."""
    data = files.read(path, _LIMIT)
    if isinstance(data, TooLarge):
        return data.head
    return data if isinstance(data, bytes) else b""


def _hole() -> Node:
    """A folder of which UAC took some files and left others."""
    node = folder()
    node.hole = NotCollected("UAC does not collect it in a form that could be read")
    return node
