"""Targets that need more than one argument made of bytes: archives, images, scanners, signatures.

`TARGETS` is the visible list; what needs no target of its own stands in `fuzz_covered`.
"""

import atexit
import base64
import io
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path

import fuzz_scanners

from hemostat.model.errors import SourceError, UsageError
from hemostat.model.evidence import Evidence, Source
from hemostat.model.path import HostPath
from hemostat.trees.host_tree import HostTree

Run = Callable[[bytes], None]
READS = (
    b"/etc/passwd",
    b"/proc/1/maps",
    b"/usr/bin/x",
    b"/var/log/auth.log",
    b"/bin/../etc/shadow",
)
MOST_FOLDERS = 500
BETWEEN = b"\n=====\n"
"""Parts the inputs of readers that take several files."""


def crontab_target() -> Run:
    """A crontab, in which no line may be lost."""
    from hemostat.parse.host.cron import PARSERS
    from hemostat.parse.place import Place

    place = Place(HostPath("/etc/crontab"))

    def run(data: bytes) -> None:
        evidence = Evidence(data, place.path)
        for parse in PARSERS.values():
            parsed = parse(evidence, place)
            told = {each.source.line for each in (*parsed.records, *parsed.unread)}
            for number, line in evidence.lines():
                text = line.strip(" \t")
                # What stands before `=` without a blank, or in quotes, is a variable to cron.
                name, equals, _ = text.partition("=")
                is_quoted = name[:1] in ("'", '"') and name.strip().endswith(name[0])
                is_setting = bool(equals) and (len(name.split()) < 2 or is_quoted)
                if text and not text.startswith("#") and not is_setting and number not in told:
                    raise AssertionError(f"line {number} was lost: {line!r}")

    return run


def tree_target() -> Run:
    """A tar, UAC archive or collector stream: it is refused with a reason, or read to its end."""
    from hemostat.trees.opening import open_tree

    def run(data: bytes) -> None:
        try:
            tree = open_tree("-", io.BytesIO(data), limit=64 << 20)
        except SourceError:
            return
        walk(tree)

    return run


def walk(tree: HostTree) -> None:
    """Ask a tree everything it can be asked, of at most 500 paths."""
    tree.info()
    waiting, seen = [b"/"], 0
    while waiting and seen < MOST_FOLDERS:
        path = waiting.pop()
        seen += 1
        entries = tree.scandir(path)
        if isinstance(entries, tuple):
            waiting += [path.rstrip(b"/") + b"/" + each.name for each in entries[:50]]
            continue
        tree.stat(path), tree.readlink(path), tree.read(path, 1000), tree.digest(path)
    for path in READS:
        tree.read(path, 1000), tree.resolve(path), tree.xattr(path, "user.x")


def layers_target() -> Run:
    """Layers of a container, each a tar, seen as one root."""
    from hemostat.trees.layered_tree import LayeredTree
    from hemostat.trees.opening import open_tree
    from hemostat.trees.sub_tree import SubTree

    def run(data: bytes) -> None:
        try:
            trees = [
                open_tree("-", io.BytesIO(part), limit=64 << 20) for part in data.split(BETWEEN)
            ]
        except SourceError:
            return
        layered = LayeredTree(trees[:4])
        walk(layered)
        walk(SubTree(layered, b"/etc"))

    return run


def image_target() -> Run:
    """A disk image: partitions, logical volumes, ext and XFS, qcow2 and VMDK."""
    from hemostat.trees.image import ImageTree
    from hemostat.trees.image_volumes import open_volumes

    place = _folder() / "image"

    def run(data: bytes) -> None:
        place.write_bytes(data)
        for opened in (open_volumes, ImageTree):
            try:
                tree = opened(str(place))
            except SourceError:
                return
        walk(tree)  # type: ignore[arg-type]

    return run


def packed_target() -> Run:
    """A tar inside gzip, xz, bzip2 or zstd, or what only begins like one."""
    from hemostat.trees.guess import guess_kind
    from hemostat.trees.spool import Stream, spool, unpack

    def run(data: bytes) -> None:
        source = io.BytesIO(data)
        stream = unpack(Stream(source.read))
        guess_kind(stream.peek(1024))
        spool(stream, None, 8 << 20)

    return run


def small_files_target() -> Run:
    """Texts within trees: mountinfo, uac.log, listings of the collector, folders as raw bytes."""
    from hemostat.trees import collector_listing, mounts, raw, uac_log

    def run(data: bytes) -> None:
        found = mounts.parse_mountinfo(data)
        mounts.hidepid_of(found)
        for each in found:
            mounts.reason_to_skip(each)
        uac_log.host_name_in(data.decode("utf-8", "backslashreplace"))
        uac_log.parse_uac_log(data)
        for how in ("stat", "find", "ls"):
            _exhaust(collector_listing.read_listing(data, how, b"hm0123456789"))
        _exhaust(collector_listing.read_complaints(data))
        _exhaust(collector_listing.read_hashes(data, (b"/etc/x",)))
        _exhaust(raw.parse_names(data))

    return run


def process_target() -> Run:
    """One process: its files below /proc, in the order of `ProcessSnapshot`."""
    from hemostat.parse.host.memory_regions import parse_regions
    from hemostat.parse.host.process import HostOfProcesses, ProcessSnapshot, parse_process
    from hemostat.parse.host.process_joins import socket_inode

    def run(data: bytes) -> None:
        stat, status, line, environ, maps, cgroup, exe, link = _parts(data, 8)
        snapshot = ProcessSnapshot(
            pid=7,
            stat=stat,
            status=status,
            cmdline=line,
            environ=environ,
            maps=maps,
            cgroup=cgroup,
            exe=exe,
            cwd=link,
            root=link,
            descriptors=((3, link),),
            namespaces=(link,),
        )
        parse_process(snapshot, HostOfProcesses())
        parse_regions(maps)
        socket_inode(link.decode("utf-8", "backslashreplace"))

    return run


def identity_target() -> Run:
    """Who a host is and which kernel it runs, from small files."""
    from hemostat.parse.host import identity, kernel

    def run(data: bytes) -> None:
        one, two, three, four, five, six, *_ = parts = _parts(data, 14)
        files = identity.IdentityFiles(
            machine_id=one,
            boot_id=two,
            hostname=three,
            ssh_keys=(four,),
            localtime=five,
            timezone=six,
        )
        identity.identity_of(files, source="x")
        identity.zone_of(files)
        kernel.kernel_of(dict(zip(kernel.KERNEL_FILES, parts[6:], strict=True)))
        kernel.boot_of(data)

    return run


def boot_script_target() -> Run:
    """A script inside a boot image, which its maker may have written."""
    from hemostat.parse.host.boot_script import is_generated, is_hook

    def run(data: bytes) -> None:
        for name in ("/scripts/init-top/ORDER", "/conf/conf.d/x", "/scripts/local-top/x"):
            is_generated(HostPath(name), data)
        is_hook(HostPath(data.decode("utf-8", "backslashreplace")))

    return run


def credentials_target() -> Run:
    """Every finder of secrets on the same file."""
    from hemostat.parse.host.credentials import FINDERS, find_credentials

    def run(data: bytes) -> None:
        for kind in FINDERS:
            _exhaust(find_credentials(kind, data, lambda value: str(len(value))))

    return run


def netlink_target() -> Run:
    """Chains and rules as the kernel tells them; each part a chain or a rule by its first byte."""
    from hemostat.parse.host.firewall_netlink import NEW_CHAIN, NEW_RULE, firewall_of

    def run(data: bytes) -> None:
        parts = [part for part in data.split(BETWEEN) if part]
        firewall_of([(NEW_RULE if part[0] & 1 else NEW_CHAIN, part[1:]) for part in parts])

    return run


def rpm_target() -> Run:
    """Databases of rpm, of three formats, and the headers in them, to their last file."""
    from hemostat.parse.host.rpm_bdb import bdb_blobs
    from hemostat.parse.host.rpm_database import files_of, package_of
    from hemostat.parse.host.rpm_header import RpmHeader, parse_rpm_header
    from hemostat.parse.host.rpm_ndb import ndb_blobs
    from hemostat.parse.host.rpm_sqlite import sqlite_blobs

    def headers(data: bytes) -> Iterator[bytes | str]:
        database, log = _parts(data, 2)
        yield data
        for blobs in (bdb_blobs(data), ndb_blobs(data), sqlite_blobs(database, log)):
            yield from islice(blobs, 1000)

    def run(data: bytes) -> None:
        for blob in headers(data):
            header = parse_rpm_header(blob) if isinstance(blob, bytes) else blob
            if isinstance(header, RpmHeader):
                package_of(header, Source())
                _exhaust(files_of(header))

    return run


def messages_target() -> Run:
    """A message of each program whose messages are read."""
    from hemostat.parse.logs.messages import PROGRAMS, read_message

    def run(data: bytes) -> None:
        for program in PROGRAMS:
            read_message(program, data.decode("utf-8", "backslashreplace"))

    return run


def signature_target() -> Run:
    """A signature: as text, and as the bytes inside it."""
    from hemostat.store.ssh_signature import BadSignatureError, signer_of

    begin, end = "-----BEGIN SSH SIGNATURE-----\n", "\n-----END SSH SIGNATURE-----"

    def run(data: bytes) -> None:
        inside = base64.b64encode(data).decode()
        for armored in (data.decode("latin-1"), begin + inside + end):
            try:
                signer_of(b"message", armored, "hemostat-baseline")
            except BadSignatureError:
                continue

    return run


def kept_files_target() -> Run:
    """Files of our own that come back: a baseline, a result, the progress of a deep walk."""
    from hemostat.store.deep_progress import NAME, load_progress
    from hemostat.store.earlier import read_earlier

    folder = _folder()

    def run(data: bytes) -> None:
        (folder / NAME).write_bytes(data)
        load_progress(folder)
        try:
            read_earlier(folder / NAME)
        except UsageError:
            return

    return run


def _exhaust(found: Iterator[object]) -> None:
    for _ in islice(found, 100_000):
        pass


def _parts(data: bytes, count: int) -> list[bytes]:
    return (data.split(BETWEEN) + [b""] * count)[:count]


def _folder() -> Path:
    """A folder for as long as this process runs."""
    folder = tempfile.mkdtemp(prefix="fuzz-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


TARGETS: Mapping[str, Callable[[], Run]] = {
    **fuzz_scanners.TARGETS,
    "crontab": crontab_target,
    "tar": tree_target,
    "uac": tree_target,
    "collector": tree_target,
    "trees.image": image_target,
    "trees.layered_tree": layers_target,
    "trees.spool": packed_target,
    "trees.texts": small_files_target,
    "host.process": process_target,
    "host.identity": identity_target,
    "host.boot_script": boot_script_target,
    "host.credentials": credentials_target,
    "host.firewall_netlink": netlink_target,
    "host.rpm_database": rpm_target,
    "logs.messages": messages_target,
    "store.ssh_signature": signature_target,
    "store.earlier": kept_files_target,
}
