"""What all claims about hidden things share: the two views, and who could stand between. Pure."""

from collections.abc import Iterable

from hemostat.model.finding import Claim, Observable, Subject
from hemostat.model.level import Level
from hemostat.model.records import CrossView, InjectedLibrary

LIBRARY_VIEWS = ("readdir", "as programs read it")
"""Views that pass through the C library: what they alone leave out, a library leaves out."""


def is_by_library(view: CrossView) -> bool:
    """Whether only the C library's answer leaves it out: then a hooked library does so."""
    return any(each in view.missing_from for each in LIBRARY_VIEWS)


def suspects(injected: Iterable[InjectedLibrary]) -> tuple[InjectedLibrary, ...]:
    """The libraries that stand between programs and the kernel, those that replace most first."""
    found: dict[str, InjectedLibrary] = {}
    for each in injected:
        found.setdefault(each.path, each)
    return tuple(sorted(found.values(), key=lambda each: (-len(each.hooks), each.path)))[:5]


def claim_of(
    view: CrossView,
    subjects: tuple[Subject, ...],
    by: tuple[InjectedLibrary, ...],
    level: Level,
    *,
    because: tuple[object, ...] = (),
    observables: tuple[Observable, ...] = (),
) -> Claim:
    """One claim about one hidden thing, both views named."""
    libraries = ", ".join(each.path for each in by) if is_by_library(view) else ""
    return Claim(
        subjects=subjects,
        because=(view, *because, *(by if libraries else ())),
        values={
            "value": view.value,
            "seen_by": view.seen_by,
            "missing_from": view.missing_from,
            "library": libraries or "-",
        },
        level=level,
        observables=observables,
    )
