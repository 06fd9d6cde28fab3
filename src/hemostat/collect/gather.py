"""From artifacts to records and coverage: walk the places, read, parse, follow includes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase

from hemostat.collect.artifact import HOME, Artifact
from hemostat.collect.each import Each, in_order
from hemostat.collect.patterns import Match, expand
from hemostat.model.coverage import CoverageEntry, Outcome, entry_for
from hemostat.model.evidence import Evidence, Unread
from hemostat.model.failure import Absent, Failed, Failure, NotCollected, TooLarge
from hemostat.model.path import HostPath, decode, encode, name
from hemostat.model.records import Account
from hemostat.parse.host.catalogue import Includes, Names, Parser
from hemostat.parse.place import Place
from hemostat.trees.host_tree import FileKind, FileStat, HostTree

INCLUDE_DEPTH = 8
MOST_HOMES = 10_000
_IN_MEMORY = ("/run/", "/var/run/", "/dev/", "/proc/")


Result = Evidence | Failure | None


@dataclass(slots=True)
class Gathered:
    """What came of a walk over artifacts.

    `named` holds parser and pattern of files of other formats that were named on the way.
    """

    records: list[object] = field(default_factory=list[object])
    coverage: list[CoverageEntry] = field(default_factory=list[CoverageEntry])
    unread: list[Unread] = field(default_factory=list[Unread])
    named: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])


@dataclass(frozen=True, slots=True)
class Home:
    """One home folder and whose it is; the account is empty for a folder nobody claims."""

    path: HostPath
    account: str


@dataclass(frozen=True, slots=True)
class Job:
    """One file to read: which artifact asked, and what its parser must know."""

    artifact: Artifact
    path: bytes
    place: Place
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Search:
    """One pattern to look for, below one home or nobody's."""

    artifact: Artifact
    pattern: str
    account: str = ""


def homes_of(tree: HostTree, accounts: Iterable[Account]) -> tuple[Home, ...]:
    """Every home folder: those of accounts, and what else lies below /home, and /root.

    `/` and /nonexistent are nobody's home: their files belong to the system's own places.
    """
    homes = {
        account.home.rstrip("/"): account.name
        for account in reversed(tuple(accounts))
        if account.home.startswith("/") and account.home.strip("/")
    }
    homes.pop("/nonexistent", None)
    homes.setdefault("/root", "root")
    # A collection leaves out what lives in memory: nobody's home is missing for that.
    for path in [path for path in homes if path.startswith(_IN_MEMORY)]:
        if isinstance(tree.stat(encode(path)), NotCollected):
            del homes[path]
    for match in expand(tree, b"/home/*"):
        if match.failure is None:
            homes.setdefault(decode(match.path), "")
    return tuple(Home(HostPath(path), owner) for path, owner in homes.items())[:MOST_HOMES]


def named_artifacts(
    artifacts: Iterable[Artifact], named: Iterable[tuple[str, str]]
) -> tuple[Artifact, ...]:
    """Artifacts for files that others named, after the shipped artifact of the same parser.

    A pattern whose last part is `*` holds one file for each account.
    """
    by_parser = {artifact.parser: artifact for artifact in artifacts}
    return tuple(
        replace(
            by_parser[parser],
            paths=(pattern,),
            account_from="home" if pattern.startswith(HOME) else "file_name",
        )
        for parser, pattern in dict.fromkeys(named)
        if parser in by_parser
    )


class Gatherer:
    """Walks artifacts over one tree. Each real file is read once for each parser."""

    def __init__(
        self,
        tree: HostTree,
        parsers: dict[str, Parser],
        includes: dict[str, Includes],
        *,
        names: dict[str, Names] | None = None,
        means: str,
        each: Each | None = None,
    ) -> None:
        """Make one walk.

        Args:
            tree: the host.
            parsers: by the names artifacts use.
            includes: for formats that include other files.
            names: for formats that name files of other formats.
            means: how this source was taken, for the evidence.
            each: runs the read of each job; hand in one with a time limit on a running host.
        """
        self._tree = tree
        self._parsers = parsers
        self._includes = includes
        self._names = names or {}
        self._means = means
        self._each = each or in_order
        self._seen: set[tuple[bytes, str]] = set()

    def walk(
        self, artifacts: Sequence[Artifact], homes: Sequence[Home], gathered: Gathered
    ) -> None:
        """Read every place of some artifacts.

        Args:
            artifacts: which.
            homes: for patterns below `{home}`.
            gathered: filled as it goes, so that an interrupted walk leaves what it has.
        """
        jobs: list[Job] = []
        for artifact in artifacts:
            found = list(self._jobs_of(artifact, homes, gathered))
            if not found:
                self._answer_for(artifact, Outcome.ABSENT, gathered)
            jobs += found
        while jobs:
            more: list[Job] = []
            for job, result in self._each(self._read, jobs):
                more += self._take(job, result, gathered)
            jobs = more
        for artifact in artifacts:
            # Something is there, and all of it was passed over: not executable, or read before.
            self._answer_for(artifact, Outcome.EMPTY, gathered)

    def _answer_for(self, artifact: Artifact, outcome: Outcome, gathered: Gathered) -> None:
        """Every artifact gets an answer: this one, if there is none yet."""
        if not any(entry.artifact == artifact.name for entry in gathered.coverage):
            place = HostPath(artifact.paths[0])
            gathered.coverage.append(CoverageEntry(artifact.name, place, outcome))

    def _jobs_of(
        self, artifact: Artifact, homes: Sequence[Home], gathered: Gathered
    ) -> Iterator[Job]:
        searches: list[Search] = []
        for pattern in artifact.paths:
            if not pattern.startswith(HOME):
                searches.append(Search(artifact, pattern))
                continue
            below = pattern.removeprefix(HOME)
            searches += [Search(artifact, home.path + below, home.account) for home in homes]
        yield from self._found(searches, gathered)

    def _found(self, searches: Sequence[Search], gathered: Gathered) -> Iterator[Job]:
        for search, matches in self._each(self._expand, searches):
            if isinstance(matches, tuple):
                yield from self._jobs(search, matches, gathered)
            else:
                place = HostPath(search.pattern)
                gathered.coverage.append(entry_for(search.artifact.name, place, matches))

    def _expand(self, search: Search) -> tuple[Match, ...]:
        return tuple(expand(self._tree, encode(search.pattern)))

    def _jobs(self, search: Search, matches: Iterable[Match], gathered: Gathered) -> Iterator[Job]:
        artifact = search.artifact
        for match in matches:
            path = decode(match.path)
            if isinstance(match.failure, Absent):
                continue
            if match.failure is not None:
                entry = entry_for(artifact.name, path, match.failure)
                gathered.coverage.append(entry)
            elif not any(fnmatchcase(path, each) for each in artifact.exclude):
                owner = name(path) if artifact.account_from == "file_name" else search.account
                place = Place(path, owner, artifact.mechanism, artifact.trigger)
                yield Job(artifact, match.path, place)

    def _read(self, job: Job) -> Result:
        """The evidence of one job; None for what this artifact passes over."""
        if job.artifact.kind == "link":
            target = self._tree.readlink(job.path)
            if isinstance(target, Failed):
                return None
            return self._evidence(job, target) if isinstance(target, bytes) else target
        real = self._tree.resolve(job.path)
        if not isinstance(real, bytes):
            return real
        if real == b"/dev/null":
            return self._evidence(job, b"")
        if (real, job.artifact.parser) in self._seen:
            return None
        self._seen.add((real, job.artifact.parser))
        found = self._tree.stat(real)
        if isinstance(found, FileStat):
            if found.kind is FileKind.FOLDER:
                return None
            if job.artifact.executable_only and not found.mode & 0o111:
                return None
        data = self._tree.read(real, job.artifact.limit)
        if isinstance(data, TooLarge):
            return self._evidence(job, data.head, is_cut=True)
        return self._evidence(job, data) if isinstance(data, bytes) else data

    def _evidence(self, job: Job, data: bytes, *, is_cut: bool = False) -> Evidence:
        return Evidence(data, job.place.path, is_cut=is_cut, means=self._means)

    def _take(self, job: Job, result: Result, gathered: Gathered) -> list[Job]:
        if result is None:
            return []
        if not isinstance(result, Evidence):
            self._miss(job, result, gathered)
            return []
        parser = self._parsers[job.artifact.parser]
        try:
            parsed = parser(result, job.place)
        except Exception as error:  # noqa: BLE001 — a parser's own fault is recorded, once, here
            self._miss(job, Failed(f"our parser failed: {error!r}"), gathered)
            return []
        outcome = Outcome.READ if result.data else Outcome.EMPTY
        reason = ""
        if result.is_cut:
            outcome, reason = (
                Outcome.TOO_LARGE,
                f"only the first {len(result.data)} bytes were read",
            )
        gathered.records += parsed.records
        gathered.unread += parsed.unread
        gathered.coverage.append(
            CoverageEntry(job.artifact.name, job.place.path, outcome, reason, len(parsed.unread))
        )
        for other, files in self._names.get(job.artifact.parser, {}).items():
            gathered.named += [(other, pattern) for pattern in files(result, job.place)]
        return list(self._included(job, result, gathered))

    def _included(self, job: Job, evidence: Evidence, gathered: Gathered) -> Iterator[Job]:
        include = self._includes.get(job.artifact.parser)
        if include is None or job.depth >= INCLUDE_DEPTH:
            return
        account = job.place.account
        patterns = include(evidence, job.place)
        searches = [Search(job.artifact, pattern, account) for pattern in patterns]
        for found in self._found(searches, gathered):
            yield replace(found, depth=job.depth + 1)

    def _miss(self, job: Job, failure: Failure, gathered: Gathered) -> None:
        gathered.coverage.append(entry_for(job.artifact.name, job.place.path, failure))
