"""What we know by heart: advice, things not to do, names of incident types. Data, in `data/`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast

import yaml

from hemostat.model.text import Text

PHASES = ("evidence", "business", "contain", "eradicate", "recover")
"""In the order in which they are done."""


@dataclass(frozen=True, slots=True)
class Advice:
    """One next step.

    Attributes:
        slug: what rules name it by.
        phase: one of `PHASES`.
        rank: its place in the order: evidence first, repair last.
        is_safe: one person may do it at once without harming business or evidence.
        text: the sentence.
        command: a command that does it; empty where it takes a person.
    """

    slug: str
    phase: str
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
class Against:
    """What speaks against an incident type when a condition holds of a thread.

    Attributes:
        when: a name of `incident.conditions`. weight: points; see docs/threads.md.
        text: the sentence.
    """

    when: str
    weight: float
    text: Text


@dataclass(frozen=True, slots=True)
class IncidentType:
    """What is known of one incident type.

    Attributes:
        name: for people. noun: as the title of a thread calls it.
        is_general: true of nearly every break-in, so that it says less than a special one.
        against: what may speak against it. would_decide: what to look at to be sure.
    """

    name: Text
    noun: Text
    against: tuple[Against, ...]
    would_decide: Text
    is_general: bool = False


@dataclass(frozen=True, slots=True)
class Knowledge:
    """All of it, as handed to `report`."""

    advice: Mapping[str, Advice]
    prohibitions: tuple[Prohibition, ...]
    types: Mapping[str, IncidentType]

    @property
    def incident_types(self) -> Mapping[str, Text]:
        """The name of each incident type."""
        return {slug: each.name for slug, each in self.types.items()}

    def next_steps(self, slugs: Iterable[str]) -> tuple[Advice, ...]:
        """The steps some slugs name, each once, in the order they should be done."""
        known = {slug: self.advice[slug] for slug in slugs if slug in self.advice}
        return tuple(sorted(known.values(), key=lambda each: (PHASES.index(each.phase), each.rank)))


def read_knowledge(advice: str, never: str, incident_types: str) -> Knowledge:
    """Knowledge from the YAML texts of `data/advice` and `data/incident-types`."""
    return Knowledge(
        advice={str(entry["slug"]): _advice(entry) for entry in _entries(advice)},
        prohibitions=tuple(
            Prohibition(str(entry["when"]), _text(entry)) for entry in _entries(never)
        ),
        types={str(entry["slug"]): _type(entry) for entry in _entries(incident_types)},
    )


def _entries(text: str) -> list[Mapping[str, object]]:
    return cast(list[Mapping[str, object]], yaml.load(text, Loader=yaml.CSafeLoader))


def _advice(entry: Mapping[str, object]) -> Advice:
    return Advice(
        slug=str(entry["slug"]),
        phase=str(entry["phase"]),
        rank=cast(int, entry["rank"]),
        is_safe=bool(entry["safe"]),
        text=_text(entry),
        command=str(entry.get("command", "")),
    )


def _type(entry: Mapping[str, object]) -> IncidentType:
    against = cast(list[Mapping[str, object]], entry["against"])
    return IncidentType(
        name=_text(entry),
        noun=_text(cast(Mapping[str, object], entry["noun"])),
        against=tuple(
            Against(str(each["when"]), float(cast(float, each["weight"])), _text(each))
            for each in against
        ),
        would_decide=_text(cast(Mapping[str, object], entry["would_decide"])),
        is_general=bool(entry.get("is_general", False)),
    )


def _text(entry: Mapping[str, object]) -> Text:
    return Text(en=str(entry["en"]), zh=str(entry["zh"]))
