"""Collector streams made by hand, byte by byte, as the script would write them."""

import hashlib
from collections.abc import Mapping, Sequence
from io import BytesIO
from uuid import UUID


class MadeStream:
    """Adds section after section; marks count up, so that tests can name them."""

    def __init__(self) -> None:
        self.data = b"HEMOSTAT-COLLECT/1 0.1\n"
        self.count = 0

    def mark(self) -> bytes:
        return str(UUID(int=self.count + 1, version=4)).encode()

    def section(
        self, kind: str, more: str, body: bytes, errors: bytes = b"", status: int = 0
    ) -> "MadeStream":
        mark = self.mark()
        self.count += 1
        self.data += b"@@ begin %s %s %s\n" % (kind.encode(), mark, more.encode())
        self.data += body + b"\n@@ errors %s %d\n" % (mark, status)
        self.data += errors + b"\n@@ end %s\n" % mark
        return self

    def text(self, kind: str, text: bytes) -> "MadeStream":
        return self.section(kind, "-", text)

    def files(
        self,
        files: Mapping[bytes, bytes],
        *,
        kind: str = "files",
        limit: int = 4096,
        errors: bytes = b"",
    ) -> "MadeStream":
        between = b"H=" + self.mark() + b"\0"
        body = b"".join(name + b"\0" for name in files) + between
        body += b"".join(content + between for content in files.values())
        return self.section(kind, str(limit), body, errors, 1 if errors else 0)

    def listing(
        self,
        kind: str,
        names: Sequence[bytes],
        entries: Sequence[tuple[str, bytes, bytes]],
        errors: bytes = b"",
    ) -> "MadeStream":
        """Entries are (letter, path, target); all belong to root, 0644, one byte long."""
        body = b"".join(name + b"\0" for name in names) + b"H=" + self.mark() + b"\0"
        for number, (letter, path, target) in enumerate(entries, start=1000 * self.count):
            facts = f"{letter} 644 0 0 1 1700000000.5 1700000001.25 {number} 1 65024"
            body += facts.encode() + b"\0" + path + b"\0" + target + b"\0"
        return self.section(kind, "find", body, errors, 1 if errors else 0)

    def pids(self, *pids: int) -> "MadeStream":
        names = b"".join(b"/proc/%d\0" % pid for pid in pids)
        return self.section("pids", "-", names + b"H=" + self.mark() + b"\0")

    def hashes(self, names: Sequence[bytes], lines: bytes) -> "MadeStream":
        body = b"".join(name + b"\0" for name in names) + b"H=" + self.mark() + b"\0"
        return self.section("hashes", "-", body + lines)

    def done(self, hash_name: str = "sha256") -> bytes:
        data = self.data + b"@@ done %s %d\n" % (self.mark(), self.count)
        digest = "-" if hash_name == "none" else hashlib.new(hash_name, data).hexdigest()
        return data + f"@@ sum {hash_name} {digest}\n".encode()

    def stream(self) -> BytesIO:
        return BytesIO(self.done())
