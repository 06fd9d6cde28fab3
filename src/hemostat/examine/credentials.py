"""Gathers files with secrets during a walk, and reads them: what, where, and who may read it."""

import hmac
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field

from hemostat.collect.walk import Folder
from hemostat.detect.credential_places import credential_kind
from hemostat.model.coverage import CoverageEntry, Outcome, entry_for
from hemostat.model.evidence import Source
from hemostat.model.failure import Absent, TooLarge
from hemostat.model.path import HostPath, decode
from hemostat.model.records import Credential
from hemostat.parse.host.credentials import Found, find_credentials
from hemostat.trees.host_tree import FileKind, FileStat, HostTree
from hemostat.trees.listing import Listed

ARTIFACT = "linux.credentials"
MOST_FILES = 2_000
MOST_RECORDS = 5_000
_LIMIT = 1 << 20
_AGENT = re.compile(rb"/tmp/ssh-[^/]+|/run/user/\d+/(?:gnupg|keyring|openssh_agent)?.*")
_AGENT_NAME = re.compile(rb"agent\.\d+|S\.gpg-agent(?:\.ssh)?|ssh|openssh_agent")


@dataclass(slots=True)
class CredentialFiles:
    """What one walk met that holds a secret, so far; the first 2,000."""

    files: list[tuple[bytes, Listed, str]] = field(default_factory=list[tuple[bytes, Listed, str]])
    dropped: int = 0

    def visit(self, folder: Folder) -> None:
        """Look at the names of one folder."""
        for line in folder.lines:
            if line.kind is FileKind.FILE and line.size:
                kind = credential_kind(folder.path, line.name)
            elif line.kind is FileKind.SOCKET and _is_agent(folder.path, line.name):
                kind = "agent_socket"
            else:
                continue
            if kind and len(self.files) < MOST_FILES:
                self.files.append((folder.path.rstrip(b"/") + b"/" + line.name, line, kind))
            elif kind:
                self.dropped += 1

    def read(self, tree: HostTree) -> tuple[list[Credential], list[CoverageEntry]]:
        """The secrets of all of them, without their values, and what could not be read."""
        coverage: list[CoverageEntry] = []
        found = list(_Reader(tree).records(self.files, coverage))
        dropped = self.dropped + max(0, len(found) - MOST_RECORDS)
        if dropped:
            reason = f"{dropped} more were left out"
            coverage.append(CoverageEntry(ARTIFACT, HostPath("/"), Outcome.TOO_LARGE, reason))
        elif self.files:
            coverage.append(CoverageEntry(ARTIFACT, HostPath("/"), Outcome.READ))
        return found[:MOST_RECORDS], coverage


class _Reader:
    def __init__(self, tree: HostTree) -> None:
        self._tree = tree
        # Of this run alone and never written down: a mark can be compared with others of the run,
        # and nobody can try passwords against it afterwards.
        self._key = secrets.token_bytes(32)
        self._open: dict[tuple[bytes, int], bool] = {}

    def records(
        self, files: list[tuple[bytes, Listed, str]], coverage: list[CoverageEntry]
    ) -> Iterator[Credential]:
        for path, line, kind in files:
            if kind == "agent_socket":
                yield self._record(path, line, Found(kind))
                continue
            data = self._tree.read(path, _LIMIT)
            if isinstance(data, TooLarge):
                data = data.head
            if isinstance(data, bytes):
                for found in find_credentials(kind, data, self._mark):
                    yield self._record(path, line, found)
            elif not isinstance(data, Absent):
                coverage.append(entry_for(ARTIFACT, decode(path), data))

    def _mark(self, value: bytes) -> str:
        return "hmac:" + hmac.new(self._key, value, "sha256").hexdigest()[:16]

    def _record(self, path: bytes, line: Listed, found: Found) -> Credential:
        place = decode(path)
        return Credential(
            source=Source(path=place, line=found.line),
            path=place,
            kind=found.kind,
            name=found.name,
            target=found.target,
            fingerprint=found.mark,
            is_encrypted=found.is_encrypted,
            uid=line.uid if line.uid >= 0 else None,
            mode=line.mode,
            readable_by=self._readers(path, line.mode),
        )

    def _readers(self, path: bytes, mode: int) -> str:
        folder = path.rpartition(b"/")[0]
        if mode & 0o004 and self._is_open(folder, 0o001):
            return "everyone"
        return "group" if mode & 0o040 and self._is_open(folder, 0o010) else "owner"

    def _is_open(self, folder: bytes, bit: int) -> bool:
        """Whether everybody, or the group, may pass through a folder and all above it."""
        if not folder:
            return True
        if (folder, bit) not in self._open:
            stat = self._tree.stat(folder)
            is_open = isinstance(stat, FileStat) and bool(stat.mode & bit)
            self._open[folder, bit] = is_open and self._is_open(folder.rpartition(b"/")[0], bit)
        return self._open[folder, bit]


def _is_agent(folder: bytes, name: bytes) -> bool:
    return bool(_AGENT.fullmatch(folder) and _AGENT_NAME.fullmatch(name))
