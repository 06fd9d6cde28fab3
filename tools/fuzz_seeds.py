"""What a fuzzer begins with: texts of the tests, files of a real root, and made archives.

The literals of a reader's own tests are its best seeds: they hold what its format is made of.
"""

import ast
import bz2
import gzip
import io
import json
import lzma
import os
import shutil
import sqlite3
import struct
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from itertools import islice
from pathlib import Path

import fuzz_covered
import fuzz_readers
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from hemostat.detect.content.examples import own_examples
from hemostat.store.ssh_signature import sign

MOST_FILES = 60
MOST_LITERALS = 400
MOST_BYTES = 20_000
TESTS = Path(__file__).parent.parent / "tests"
BETWEEN = fuzz_readers.BETWEEN
_PROC = ("stat", "status", "cmdline", "environ", "maps", "cgroup")
_IDENTITY = ("etc/machine-id", "etc/hostname", "etc/timezone")


def seeds_of(target: str, root: Path) -> Iterator[bytes]:
    """Inputs to begin with."""
    made = _MADE.get(target)
    if made:
        yield from made(root)
    for module in modules_of(target):
        yield from literals_of(module)
    if target.startswith("parser.") or target == "crontab":
        for path in sorted((TESTS / "fixtures" / "network").iterdir()):
            yield path.read_bytes()[:MOST_BYTES]
        yield from islice(_files_for(target.removeprefix("parser."), root), MOST_FILES)


def modules_of(target: str) -> list[str]:
    """The modules whose tests speak of what a target reads, as paths below src/hemostat."""
    from hemostat.parse.host.catalogue import parsers

    name = target.removeprefix("parser.")
    if target == "crontab":
        name = "user_crontab"
    if name in parsers():
        module = parsers()[name].__module__
        return [module.removeprefix("hemostat.").replace(".", "/")]
    found = [target, *(each for each, by in fuzz_covered.COVERED.items() if target in by)]
    paths = [each.replace(".", "/") for each in found]
    folders = {"content": "detect/", "host": "parse/", "logs": "parse/"}
    return [folders.get(each.partition("/")[0], "") + each for each in paths]


def literals_of(module: str) -> Iterator[bytes]:
    """The texts, bytes and documents written in a module's tests; the longest first."""
    path = Path(module)
    twin = TESTS / path.parent / f"test_{path.name}.py"
    if not twin.exists():
        return
    texts = {text for node in ast.walk(ast.parse(twin.read_text("utf-8"))) for text in _said(node)}
    wanted = [text for text in texts if 3 < len(text) <= MOST_BYTES]
    yield from sorted(wanted, key=len, reverse=True)[:MOST_LITERALS]


def _said(node: ast.AST) -> Iterator[bytes]:
    """A literal as a file would hold it: a dict is a JSON document, whatever is computed in it."""
    if isinstance(node, ast.Constant) and isinstance(node.value, bytes | str):
        value = node.value
        yield value if isinstance(value, bytes) else value.encode("utf-8", "replace")
    if isinstance(node, ast.Dict):
        yield json.dumps(_document(node)).encode()
        yield json.dumps([_document(node)]).encode()


def _document(node: ast.AST | None) -> object:
    if isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values, strict=True)
        return {str(_document(key)): _document(value) for key, value in pairs}
    if isinstance(node, ast.List | ast.Tuple):
        return [_document(each) for each in node.elts]
    if isinstance(node, ast.Constant) and isinstance(node.value, str | int | float | None):
        return node.value
    return "a" * 64


def _files_for(parser: str, root: Path) -> Iterator[bytes]:
    """Files of a root that a parser reads, as the artifacts say."""
    from hemostat.collect.artifact import shipped_artifacts
    from hemostat.collect.patterns import expand
    from hemostat.trees.folder import FolderTree

    tree = FolderTree(os.fsencode(root))
    for artifact in shipped_artifacts():
        if artifact.parser != parser and parser != "crontab":
            continue
        for pattern in artifact.paths:
            if pattern.startswith("/proc/") and Path(pattern).is_file():
                yield Path(pattern).read_bytes()[:MOST_BYTES]
            for match in expand(tree, pattern.encode()) if "{" not in pattern else ():
                data = tree.read(getattr(match, "path", b""), MOST_BYTES)
                if isinstance(data, bytes):
                    yield data


def _archive(root: Path, prefix: str = "") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name in ("etc/passwd", "etc/os-release", "etc/crontab", "bin", "etc/alternatives"):
            if (root / name).exists() or (root / name).is_symlink():
                archive.add(root / name, prefix + name, recursive=False)
    return out.getvalue()


def _collected(_root: Path) -> Iterator[bytes]:
    command = [sys.executable, "-B", "-m", "hemostat", "collect"]
    script = subprocess.run(command, check=True, capture_output=True).stdout
    shell = ["busybox", "sh", "-s"]
    yield subprocess.run(shell, check=False, input=script, capture_output=True, cwd="/").stdout[
        :200_000
    ]


def _layers(root: Path) -> Iterator[bytes]:
    upper = io.BytesIO()
    with tarfile.open(fileobj=upper, mode="w") as archive:
        for name in ("etc/.wh.passwd", "etc/alternatives/.wh..wh..opq", "etc/new", "bin/x"):
            archive.addfile(tarfile.TarInfo(name))
    yield upper.getvalue() + BETWEEN + _archive(root)


def _packed(root: Path) -> Iterator[bytes]:
    archive = _archive(root)
    zstd = zstandard.ZstdCompressor().compress
    for pack in (gzip.compress, bz2.compress, lzma.compress, zstd):
        yield pack(archive)
        yield gzip.compress(pack(archive))


def _images(root: Path) -> Iterator[bytes]:
    """An ext2 file system of 256 KiB: plain, in a partition, in qcow2 and VMDK; heads of others."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for each in ("etc", "usr", "bin", "var"):
            (folder / "root" / each).mkdir(parents=True)
        shutil.copy(root / "etc/passwd", folder / "root/etc/passwd")
        (folder / "root/etc/fstab").write_text("LABEL=x /srv ext4 defaults 0 0\n")
        (folder / "root/bin/sh").symlink_to("../usr/x")
        plain = folder / "plain"
        for kind in ("ext2", "ext4"):
            plain.unlink(missing_ok=True)
            make = ["/usr/sbin/mke2fs", "-q", "-F", "-t", kind, "-O", "^has_journal,^resize_inode"]
            make += ["-N", "32", "-d", str(folder / "root"), str(plain), "256k"]
            if subprocess.run(make, check=False, capture_output=True).returncode:
                return
            yield plain.read_bytes()
        table = struct.pack("<B3sB3sII", 0, b"\0" * 3, 0x83, b"\0" * 3, 8, 512)
        head = bytes(446) + table.ljust(64, b"\0") + b"\x55\xaa"
        plain.write_bytes(head.ljust(4096, b"\0") + plain.read_bytes())
        yield plain.read_bytes()
        for kind in ("qcow2", "vmdk") if shutil.which("qemu-img") else ():
            made = folder / kind
            command = ["qemu-img", "convert", "-O", kind, str(plain), str(made)]
            subprocess.run(command, check=True, capture_output=True)
            yield made.read_bytes()
    yield b"XFSB".ljust(512, b"\0")
    yield bytes(512) + b"LABELONE".ljust(4096, b"\0")


def _processes(_root: Path) -> Iterator[bytes]:
    own = Path("/proc/self")
    parts = [(own / each).read_bytes()[:4000] for each in _PROC]
    yield BETWEEN.join((*parts, b"/usr/bin/python3.11 (deleted)", b"socket:[123]"))


def _identities(root: Path) -> Iterator[bytes]:
    from hemostat.parse.host.kernel import KERNEL_FILES

    parts = [(root / each).read_bytes() if (root / each).exists() else b"" for each in _IDENTITY]
    kernel = [Path(each).read_bytes()[:2000] for each in KERNEL_FILES]
    yield BETWEEN.join((*parts, b"", b"", b"", *kernel))


def _programs(root: Path) -> Iterator[bytes]:
    libraries = (root / "usr/lib/x86_64-linux-gnu").glob("*.so*")
    files = sorted((each.stat().st_size, each) for each in libraries if each.is_file())
    for _, path in files[:5]:
        yield path.read_bytes()[:MOST_BYTES]


def _examples(_root: Path) -> Iterator[bytes]:
    for each in own_examples():
        if len(each.content) <= MOST_BYTES:
            yield each.content


def _scripts(root: Path) -> Iterator[bytes]:
    yield from (b"\0" + each for each in _examples(root))
    for module in ("detect/content/webscripts/scanner", "detect/content/webscripts/settings"):
        for number, text in enumerate(literals_of(module)):
            yield bytes([number % 256]) + text


def _databases(_root: Path) -> Iterator[bytes]:
    tables = (
        "wtmp(ID, Type, User, Login, Logout, TTY, RemoteHost, Service)",
        "Lastlog2(Name, Time, TTY, RemoteHost, Service)",
        "users(id, username, password)",
        "crontab(id, name, echo, sType, sBody, urladdress, type, where1)",
        "cronjobs(id, type, script, command, url, spec, user)",
        "Packages(hnum INTEGER PRIMARY KEY, blob BLOB)",
    )
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("PRAGMA page_size = 512")
        for table in tables:
            connection.execute(f"CREATE TABLE {table}")
            count = table.count(",") + 1
            row = f"INSERT INTO {table.split('(')[0]} VALUES ({','.join('?' * count)})"  # noqa: S608
            values = (7, "1700000000", "root", "toShell", "curl x", "z", "w", "v")
            connection.execute(row, values[:count])
        connection.commit()
        yield bytes(connection.serialize())


def _rpm(root: Path) -> Iterator[bytes]:
    yield from _databases(root)
    folder = TESTS / "fixtures" / "rpm"
    for path in folder.glob("*.Packages"):
        yield path.read_bytes()[:200_000]
    for path in folder.glob("*.xz"):
        yield lzma.decompress(path.read_bytes())[:200_000]


def _journals(_root: Path) -> Iterator[bytes]:
    """A journal of one entry as small as can be: a whole one has 4 MB. Plain, and with zstd."""
    said = b"MESSAGE=Accepted password for root from 198.51.100.7 port 22 ssh2"
    for flags in (0, 4):
        pack = zstandard.ZstdCompressor().compress if flags else bytes
        payloads = [pack(each) for each in (b"SYSLOG_IDENTIFIER=sshd", said, b"_PID=7")]
        offsets = [320 + 256 * number for number in range(3)]
        entry, array, field = 1088, 1216, 1280
        journal = bytearray(1344)
        journal[:8] = b"LPKSHHRH"
        for at, value in ((120, 224), (128, 16), (152, 1), (176, array), (224, field)):
            struct.pack_into("<Q", journal, at, value)
        for at, payload in zip(offsets, payloads, strict=True):
            struct.pack_into("<BB6xQ", journal, at, 1, flags, 64 + len(payload))
            struct.pack_into("<QQ", journal, at + 40, entry, 0)
            journal[at + 64 : at + 64 + len(payload)] = payload
        struct.pack_into("<BB6xQ", journal, entry, 3, 0, 112)
        struct.pack_into("<Q", journal, entry + 24, 1_700_000_000_000_000)
        for number, at in enumerate(offsets):
            struct.pack_into("<QQ", journal, entry + 64 + 16 * number, at, 0)
        struct.pack_into("<BB6xQQQ", journal, array, 6, 0, 32, 0, entry)
        struct.pack_into("<BB6xQ", journal, field, 2, 0, 40 + 17)
        struct.pack_into("<Q", journal, field + 32, offsets[0])
        journal[field + 40 : field + 57] = b"SYSLOG_IDENTIFIER"
        yield bytes(journal)


def _logins(root: Path) -> Iterator[bytes]:
    entry = struct.pack("<hxxi32s4s32s256s", 7, 100, b"pts/0", b"ts/0", b"root", b"198.51.100.7")
    entry += struct.pack("<hhiii16s20x", 0, 0, 1, 1_700_000_000, 5, bytes(16))
    yield entry + bytes(384) + entry
    yield (root / "var/log/lastlog").read_bytes()[:MOST_BYTES]


def _containers(_root: Path) -> Iterator[bytes]:
    for node in ast.walk(ast.parse((TESTS / "made_containers.py").read_text("utf-8"))):
        yield from _said(node)


def _signatures(_root: Path) -> Iterator[bytes]:
    import base64

    text = sign(b"message", Ed25519PrivateKey.generate(), "hemostat-baseline")
    yield text.encode()
    yield base64.b64decode("".join(text.splitlines()[1:-1]))


def _kept(_root: Path) -> Iterator[bytes]:
    finding = {"rule": "a", "scope": "host", "title": "t", "level": "high"}
    finding |= {"subjects": [{"kind": "path", "value": "/x"}]}
    whole = {"schema": "hemostat.baseline/1", "host": {"id": "x", "examined": "2026-01-01"}}
    whole |= {"findings": [finding], "items": [{"kind": "account", "key": "a", "value": "b"}]}
    yield json.dumps(whole).encode()
    walk = {"schema": "hemostat.deep/1", "host": "a", "source": "b", "packages": "c", "cursor": "/"}
    walk |= {"is_done": False, "names": 1, "verified": 1, "verified_bytes": 1, "seconds": 1.5}
    yield json.dumps(walk | {"changed": ["/x"], "odd": []}).encode()


def _netlink(_root: Path) -> Iterator[bytes]:
    def attribute(kind: int, data: bytes) -> bytes:
        return struct.pack("=HH", len(data) + 4, kind) + data + bytes(-len(data) % 4)

    names = attribute(1, b"filter\0"), attribute(3, b"input\0"), attribute(2, b"input\0")
    hook = attribute(4, attribute(1, struct.pack(">I", 1)))
    chain = b"\x02" + bytes(4) + names[0] + names[1] + hook + attribute(5, struct.pack(">I", 0))
    compare = attribute(1, b"cmp\0") + attribute(2, attribute(3, attribute(1, b"\x00\x16")))
    load = attribute(1, b"payload\0") + attribute(2, attribute(2, struct.pack(">I", 2)))
    expressions = attribute(4, attribute(1, load) + attribute(1, compare))
    yield chain + BETWEEN + b"\x01" + bytes(4) + names[0] + names[2] + expressions


def _texts(_root: Path) -> Iterator[bytes]:
    yield Path("/proc/self/mountinfo").read_bytes()
    yield struct.pack("=QqHB", 1, 1, 24, 8) + b"name\0"
    yield b"0" * 64 + b"  /etc/x\nls: cannot open '/x': Permission denied\n"


_MADE: Mapping[str, Callable[[Path], Iterator[bytes]]] = {
    "tar": lambda root: iter((_archive(root),)),
    "uac": lambda root: iter((_archive(root, "[root]/"),)),
    "collector": _collected,
    "trees.image": _images,
    "trees.layered_tree": _layers,
    "trees.spool": _packed,
    "trees.texts": _texts,
    "host.process": _processes,
    "host.identity": _identities,
    "host.elf": _programs,
    "host.firewall_netlink": _netlink,
    "host.loader_cache": lambda root: iter(((root / "etc/ld.so.cache").read_bytes(),)),
    "host.rpm_database": _rpm,
    "host.sqlite_tables": _databases,
    "parser.docker_container": _containers,
    "parser.docker_host_config": _containers,
    "parser.panel_database": _databases,
    "parser.panel_database_log": _databases,
    "logs.journal": _journals,
    "logs.login_databases": _databases,
    "logs.login_records": _logins,
    "store.ssh_signature": _signatures,
    "store.earlier": _kept,
    "content.php": _examples,
    "content.webscripts": _scripts,
    "content.yara_rules": _scripts,
    "content.packed": _programs,
    "content.embedded": _examples,
    "crontab": lambda _root: iter((b"* * * * * root /bin/true\n@reboot x\nA=b\n",)),
}
