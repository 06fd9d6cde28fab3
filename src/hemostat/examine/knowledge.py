"""The knowledge that comes with hemostat, and rules from folders the user names."""

import os
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from pathlib import Path

from hemostat.detect.content.yara_rules import YaraText
from hemostat.detect.rulebook import Loaded, Rulebook, load_texts, own_plans
from hemostat.incident.knowledge import Knowledge, read_knowledge
from hemostat.model.errors import UsageError

MOST_BYTES = 4 << 20
SIGMA_ENDINGS = (".yml", ".yaml")
YARA_ENDINGS = (".yar", ".yara")


@cache
def shipped_knowledge() -> Knowledge:
    """Advice, prohibitions and incident types, read once."""
    data = resources.files("hemostat") / "data"
    return read_knowledge(
        (data / "advice" / "advice.yaml").read_text("utf-8"),
        (data / "advice" / "never.yaml").read_text("utf-8"),
        (data / "incident-types" / "types.yaml").read_text("utf-8"),
    )


def rulebook_with(folders: Iterable[str]) -> tuple[Rulebook, Loaded]:
    """Our own rules and those of some folders; and what was wrong with the latter.

    Raises:
        UsageError: a folder is missing, unreadable, or holds no rule at all.
    """
    loaded = load_texts(text for folder in folders for text in rule_texts(folder, or_yara=True))
    return Rulebook.of((*own_plans(), *loaded.plans)), loaded


def yara_texts(folders: Iterable[str]) -> tuple[YaraText, ...]:
    """Path and text of every .yar and .yara file below some folders, sorted by path.

    Raises:
        UsageError: a folder is missing or unreadable.
    """
    return tuple(YaraText(*each) for folder in folders for each in _read(folder, YARA_ENDINGS))


def rule_texts(folder: str, *, or_yara: bool = False) -> list[tuple[str, str]]:
    """Path and text of every .yml and .yaml file below a folder, sorted by path.

    Args:
        folder: as the user named it.
        or_yara: whether a folder with YARA rules alone will do.

    Raises:
        UsageError: the folder is missing, unreadable, or holds no such file.
    """
    texts = _read(folder, SIGMA_ENDINGS)
    if not texts and not (or_yara and _read(folder, YARA_ENDINGS)):
        raise UsageError(
            f"{folder}: holds no .yml, .yaml, .yar or .yara file; name a folder of rules"
        )
    return texts


def _read(folder: str, endings: tuple[str, ...]) -> list[tuple[str, str]]:
    root = Path(folder)
    try:
        if not root.is_dir():
            raise UsageError(f"{folder}: no such folder of rules")
        return list(_texts(root, endings))
    except OSError as error:
        place = error.filename or folder
        raise UsageError(f"{place}: {error.strerror}; name a folder that can be read") from error


def _refuse(error: OSError) -> None:
    raise error


def _texts(root: Path, endings: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for folder, folders, names in os.walk(root, onerror=_refuse):
        folders.sort()
        for name in sorted(names):
            path = Path(folder) / name
            if path.suffix in endings and path.is_file():
                with path.open("rb") as file:
                    yield str(path), file.read(MOST_BYTES).decode("utf-8", "replace")
