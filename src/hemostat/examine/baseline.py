"""The provenance baseline: for each file that matters, what it is and where it came from.

Joins a host's tree with its package databases and the products we know. `docs/baseline.md` says
how each state is decided and what it is worth.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import md5, new, sha256

from hemostat.collect.packages import PackageDatabase, open_databases
from hemostat.detect.provenance import Naming, Seen, Verdict, judge, owners_among
from hemostat.examine.folder_links import folder_links
from hemostat.examine.ownership import Ownership
from hemostat.examine.product_judge import ProductJudge, load_products
from hemostat.model.coverage import CoverageEntry, Outcome, entry_for
from hemostat.model.evidence import Source
from hemostat.model.failure import Absent, Failed, Failure, TooLarge
from hemostat.model.host import HOST
from hemostat.model.path import HostPath, decode, encode
from hemostat.model.records import FileFact, Package, Provenance
from hemostat.parse.host.content_kind import HEAD_SIZE, content_kind, interpreter_of
from hemostat.parse.host.package_file import PackageFile
from hemostat.trees.host_tree import Digests, FileKind, FileStat, HostTree

ARTIFACT = "linux.baseline.files"
UNUSED = "linux.baseline.unused"
HASH_LIMIT = 256 << 20
"""Larger files are not hashed: their state is unknown, and coverage says so."""

_READ_AT_ONCE = 32 << 20
_UDEV_PATH = ("/usr/lib/udev", "/lib/udev")
_SEARCH_PATH = ("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin")


@dataclass(frozen=True, slots=True)
class _Located:
    """Where one wanted path leads. `failure` says why `stat` is missing."""

    path: HostPath
    place: bytes
    real: bytes
    stat: FileStat | None = None
    failure: Failure | None = None


@dataclass(slots=True)
class _Content:
    """What was read of one file: its first bytes and the digests somebody needed."""

    head: bytes = b""
    is_read: bool = False
    digests: dict[str, str] = field(default_factory=dict[str, str])
    is_prelinked: bool = False
    failure: Failure | None = None


class Baseline:
    """Answers for one host. Opened once an examination; files are read as they are asked for."""

    def __init__(
        self, tree: HostTree, databases: tuple[PackageDatabase, ...], products: ProductJudge
    ) -> None:
        """Take what `open_baseline` found."""
        self._tree = tree
        self._databases = databases
        self._products = products
        diversions = [each for database in databases for each in database.diversions]
        self._naming = Naming(folder_links(tree), diversions)
        self._has_prelink = isinstance(tree.stat(b"/etc/prelink.cache"), FileStat)
        self._folders: dict[bytes, bytes | Failure] = {}
        self._contents: dict[tuple[int, int] | bytes, _Content] = {}
        self._facts: dict[str, FileFact] = {}

    @property
    def packages(self) -> tuple[Package, ...]:
        """Every installed package of every database."""
        return tuple(package for each in self._databases for package in each.packages)

    @property
    def ownership(self) -> Ownership:
        """Who owns a path, for many paths and without reading the files."""
        return Ownership(self._naming, self._databases)

    @property
    def has_database(self) -> bool:
        """Whether "unowned" means anything on this host."""
        return any(database.packages for database in self._databases)

    @property
    def coverage(self) -> tuple[CoverageEntry, ...]:
        """How opening the package databases went; one absent entry when there is none."""
        if not self._databases:
            place = HostPath("/var/lib/dpkg, /var/lib/rpm, /lib/apk/db")
            return (CoverageEntry("linux.packages", place, Outcome.ABSENT),)
        return tuple(entry for database in self._databases for entry in database.coverage)

    def facts(
        self, wanted: Mapping[HostPath, Collection[str]]
    ) -> tuple[tuple[FileFact, ...], tuple[CoverageEntry, ...]]:
        """A fact for every wanted path, in order, and what could not be looked at.

        Args:
            wanted: paths on the host itself, and what each is used as (`runs`, `starts`, `mapped`,
                `preload`, `pam` …).

        Absent files give a fact with state MISSING. Nothing raises.
        """
        coverage: list[CoverageEntry] = []
        located = [self._locate(path) for path in wanted]
        files, is_whole = self._ask(located, coverage)
        facts: list[FileFact] = []
        for each in located:
            fact = self._fact(each, files, tuple(sorted(wanted[each.path])), is_whole, coverage)
            facts.append(fact)
        return tuple(facts), tuple(coverage)

    def altered(
        self,
        wanted: Mapping[HostPath, Collection[str]],
        most_bytes: int,
        has_time: Callable[[], bool] = lambda: True,
    ) -> tuple[tuple[FileFact, ...], tuple[CoverageEntry, ...]]:
        """Packaged files whose content is not what was delivered, among files nothing runs now.

        A file whose inode changed no later than an hour after its package was installed counts as
        delivered: ctime cannot be set back as mtime can. Others are hashed, where a source has no
        ctime all of them, until `most_bytes` are read; coverage counts what was left.

        Args:
            wanted: paths on the host, the most important first.
            most_bytes: of content read at most.
            has_time: whether another file may be hashed.
        """
        if self._tree.info().kind == "collector":
            # The script hashes what runs, starts or is named; all commands would cost minutes.
            reason = "the collector brings no hashes of programs that nothing runs, nor of modules"
            return (), (CoverageEntry(UNUSED, HostPath("/usr"), Outcome.NOT_COLLECTED, reason),)
        coverage: list[CoverageEntry] = []
        located = [self._locate(path) for path in wanted]
        files, is_whole = self._ask(located, coverage)
        ownership = self.ownership
        found: list[FileFact] = []
        left, unread = most_bytes, 0
        for each in located:
            if each.stat is None or each.stat.kind is not FileKind.FILE:
                continue
            own = owners_among(self._naming.asks(decode(each.real)), files)
            if not own or ownership.is_as_installed(each.stat.changed, own):
                continue
            left -= each.stat.size
            if left < 0 or not has_time():
                unread += 1
                continue
            fact = self._fact(each, files, tuple(sorted(wanted[each.path])), is_whole, coverage)
            if fact.state is Provenance.CHANGED:
                found.append(fact)
        outcome = Outcome.TOO_LARGE if unread else Outcome.READ
        reason = f"{unread} programs that nothing runs now were not hashed: use --deep"
        coverage.append(CoverageEntry(UNUSED, HostPath("/usr"), outcome, reason if unread else ""))
        return tuple(found), tuple(coverage)

    def which(self, name: str) -> HostPath | None:
        """The program a bare command name starts, from the standard folders of PATH.

        A name that begins with `udev/` is looked for where udev looks for its programs.
        """
        own = name.removeprefix("udev/")
        folders = _SEARCH_PATH if own == name else _UDEV_PATH
        name = own
        if not name or "/" in name or "\0" in name:
            return None
        for folder in folders:
            stat = self._tree.stat(encode(f"{folder}/{name}"))
            if isinstance(stat, FileStat) and stat.kind in (FileKind.FILE, FileKind.LINK):
                return HostPath(f"{folder}/{name}")
        return None

    def _locate(self, path: HostPath) -> _Located:
        """Follow the path's links: the folder's from memory, the last part's anew."""
        raw = encode(path)
        if not raw.startswith(b"/") or b"\0" in raw:
            return _Located(path, raw, raw, failure=Failed("not an absolute path"))
        place = self._place(raw)
        if not isinstance(place, bytes):
            return _Located(path, raw, raw, failure=place)
        real = place
        stat = self._tree.stat(place)
        if isinstance(stat, FileStat) and stat.kind is FileKind.LINK:
            target = self._tree.resolve(place)
            if not isinstance(target, bytes):
                return _Located(path, place, place, failure=target)
            real, stat = target, self._tree.stat(target)
        if isinstance(stat, FileStat):
            return _Located(path, place, real, stat)
        return _Located(path, place, real, failure=stat)

    def _place(self, path: bytes) -> bytes | Failure:
        """The path with its folder's links followed, its last part as named."""
        folder, _, name = path.rpartition(b"/")
        if name in (b"", b".", b".."):
            return self._tree.resolve(path)
        real = self._folder(folder or b"/")
        return real.rstrip(b"/") + b"/" + name if isinstance(real, bytes) else real

    def _folder(self, folder: bytes) -> bytes | Failure:
        if folder not in self._folders:
            self._folders[folder] = self._tree.resolve(folder)
        return self._folders[folder]

    def _ask(
        self, located: Iterable[_Located], coverage: list[CoverageEntry]
    ) -> tuple[dict[str, tuple[PackageFile, ...]], bool]:
        """Every database entry about the wanted files, and whether every database could answer."""
        spellings: set[bytes] = set()
        for each in located:
            for path in {each.place, each.real}:
                spellings.update(ask.spelling for ask in self._naming.asks(decode(path)))
        wanted = frozenset(spellings)
        files: dict[str, list[PackageFile]] = {}
        is_whole = self.has_database
        for database in self._databases:
            owners = database.owners(wanted)
            coverage += owners.holes
            is_whole = is_whole and not owners.holes
            for file in owners.files:
                files.setdefault(file.path, []).append(file)
        return {path: tuple(entries) for path, entries in files.items()}, is_whole

    def _fact(
        self,
        each: _Located,
        files: Mapping[str, tuple[PackageFile, ...]],
        used_as: tuple[str, ...],
        is_whole: bool,  # noqa: FBT001 — private
        coverage: list[CoverageEntry],
    ) -> FileFact:
        place, real = decode(each.place), decode(each.real)
        own = owners_among(self._naming.asks(real), files)
        at_place = owners_among(self._naming.asks(place), files) if place != real else ()
        if each.stat is None:
            return self._unseen(each, own, used_as, coverage)
        content = _Content()
        if each.stat.kind is FileKind.FILE:
            algorithms = {file.algorithm for file in own}
            if "shell" in used_as:
                # A hidden copy of a shell is known by its hash.
                algorithms.add("sha256")
            content = self._content(each.real, each.stat, algorithms)
            if content.failure is not None:
                coverage.append(entry_for(ARTIFACT, each.path, content.failure))
        seen = Seen(
            place=place,
            real=real,
            kind=each.stat.kind.value,
            content=content_kind(content.head) if content.is_read else "",
            digests=content.digests,
            is_prelinked=content.is_prelinked,
        )
        verdict = judge(seen, own, at_place, is_database_whole=is_whole)
        if verdict.state is Provenance.CHANGED and seen.kind == "file":
            # Its hash is what one searches for on other hosts, and what pip's RECORD has.
            self._content(each.real, each.stat, {"sha256"})
        fact = _fact_of(each.path, each.stat, seen, content, verdict, used_as)
        return self._products.explained(fact, content.head)

    def _unseen(
        self,
        each: _Located,
        own: tuple[PackageFile, ...],
        used_as: tuple[str, ...],
        coverage: list[CoverageEntry],
    ) -> FileFact:
        """The fact about a path whose file could not be looked at, or is not there."""
        is_missing = isinstance(each.failure, Absent)
        if each.failure is not None and not is_missing:
            coverage.append(entry_for(ARTIFACT, each.path, each.failure))
        return FileFact(
            source=Source(path=each.path),
            path=each.path,
            real_path=decode(each.real),
            kind="missing" if is_missing else "unknown",
            state=Provenance.MISSING if is_missing else Provenance.UNKNOWN,
            package=own[0].package if own else "",
            used_as=used_as,
        )

    def _content(self, path: bytes, stat: FileStat, algorithms: set[str]) -> _Content:
        """Read one file once, however many names lead to it."""
        is_known = stat.inode is not None and stat.device is not None
        key = (stat.device or 0, stat.inode or 0) if is_known else path
        content = self._contents.get(key)
        if content is None:
            content = self._contents[key] = _Content()
        missing = (algorithms - {""} or {"sha256"}) - content.digests.keys()
        if missing and content.failure is None:
            self._read(path, stat, missing, content)
        return content

    def _read(self, path: bytes, stat: FileStat, algorithms: set[str], content: _Content) -> None:
        limit = _READ_AT_ONCE if stat.size <= _READ_AT_ONCE else HEAD_SIZE
        data = self._tree.read(path, limit)
        if isinstance(data, bytes):
            content.head, content.is_read = data[:HEAD_SIZE], True
            self._hash(data, algorithms, content)
            return
        if isinstance(data, TooLarge):
            content.head, content.is_read = data.head[:HEAD_SIZE], True
            if data.size > HASH_LIMIT:
                content.failure = TooLarge(data.size)
                return
        digests = self._tree.digest(path)
        if isinstance(digests, Digests):
            content.digests |= _digests(digests)
        else:
            content.failure = digests

    def _hash(self, data: bytes, algorithms: set[str], content: _Content) -> None:
        for algorithm in algorithms:
            if digest := _digest(algorithm, data):
                content.digests[algorithm] = digest
        content.is_prelinked = self._has_prelink and b".gnu.prelink_undo" in data


def open_baseline(tree: HostTree) -> Baseline:
    """Open the package databases of a host and load the products we know.

    Raises:
        DataError: a file of `data/products` is wrong.
    """
    databases = open_databases(tree)
    names = frozenset(package.name for each in databases for package in each.packages)
    return Baseline(tree, databases, ProductJudge(tree, load_products(), names))


def build_facts(
    tree: HostTree, wanted: Mapping[HostPath, Collection[str]]
) -> tuple[tuple[FileFact, ...], tuple[CoverageEntry, ...]]:
    """Facts for wanted paths in one call; `Baseline.facts` for more than one."""
    baseline = open_baseline(tree)
    facts, coverage = baseline.facts(wanted)
    return facts, (*baseline.coverage, *coverage)


def _fact_of(
    path: HostPath,
    stat: FileStat,
    seen: Seen,
    content: _Content,
    verdict: Verdict,
    used_as: tuple[str, ...],
) -> FileFact:
    sha = content.digests.get("sha256", "")
    return FileFact(
        source=Source(evidence=f"sha256:{sha}" if sha else "", path=path),
        path=path,
        real_path=HostPath(seen.real),
        kind=stat.kind.value,
        mode=stat.mode,
        uid=stat.uid,
        gid=stat.gid,
        size=stat.size,
        modified=stat.modified,
        changed=stat.changed,
        sha256=sha,
        state=verdict.state,
        package=verdict.package,
        content=seen.content,
        interpreter=interpreter_of(content.head),
        used_as=used_as,
        scope=HOST,
    )


def _digest(algorithm: str, data: bytes) -> str:
    """One digest, hex; empty for an algorithm Python does not have."""
    if algorithm == "sha256":
        return sha256(data).hexdigest()
    if algorithm == "md5":
        return md5(data, usedforsecurity=False).hexdigest()
    try:
        return new(algorithm, data, usedforsecurity=False).hexdigest()
    except ValueError:
        return ""


def _digests(digests: Digests) -> dict[str, str]:
    found = {"sha256": digests.sha256, "md5": digests.md5, "sha1": digests.sha1}
    return {name: digest for name, digest in found.items() if digest}
