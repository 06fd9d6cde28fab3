"""Every packaged file compared with its package: what `--deep` does, batch by batch."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import new

from hemostat.examine.baseline import Baseline
from hemostat.model.coverage import CoverageEntry, entry_for
from hemostat.model.failure import Absent
from hemostat.model.path import HostPath, encode
from hemostat.model.records import FileFact, Provenance
from hemostat.parse.host.package_file import PackageFile
from hemostat.trees.host_tree import Digests, HostTree

ARTIFACT = "linux.deep.packages"
MOST_HOLES = 50
_AT_ONCE = 32 << 20


@dataclass(slots=True)
class Verification:
    """What was compared so far.

    Attributes:
        changed: facts about packaged files that differ, none of a configuration file.
        files, size: how many were hashed, and their bytes. holes: what could not be read.
    """

    tree: HostTree
    base: Baseline
    changed: list[FileFact] = field(default_factory=list[FileFact])
    files: int = 0
    size: int = 0
    holes: list[CoverageEntry] = field(default_factory=list[CoverageEntry])

    def verify(self, batch: Iterable[tuple[HostPath, int]]) -> None:
        """Hash those files of a batch that a package owns.

        Args:
            batch: plain files free of links, with their sizes in bytes.
        """
        sizes = dict(batch)
        owned = self.base.ownership.of(sizes)
        for hole in owned.holes:
            self._note(hole)
        for path, entries in owned.entries.items():
            sums = [each for each in entries if each.digest and not each.is_generated]
            if sums and not any(each.is_config for each in sums):
                self.files += 1
                self.size += sizes[path]
                if self._differs(path, sizes[path], sums):
                    self.look_again([path])

    def look_again(self, paths: Iterable[HostPath]) -> None:
        """Ask the baseline, which knows diversions and prelink, and keep what it calls changed."""
        facts, coverage = self.base.facts(dict.fromkeys(paths, ("packaged",)))
        for hole in coverage:
            self._note(hole)
        self.changed += [fact for fact in facts if fact.state is Provenance.CHANGED]

    def _differs(self, path: HostPath, size: int, sums: list[PackageFile]) -> bool:
        """Whether the content has none of the hashes that packages give."""
        raw = encode(path)
        if size <= _AT_ONCE:
            data = self.tree.read(raw, _AT_ONCE)
            if isinstance(data, bytes):
                return all(_digest(each.algorithm, data) != each.digest for each in sums)
        digests = self.tree.digest(raw)
        if isinstance(digests, Digests):
            known = {"sha256": digests.sha256, "md5": digests.md5, "sha1": digests.sha1}
            return all(known.get(each.algorithm, each.digest) != each.digest for each in sums)
        if not isinstance(digests, Absent):
            self._note(entry_for(ARTIFACT, path, digests))
        return False

    def _note(self, hole: CoverageEntry) -> None:
        if len(self.holes) < MOST_HOLES:
            self.holes.append(hole)


def _digest(algorithm: str, data: bytes) -> str:
    try:
        return new(algorithm, data, usedforsecurity=False).hexdigest()
    except ValueError:
        return ""
