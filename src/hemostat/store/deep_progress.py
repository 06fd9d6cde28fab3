"""How far a deep walk came, kept in a folder the user named: plain data, checked when read back.

Nothing in it is believed: paths it names are looked at again, and what does not fit this host, its
packages or the format is refused with the reason, so that a foreign or damaged file costs a second
walk, never a wrong answer.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Final, cast

from hemostat.model.errors import UsageError

SCHEMA: Final = "hemostat.deep/1"
NAME: Final = "deep-progress.json"
MOST_BYTES: Final = 64 << 20
MOST_PATHS: Final = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class DeepProgress:
    """One walk's state after a batch.

    Attributes:
        host: id of the host. source: what was walked, as the user named it.
        packages: fingerprint of the package databases.
        cursor: the last folder that was done, in order of names; `/` before the first.
        is_done: whether the end was reached.
        names, verified, verified_bytes: how much was looked at and hashed. seconds: how long.
        changed: packaged files that differ. odd: paths worth another look when going on.
    """

    host: str
    source: str
    packages: str
    cursor: str = ""
    is_done: bool = False
    names: int = 0
    verified: int = 0
    verified_bytes: int = 0
    seconds: float = 0.0
    changed: tuple[str, ...] = ()
    odd: tuple[str, ...] = ()


def load_progress(folder: Path) -> DeepProgress | str:
    """The state kept in a folder; otherwise why there is none, empty for the first time."""
    file = folder / NAME
    try:
        with file.open("rb") as opened:
            data = opened.read(MOST_BYTES + 1)
    except FileNotFoundError:
        return ""
    except OSError as error:
        return error.strerror or str(error)
    if len(data) > MOST_BYTES:
        return "larger than any of ours"
    try:
        found: object = json.loads(data)
    except (ValueError, RecursionError):
        return "not JSON"
    return _checked(cast(dict[object, object], found)) if isinstance(found, dict) else "not ours"


def _checked(found: dict[object, object]) -> DeepProgress | str:
    """The state, if every field has its type; otherwise what is wrong."""
    if found.pop("schema", None) != SCHEMA:
        return f"not of the format {SCHEMA}"
    if set(found) != {each.name for each in fields(DeepProgress)}:
        return "fields are missing or foreign"
    for name in ("host", "source", "packages", "cursor"):
        if not isinstance(found[name], str):
            return f"{name} is no text"
    for name in ("names", "verified", "verified_bytes"):
        value = found[name]
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            return f"{name} is no count"
    if not isinstance(found["is_done"], bool) or not isinstance(found["seconds"], int | float):
        return "is_done or seconds is wrong"
    for name in ("changed", "odd"):
        if not _is_paths(found[name]):
            return f"{name} is no list of paths"
        found[name] = tuple(cast(list[str], found[name]))
    return DeepProgress(**found)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType,reportCallIssue]


def _is_paths(value: object) -> bool:
    if not isinstance(value, list):
        return False
    paths = cast(Sequence[object], value)
    return len(paths) <= MOST_PATHS and all(
        isinstance(path, str) and path.startswith("/") and "\0" not in path for path in paths
    )


def save_progress(folder: Path, progress: DeepProgress) -> None:
    """Keep the state, whole or not at all.

    Raises:
        UsageError: the folder cannot be written.
    """
    data = json.dumps({"schema": SCHEMA, **asdict(progress)}).encode("ascii")
    new = folder / f".{NAME}.new"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        new.unlink(missing_ok=True)
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            out.write(data)
        new.replace(folder / NAME)
    except OSError as error:
        raise UsageError(
            f"--cache {folder}: {error.strerror}; name a folder that can be written"
        ) from error
