"""Break-ins as data: several signs of one intruder with the truth, and bystanders beside them.

An intrusion plants as a case does; it also says how the intruder came in, which signs belong
together in which order of time, and what stands on the host that has nothing to do with it. Some
parts need what a later part of hemostat reads (`needs`): until then they may be missing from the
story, and must not be told wrongly.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import yaml

from hemostat.model.errors import DataError, Problem

Found = Mapping[str, Any]

_TRUTH = ("entry", "signs", "bystanders")
_FIRST_KINDS = ("cron_job", "unit", "key", "account")
"""What names a sign best comes first: a key's account may be another sign."""


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign: a subject's value holds any of these; what it needs to be seen at all."""

    name: str
    values: tuple[str, ...]
    needs: str = ""


@dataclass(frozen=True, slots=True)
class TrueEntry:
    """How the intruder came in: any of these kinds, about any of these values."""

    kinds: tuple[str, ...]
    values: tuple[str, ...]
    needs: str = ""


@dataclass(frozen=True, slots=True)
class Intrusion:
    """One intrusion.

    Attributes:
        name: unique slug. text: one sentence.
        plant: the YAML of the case that plants it. addresses: for the loopback interface.
        entry: how the intruder came in. signs: in order of time.
        bystanders: what does not belong to it, each by the values of its subjects.
    """

    name: str
    text: str
    plant: str
    addresses: tuple[str, ...]
    entry: TrueEntry
    signs: tuple[Sign, ...]
    bystanders: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Told:
    """How well a story was told.

    Attributes:
        entry: `named`, `missing` or `wrong`; `open` while it is missing for what it needs.
        steps: signs that could be seen. ordered: those that stand in the story in right order.
        links: of all threads. wrong: those between what does not belong together.
        missing: signs that stand in no finding. apart: signs found, but told in another thread.
    """

    entry: str
    steps: int
    ordered: int
    links: int
    wrong: int
    missing: tuple[str, ...]
    apart: tuple[str, ...]


def read_intrusion(path: str, text: str) -> Intrusion:
    """One intrusion from its YAML.

    Raises:
        DataError: it is no intrusion.
    """
    try:
        entry = cast(dict[str, Any], yaml.load(text, Loader=yaml.CSafeLoader))
        true_entry = entry["entry"]
        plant = {key: value for key, value in entry.items() if key not in _TRUTH}
        return Intrusion(
            name=str(entry["name"]),
            text=str(entry["text"]),
            plant=yaml.safe_dump([plant], allow_unicode=True),
            addresses=tuple(entry.get("addresses", ())),
            entry=TrueEntry(
                tuple(true_entry["kind"]), _words(true_entry["value"]), true_entry.get("needs", "")
            ),
            signs=tuple(
                Sign(str(each["name"]), _words(each["value"]), each.get("needs", ""))
                for each in entry["signs"]
            ),
            bystanders=tuple(_words(each) for each in entry["bystanders"]),
        )
    except (yaml.YAMLError, KeyError, TypeError) as error:
        raise DataError((Problem(path, f"not an intrusion: {error!r}"),)) from error


def judge_story(intrusion: Intrusion, result: Found, seen: frozenset[str] = frozenset()) -> Told:
    """Compare the threads of a triage result with the truth.

    Args:
        intrusion: the truth.
        result: `hemostat.triage/1`.
        seen: the `needs` that hemostat can see by now.
    """
    by_id: dict[str, Found] = {each["id"]: each for each in result["findings"]}
    owner = {identity: _sign_of(intrusion, each) for identity, each in by_id.items()}
    threads: Sequence[Found] = result["threads"]
    main = max(threads, key=lambda thread: len(_signs_in(intrusion, thread, owner)), default=None)
    told = _signs_in(intrusion, main, owner) if main else []
    expected = [n for n, sign in enumerate(intrusion.signs) if not sign.needs or sign.needs in seen]
    found = {number for number in owner.values() if number is not None}
    links = [link["findings"] for thread in threads for link in thread["links"]]
    return Told(
        entry=_entry(intrusion, main, owner, seen),
        steps=len(expected),
        ordered=_in_order([number for number in told if number in expected]),
        links=len(links),
        wrong=sum(
            owner[first] is None or owner[second] is None
            for first, second in links
            if not _is_of_one(intrusion, by_id[first], by_id[second])
        ),
        missing=tuple(intrusion.signs[n].name for n in expected if n not in found | {*told}),
        apart=tuple(intrusion.signs[n].name for n in expected if n in found and n not in told),
    )


def _entry(
    intrusion: Intrusion, main: Found | None, owner: Mapping[str, int | None], seen: frozenset[str]
) -> str:
    told = main and main["entry"]
    true = intrusion.entry
    if not told:
        return "missing" if not true.needs or true.needs in seen else "open"
    values = [subject["value"] for subject in told["subjects"]]
    is_about = any(value in text for value in true.values for text in (told["how"], *values))
    is_ours = told["finding"] is None or owner[told["finding"]] is not None
    return "named" if told["kind"] in true.kinds and is_about and is_ours else "wrong"


def _signs_in(intrusion: Intrusion, thread: Found, owner: Mapping[str, int | None]) -> list[int]:
    """The signs of a thread in the order of its steps, each where a finding tells it first.

    What a record alone tells (a process was started) stands for a sign that no finding tells.
    """
    steps = thread["steps"]
    by_finding = {
        owner[finding]
        for step in steps
        if step["finding"]
        for finding in (step["finding"], *step["also"])
    }
    numbers: list[int | None] = []
    for step in steps:
        if step["finding"]:
            numbers += [owner[finding] for finding in (step["finding"], *step["also"])]
        elif (number := _number(intrusion, step["text"])) not in by_finding:
            numbers.append(number)
    return list(dict.fromkeys(number for number in numbers if number is not None))


def _sign_of(intrusion: Intrusion, finding: Found) -> int | None:
    """The sign a finding shows: by what starts things first, else by its first subject."""
    subjects = sorted(finding["subjects"], key=lambda each: _rank(each["kind"]))
    return next(
        (found for each in subjects if (found := _number(intrusion, each["value"])) is not None),
        None,
    )


def _number(intrusion: Intrusion, text: str) -> int | None:
    """The first sign whose values a text holds."""
    return next(
        (
            number
            for number, sign in enumerate(intrusion.signs)
            if any(value in text for value in sign.values)
        ),
        None,
    )


def _rank(kind: str) -> int:
    return _FIRST_KINDS.index(kind) if kind in _FIRST_KINDS else len(_FIRST_KINDS)


def _is_of_one(intrusion: Intrusion, first: Found, second: Found) -> bool:
    """Whether two findings are about one bystander: that they are joined is right."""
    return any(
        all(
            any(value in subject["value"] for subject in found["subjects"] for value in bystander)
            for found in (first, second)
        )
        for bystander in intrusion.bystanders
    )


def _in_order(numbers: Sequence[int]) -> int:
    """The length of the longest rising run that can be picked from a sequence."""
    tails: list[int] = []
    for number in numbers:
        at = bisect_left(tails, number)
        tails[at : at + 1] = [number]
    return len(tails)


def _words(value: object) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(cast(list[str], value))
