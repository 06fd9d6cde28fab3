"""Makes initramfs images: cpio archives in the newc form."""

from collections.abc import Mapping


def cpio(files: Mapping[str, bytes], mode: int = 0o100755, mtime: int = 1_700_000_000) -> bytes:
    """One archive of regular files."""
    members = [_member(name, content, mode, mtime) for name, content in files.items()]
    archive = b"".join((*members, _member("TRAILER!!!", b"", 0, 0)))
    return archive + bytes(-len(archive) % 512)


def _member(name: str, content: bytes, mode: int, mtime: int) -> bytes:
    text = name.encode() + b"\0"
    numbers = (1, mode, 0, 0, 1, mtime, len(content), 0, 0, 0, 0, len(text), 0)
    head = b"070701" + b"".join(b"%08X" % number for number in numbers) + text
    return _padded(head) + _padded(content)


def _padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 4)
