"""What we know by heart: advice, things not to do, names of incident types. Data, in `data/`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast

import yaml

from hemostat.model.text import Text


@dataclass(frozen=True, slots=True)
class Advice:
    """One next step.

    Attributes:
        slug: what rules name it by.
        rank: its place in the order: evidence first, repair last.
        is_safe: one person may do it at once without harming business or evidence.
        text: the sentence.
        command: a command that does it; empty where it takes a person.
    """

    slug: str
    rank: int
    is_safe: bool
    text: Text
    command: str = ""


@dataclass(frozen=True, slots=True)
class Prohibition:
    """Something that must not be done now. `when` is `always` or an incident type."""

    when: str
    text: Text


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All of it, as handed to `report`."""

    advice: Mapping[str, Advice]
    prohibitions: tuple[Prohibition, ...]
    incident_types: Mapping[str, Text]

    def next_steps(self, slugs: Iterable[str]) -> tuple[Advice, ...]:
        """The steps some slugs name, each once, in the order they should be done."""
        known = {slug: self.advice[slug] for slug in slugs if slug in self.advice}
        return tuple(sorted(known.values(), key=lambda advice: advice.rank))


def read_knowledge(advice: str, never: str, incident_types: str) -> Knowledge:
    """Knowledge from the YAML texts of `data/advice` and `data/incident-types`."""
    return Knowledge(
        advice={str(entry["slug"]): _advice(entry) for entry in _entries(advice)},
        prohibitions=tuple(
            Prohibition(str(entry["when"]), _text(entry)) for entry in _entries(never)
        ),
        incident_types={str(entry["slug"]): _text(entry) for entry in _entries(incident_types)},
    )


def _entries(text: str) -> list[Mapping[str, object]]:
    return cast(list[Mapping[str, object]], yaml.load(text, Loader=yaml.CSafeLoader))


def _advice(entry: Mapping[str, object]) -> Advice:
    return Advice(
        slug=str(entry["slug"]),
        rank=cast(int, entry["rank"]),
        is_safe=bool(entry["safe"]),
        text=_text(entry),
        command=str(entry.get("command", "")),
    )


def _text(entry: Mapping[str, object]) -> Text:
    return Text(en=str(entry["en"]), zh=str(entry["zh"]))
