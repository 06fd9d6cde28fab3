"""Set up a case's files below a root, and start its processes."""

import os
import pwd
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from hemostat.drill.case import Case, PlantedFile, PlantedProcess
from hemostat.model.errors import UsageError

SANDBOX_MARK = "HEMOSTAT_SANDBOX"
_MORE_BYTES = b"\0a planted program: no package knows these bytes\0"


def plant_files(case: Case, root: Path) -> None:
    """Set up a case's files.

    Args:
        case: what to plant.
        root: a folder that holds a root; `/` only inside our own sandbox.

    Raises:
        UsageError: the root is this machine's own.
    """
    if root.resolve() == Path("/") and not os.environ.get(SANDBOX_MARK):
        raise UsageError("planting on this machine itself is refused; use the sandbox")
    for path in case.remove:
        target = _below(root, path)
        if target.is_dir() and not target.is_symlink():
            shutil.rmtree(target)
        else:
            target.unlink(missing_ok=True)
    for file in case.files:
        _plant(file, root)


def _plant(file: PlantedFile, root: Path) -> None:
    path = _below(root, file.path)
    path.parent.mkdir(parents=True, exist_ok=True)
    if file.append is not None:
        with path.open("a", encoding="utf-8", errors="surrogateescape") as out:
            out.write(file.append)
        return
    if path.is_symlink() or path.exists():
        path.unlink()
    if file.link is not None:
        path.symlink_to(file.link)
        return
    if file.program is not None:
        path.write_bytes(_program(file.program, root) + _MORE_BYTES)
    else:
        path.write_text(file.content or "", encoding="utf-8")
    _own(path, file, root)
    path.chmod(file.mode)
    changed = time.time() - file.age_days * 86400
    os.utime(path, (changed, changed))


def _program(name: str, root: Path) -> bytes:
    """The bytes of an ordinary program of that root, else of this machine."""
    for folder in (root / "usr/bin", root / "bin", Path("/usr/bin")):
        if (folder / name).is_file():
            return (folder / name).read_bytes()
    raise UsageError(f"no program {name} to plant a copy of")


def _own(path: Path, file: PlantedFile, root: Path) -> None:
    if os.geteuid() != 0:
        return
    user, _, group = file.owner.partition(":")
    os.chown(path, _uid(user, root), _gid(group or user, root))


def _uid(name: str, root: Path) -> int:
    return int(name) if name.isdigit() else _number(root / "etc/passwd", name)


def _gid(name: str, root: Path) -> int:
    return int(name) if name.isdigit() else _number(root / "etc/group", name)


def _number(database: Path, name: str) -> int:
    for line in database.read_text("utf-8", "replace").splitlines():
        fields = line.split(":")
        if fields[0] == name:
            return int(fields[2])
    raise UsageError(f"{database}: no {name}")


def _below(root: Path, path: str) -> Path:
    """The place of a host path below a root, its folder's links kept within that root."""
    found = root
    for part in Path(path).parent.parts[1:]:
        following = found / part
        if following.is_symlink():
            target = following.readlink()
            base = root if target.is_absolute() else found
            following = base / str(target).lstrip("/")
        found = following
    return found / Path(path).name


def start_processes(case: Case) -> Iterator[subprocess.Popen[bytes]]:
    """Start a case's processes, in order; each is ready when it is yielded.

    Raises:
        UsageError: outside our own sandbox.
    """
    if case.processes and not os.environ.get(SANDBOX_MARK):
        raise UsageError("processes are planted in the sandbox only")
    for process in case.processes:
        yield _start(process)


def _start(process: PlantedProcess) -> subprocess.Popen[bytes]:
    argv = list(process.argv) or ["/usr/bin/python3", "-c", process.python]
    executable = argv[0]
    if process.name:
        argv[0] = process.name
    account = pwd.getpwnam(process.user) if process.user else None
    started = subprocess.Popen(
        argv,
        executable=executable,
        cwd=process.cwd,
        env={"PATH": os.environ.get("PATH", ""), **process.environment},
        user=account.pw_uid if account else None,
        group=account.pw_gid if account else None,
        extra_groups=[] if account else None,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if process.python else subprocess.DEVNULL,
        stderr=sys.stderr,
        start_new_session=True,
    )
    if started.stdout is not None:
        started.stdout.readline()
    return started
