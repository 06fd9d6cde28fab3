"""Small tars for tests, made with the standard library or by hand."""

import io
import os
import tarfile
import tempfile

from hemostat.trees.spool import HeldFile, Spooled
from hemostat.trees.tar import Archive, TarTree


def tar_of(
    *members: tuple[str, bytes | str | None], form: int = tarfile.PAX_FORMAT, **extra: str
) -> bytes:
    """A tar: bytes make a file, text a symbolic link, None a folder; `extra` are pax headers."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as tar:
        for name, content in members:
            member = tarfile.TarInfo(name)
            member.mtime = 1_700_000_000
            member.pax_headers = dict(extra)
            if content is None:
                member.type, member.mode = tarfile.DIRTYPE, 0o755
            elif isinstance(content, str):
                member.type, member.linkname = tarfile.SYMTYPE, content
            else:
                member.size = len(content)
            tar.addfile(member, io.BytesIO(content if isinstance(content, bytes) else b""))
    return out.getvalue()


def hard_link(name: str, target: str) -> bytes:
    """One header block of a hard link."""
    member = tarfile.TarInfo(name)
    member.type, member.linkname = tarfile.LNKTYPE, target
    return member.tobuf()


def archive_of(data: bytes) -> Archive:
    """Bytes as an archive, in a nameless file."""
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.flush()
        return Archive(Spooled(HeldFile(os.dup(file.fileno())), len(data)))


def tree_of(data: bytes) -> TarTree:
    """Bytes as a tree."""
    return TarTree(archive_of(data), "x.tar")


END = bytes(1024)
