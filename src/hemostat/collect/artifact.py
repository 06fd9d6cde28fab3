"""Artifacts: places where traces are found, described as data in `data/artifacts/*.yaml`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import cast

import yaml

from hemostat.model.errors import DataError, Problem
from hemostat.model.records import Mechanism
from hemostat.model.text import Text

HOME = "{home}"
DEFAULT_LIMIT = 1 << 20

_KEYS = {
    "name",
    "text",
    "paths",
    "account",
    "kind",
    "parser",
    "mechanism",
    "trigger",
    "limit",
    "executable_only",
    "exclude",
    "attack",
    "requirements",
    "needed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """One kind of place.

    Attributes:
        name: `linux.area.thing`.
        text: what it is, for people.
        paths: absolute patterns; `*` stays within one part (names beginning with a dot match
            too), `**` spans up to six folders, a leading `{home}` is every account's home.
        parser: the name of the parser in `parse.host.catalogue`.
        kind: `content`, or `link` for the text of symbolic links.
        account_from: `home`, `file_name` or empty.
        mechanism: what runs the file by itself, if anything does.
        trigger: when it runs, where the place says so.
        limit: bytes read of one file at most.
        executable_only: pass over files nobody may execute.
        exclude: patterns that are not read.
        attack: ATT&CK v19 technique ids; requirements: ids of the requirements it serves.
        is_needed: whether a hole here makes the exit code 3.
    """

    name: str
    text: Text
    paths: tuple[str, ...]
    parser: str
    kind: str = "content"
    account_from: str = ""
    mechanism: Mechanism | None = None
    trigger: str = ""
    limit: int = DEFAULT_LIMIT
    executable_only: bool = False
    exclude: tuple[str, ...] = ()
    attack: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()
    is_needed: bool = True


def shipped_artifacts() -> tuple[Artifact, ...]:
    """The artifacts that come with hemostat, by name.

    Raises:
        DataError: one of our own files is wrong.
    """
    folder = resources.files("hemostat") / "data" / "artifacts"
    files = sorted(
        (entry for entry in folder.iterdir() if entry.name.endswith(".yaml")),
        key=lambda entry: entry.name,
    )
    return read_artifacts((entry.name, entry.read_text("utf-8")) for entry in files)


def read_artifacts(files: Iterable[tuple[str, str]]) -> tuple[Artifact, ...]:
    """Artifacts from (file name, YAML text) pairs, by name.

    Raises:
        DataError: with every problem of every file.
    """
    problems: list[Problem] = []
    found: dict[str, Artifact] = {}
    for path, text in files:
        try:
            entries: object = yaml.load(text, Loader=yaml.CSafeLoader)
        except yaml.YAMLError as error:
            problems.append(Problem(path, f"not YAML: {error}"))
            continue
        for entry in cast(list[object], entries) if isinstance(entries, list) else []:
            _take(path, entry, found, problems)
        if not isinstance(entries, list):
            problems.append(Problem(path, "a file of artifacts is a list"))
    if problems:
        raise DataError(tuple(problems))
    return tuple(sorted(found.values(), key=lambda artifact: artifact.name))


def _take(path: str, entry: object, found: dict[str, Artifact], problems: list[Problem]) -> None:
    if not isinstance(entry, Mapping):
        problems.append(Problem(path, f"an artifact is a mapping, not {entry!r}"))
        return
    fields = cast(Mapping[str, object], entry)
    name = str(fields.get("name", "?"))
    reasons = [f"unknown key {key!r}" for key in fields if key not in _KEYS]
    reasons += [
        f"{key} is missing" for key in ("name", "text", "paths", "parser") if key not in fields
    ]
    if name in found:
        reasons.append("the name is taken")
    mechanisms = {str(mechanism) for mechanism in Mechanism}
    if "mechanism" in fields and fields["mechanism"] not in mechanisms:
        reasons.append(f"mechanism {fields['mechanism']!r} is none of {sorted(mechanisms)}")
    paths = _words(fields.get("paths"))
    reasons += [
        f"path {each!r} is neither absolute nor below {HOME}"
        for each in paths
        if not each.startswith(("/", HOME + "/"))
    ]
    if reasons:
        problems += [Problem(path, f"{name}: {reason}") for reason in reasons]
        return
    found[name] = _artifact(name, paths, fields)


def _artifact(name: str, paths: tuple[str, ...], fields: Mapping[str, object]) -> Artifact:
    text = cast(Mapping[str, str], fields["text"])
    account = str(fields.get("account", ""))
    if not account and any(each.startswith(HOME) for each in paths):
        account = "home"
    mechanism = fields.get("mechanism")
    return Artifact(
        name=name,
        text=Text(en=text["en"], zh=text["zh"]),
        paths=paths,
        parser=str(fields["parser"]),
        kind=str(fields.get("kind", "content")),
        account_from=account,
        mechanism=Mechanism.of(str(mechanism)) if mechanism else None,
        trigger=str(fields.get("trigger", "")),
        limit=int(str(fields.get("limit", DEFAULT_LIMIT))),
        executable_only=bool(fields.get("executable_only", False)),
        exclude=_words(fields.get("exclude")),
        attack=_words(fields.get("attack")),
        requirements=_words(fields.get("requirements")),
        is_needed=bool(fields.get("needed", True)),
    )


def _words(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, str):
        return (value,)
    return tuple(str(each) for each in cast(Iterable[object], value))
