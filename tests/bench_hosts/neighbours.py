"""Which ordinary hosts can stand in one root together, so that one examination judges several.

Two are kept apart where one would change what the other put there: a file, an account, its number,
a port. Nothing else is looked at: where a root of several is not quiet, each stands in one alone.
"""

import re
from collections.abc import Iterable, Iterator

from hemostat.drill.case import Case, PlantedFile

MOST = 5
"""Hosts in one root: with more, one product might come to excuse what another one does."""

LISTS = ("/etc/passwd", "/etc/group", "/etc/shadow", "/etc/gshadow", "/etc/subuid", "/etc/subgid")
PORT = re.compile(r"""\(\(\s*["'][^"']*["'],\s*(\d+)|pack\("SnNx8",2,(\d+)""")
"""As Python gives it to `bind`, and Perl."""


def stand_together(cases: Iterable[Case]) -> tuple[tuple[Case, ...], ...]:
    """Cases in groups of at most `MOST` of which no two touch the same, in the order given."""
    groups: list[list[Case]] = []
    taken: list[set[str]] = []
    for case in cases:
        claims = set(claims_of(case))
        for group, others in zip(groups, taken, strict=True):
            if len(group) < MOST and not claims & others:
                group.append(case)
                others |= claims
                break
        else:
            groups.append([case])
            taken.append(claims)
    return tuple(tuple(group) for group in groups)


def claims_of(case: Case) -> Iterator[str]:
    """What a case puts on a host that another one may not touch."""
    yield from case.remove
    yield from (edit.path for edit in case.edits)
    for file in case.files:
        yield from _of_list(file) if file.path in LISTS and file.append else (file.path,)
    for process in case.processes:
        yield from (*process.removed, *process.replaced)
        text = " ".join((process.python, *process.argv))
        yield from (f"port {first or second}" for first, second in PORT.findall(text))


def _of_list(file: PlantedFile) -> Iterator[str]:
    """The names and numbers that lines of an account list bring."""
    for line in (file.append or "").splitlines():
        name, _, rest = line.partition(":")
        yield f"{file.path} {name}"
        if file.path in ("/etc/passwd", "/etc/group"):
            yield f"{file.path} number {rest.split(':')[1]}"
