"""Set up a case's files below a root, and start its processes."""

import os
import pwd
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from hemostat.drill.case import Case, PlantedEdit, PlantedFile, PlantedProcess
from hemostat.model.errors import UsageError

SANDBOX_MARK = "HEMOSTAT_SANDBOX"
_MORE_BYTES = b"\0a planted program: no package knows these bytes\0"


def plant_files(case: Case, root: Path) -> None:
    """Set up a case's files.

    Args:
        case: what to plant.
        root: a folder that holds a root; `/` only inside our own sandbox.

    Raises:
        UsageError: the root is this machine's own, or does not hold what an edit changes.
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
    for edit in case.edits:
        _edit(edit, root)


def _plant(file: PlantedFile, root: Path) -> None:
    path = _below(root, file.path)
    _make_folders(path.parent, file, root)
    if file.append is not None:
        _append(path, file.append)
        return
    program = _program(file.program, root) + _MORE_BYTES if file.program is not None else None
    path.unlink(missing_ok=True)
    if file.link is not None:
        path.symlink_to(file.link)
        return
    path.write_bytes((file.content or "").encode() if program is None else program)
    _own(path, file, root)
    path.chmod(file.mode)
    changed = time.time() - file.age_days * 86400
    os.utime(path, (changed, changed))


def _make_folders(folder: Path, file: PlantedFile, root: Path) -> None:
    """Make the folders that are missing; they are the file's owner's."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for each in missing:
        _own(each, file, root)


def _edit(edit: PlantedEdit, root: Path) -> None:
    path = _below(root, edit.path)
    before = path.read_bytes()
    if edit.old.encode() not in before:
        raise UsageError(f"{edit.path}: the text to change is not there: {edit.old!r}")
    _write_anew(path, before.replace(edit.old.encode(), edit.new.encode(), 1))


def _append(path: Path, text: str) -> None:
    """Write text behind what a file holds, in a new file of that name, as editors do."""
    before = path.read_bytes() if path.exists() else b""
    _write_anew(path, before + text.encode("utf-8"))


def _write_anew(path: Path, content: bytes) -> None:
    """Put a new file in an old one's place, with its mode and owner."""
    new = path.with_name(f"{path.name}.planting")
    new.write_bytes(content)
    if path.exists():
        old = path.stat()
        if os.geteuid() == 0:
            os.chown(new, old.st_uid, old.st_gid)
        new.chmod(old.st_mode & 0o7777)
    new.replace(path)


def _program(name: str, root: Path) -> bytes:
    """The bytes of an ordinary program or library of that root, else of this machine."""
    if name.startswith("/"):
        return _below(root, name).read_bytes()
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
    is_awaited = bool(process.python) or process.is_ready_said
    started = subprocess.Popen(
        argv,
        executable=executable,
        cwd=process.cwd,
        env={"PATH": os.environ.get("PATH", ""), **process.environment},
        user=account.pw_uid if account else None,
        group=account.pw_gid if account else None,
        extra_groups=[] if account else None,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if is_awaited else subprocess.DEVNULL,
        stderr=sys.stderr,
        start_new_session=True,
    )
    if started.stdout is not None:
        started.stdout.readline()
    for path in process.removed:
        Path(path).unlink()
    for path in process.replaced:
        _write_anew(Path(path), Path(path).read_bytes())
    return started
