"""Small made-up roots for tests: files, and the package databases that own them."""

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

from hemostat.trees.folder import FolderTree

STATUS = "Package: {name}\nStatus: install ok installed\nVersion: 1\nArchitecture: all\n{more}\n"


def tree_of(root: Path) -> FolderTree:
    """The root as a host."""
    return FolderTree(os.fsencode(root))


def whole(root: Path) -> Path:
    """The root with the folders every host has: without them it would count as a part of one."""
    for name in ("bin", "boot", "dev", "etc", "home", "lib", "proc", "root", "run", "usr", "var"):
        (root / name).mkdir(exist_ok=True)
    return root


def put(root: Path, path: str, content: bytes = b"", mode: int = 0o644) -> Path:
    """Write one file of a root, its folders with it."""
    file = root / path.lstrip("/")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    file.chmod(mode)
    return file


def install_dpkg(
    root: Path,
    name: str,
    files: Mapping[str, bytes],
    conffiles: Mapping[str, bytes] | None = None,
    *,
    arch: str = "",
    has_sums: bool = True,
) -> None:
    """Enter one package into a root's dpkg database. The files themselves are not written."""
    info = root / "var/lib/dpkg/info"
    info.mkdir(parents=True, exist_ok=True)
    stem = f"{name}:{arch}" if arch else name
    conffiles = conffiles or {}
    (info / f"{stem}.list").write_text("".join(f"{path}\n" for path in ("/.", *files, *conffiles)))
    if has_sums:
        sums = "".join(f"{md5(content)}  {path[1:]}\n" for path, content in files.items())
        (info / f"{stem}.md5sums").write_text(sums)
    more = "".join(f" {path} {md5(content)}\n" for path, content in conffiles.items())
    with (root / "var/lib/dpkg/status").open("a") as status:
        status.write(STATUS.format(name=name, more=f"Conffiles:\n{more}" if more else ""))


def md5(content: bytes) -> str:
    """Hex."""
    return hashlib.md5(content).hexdigest()
