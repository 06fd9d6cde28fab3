"""Targets that need more than one argument made of bytes: archives, images, scanners, signatures.

`TARGETS` is the visible list; `COVERED` says by which targets a module is fuzzed that has none of
its own name, and `NO_FOREIGN_BYTES` why a module needs none.
"""

import atexit
import base64
import io
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path

from hemostat.detect.content.scanner import Scanner, scanned
from hemostat.model.candidate import Candidate
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
SCRIPTS = (
    *("a.jsp", "a.aspx", "a.asp", "a.py", "a.pl", "a.js", "a.rb", "a.lua", "a.sh"),
    *(".htaccess", ".user.ini"),
)


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


def scanner_target(make: Callable[[], Scanner], names: tuple[str, ...]) -> Callable[[], Run]:
    """A scanner of files; where several names are given the first byte chooses one."""

    def target() -> Run:
        scanner = make()

        def run(data: bytes) -> None:
            name, content = names[0], data
            if len(names) > 1:
                name, content = names[(data[0] if data else 0) % len(names)], data[1:]
            path = HostPath(f"/var/www/html/{name}")
            scanned(scanner, Candidate(path=path, real_path=path, size=len(content)), content)

        return run

    return target


def embedded_target() -> Run:
    """Addresses, wallets and pools in a file, and what it looks like to whoever seeks its like."""
    from hemostat.detect.content.embedded import embedded_in
    from hemostat.detect.likeness import features_of

    def run(data: bytes) -> None:
        embedded_in(data)
        features_of(data, HostPath("/tmp/x"))

    return run


def _php() -> Scanner:
    from hemostat.detect.content.php.scanner import PhpScanner

    return PhpScanner()


def _web() -> Scanner:
    from hemostat.detect.content.webscripts.scanner import WebScriptScanner

    return WebScriptScanner()


def _packed() -> Scanner:
    from hemostat.detect.content.packed import PackedPrograms

    return PackedPrograms()


def _yara() -> Scanner:
    from hemostat.detect.content.own_rules import own_yara_rules
    from hemostat.detect.content.yara_rules import YaraScanner

    return YaraScanner(own_yara_rules())


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
    "content.php": scanner_target(_php, ("a.php",)),
    "content.webscripts": scanner_target(_web, SCRIPTS),
    "content.packed": scanner_target(_packed, ("a",)),
    "content.yara_rules": scanner_target(_yara, ("a.php", "a", "a.sh")),
    "content.embedded": embedded_target,
}

_SHELL = ("host.shell_text",)
_PHP = ("content.php",)
_WEB = ("content.webscripts",)
_TAR = ("tar", "uac")
_COLLECTOR = ("collector",)

COVERED: Mapping[str, tuple[str, ...]] = {
    "host.authorized_keys": ("parser.authorized_keys",),
    "host.engine_settings": ("parser.docker_daemon",),
    "host.joined_lines": ("parser.udev_rules",),
    "host.kernel": ("host.identity",),
    "host.linked": ("host.elf",),
    "host.memory_regions": ("host.process",),
    "host.process_cgroup": ("host.process",),
    "host.process_environ": ("host.process",),
    "host.process_joins": ("host.process",),
    "host.process_maps": ("host.process",),
    "host.process_stat": ("host.process",),
    "host.rpm_bdb": ("host.rpm_database",),
    "host.rpm_header": ("host.rpm_database",),
    "host.rpm_ndb": ("host.rpm_database",),
    "host.rpm_sqlite": ("host.rpm_database",),
    "host.script_text": ("parser.started_file",),
    "host.shell_text_commands": _SHELL,
    "host.shell_text_words": _SHELL,
    "host.sqlite_memory": ("parser.panel_database", "logs.login_databases", "host.rpm_database"),
    "host.sqlite_tables": ("parser.panel_database", "host.credentials"),
    "host.stanzas": ("parser.dpkg_status",),
    "host.startup_lines": ("parser.startup_lines",),
    "logs.journal_file": ("logs.journal",),
    "logs.reading": ("logs.text_log",),
    "logs.stamps": ("logs.text_log",),
    "logs.taking": ("logs.text_log",),
    "trees.collector_frames": _COLLECTOR,
    "trees.collector_index": _COLLECTOR,
    "trees.collector_listing": ("trees.texts", *_COLLECTOR),
    "trees.collector_packing": _COLLECTOR,
    "trees.collector_stream": _COLLECTOR,
    "trees.disk_times": _TAR,
    "trees.guess": ("trees.spool",),
    "trees.host_root": _TAR,
    "trees.image_volumes": ("trees.image",),
    "trees.mounts": ("trees.texts",),
    "trees.nodes": _TAR,
    "trees.opening": _TAR,
    "trees.raw": ("trees.texts",),
    "trees.resolving": _TAR,
    "trees.sub_tree": ("trees.layered_tree",),
    "trees.tar": _TAR,
    "trees.tar_format": _TAR,
    "trees.tar_header": _TAR,
    "trees.tar_index": _TAR,
    "trees.tar_sparse": _TAR,
    "trees.uac": ("uac",),
    "trees.uac_log": ("uac", "trees.texts"),
    "trees.uac_proc": ("uac",),
    "store.deep_progress": ("store.earlier",),
    "content.scanner": _PHP,
    "content.php.running": _PHP,
    "content.php.arithmetic": _PHP,
    "content.php.arrays": _PHP,
    "content.php.calls": _PHP,
    "content.php.functions": _PHP,
    "content.php.generators": _PHP,
    "content.php.machine": _PHP,
    "content.php.prefilter": _PHP,
    "content.php.results": _PHP,
    "content.php.scanner": _PHP,
    "content.php.sinks": _PHP,
    "content.php.state": _PHP,
    "content.php.statements": _PHP,
    "content.php.tags": _PHP,
    "content.php.text_functions": _PHP,
    "content.php.value": _PHP,
    "content.php.variables": _PHP,
    "content.php.verdict": _PHP,
    "content.webscripts.follow": _WEB,
    "content.webscripts.java": _WEB,
    "content.webscripts.normal": _WEB,
    "content.webscripts.scanner": _WEB,
    "content.webscripts.settings": _WEB,
}

NO_FOREIGN_BYTES: Mapping[str, str] = {
    "host.catalogue": "a list of parsers",
    "host.package_file": "a record",
    "logs.log_names": "the names of log files, by their endings",
    "place": "a record",
    "trees.disk": "system calls; the bytes go to parsers",
    "trees.folder": "system calls; the bytes go to parsers",
    "trees.footprint": "counts what was touched",
    "trees.host_tree": "the contract of trees",
    "trees.inode_flags": "one system call, one number",
    "trees.linkless": "one system call",
    "trees.listing": "a contract, and its fallback by other calls",
    "trees.live": "the running host: `trees.disk` with mounts left out",
    "trees.tail": "a contract, and its fallback by other calls",
    "store.save": "writes",
    "content.examples": "our own data",
    "content.made_elf": "makes ELF files",
    "content.own_rules": "our own data",
    "content.rule_meta": "the user's own rules, which the user chooses",
    "content.scanners": "a list of scanners",
    "content.webscripts.language": "a record",
}
