"""One fact for each file, however many names lead to it."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from hemostat.model.records import FileFact


def one_per_file(facts: Iterable[FileFact]) -> Iterator[tuple[FileFact, tuple[str, ...]]]:
    """Each file once, with its other names: /lib/x and /usr/lib/x are one on a merged /usr.

    The fact under the file's own path stands for all; where there is none, the first. What any
    name is used as counts for the file. A link that took a packaged file's place is a thing of
    its own: what it leads to may be a file many others use.
    """
    groups: dict[tuple[str, str, str], list[FileFact]] = {}
    for fact in facts:
        key = (str(fact.scope), fact.real_path or fact.path, fact.package)
        groups.setdefault(key, []).append(fact)
    for group in groups.values():
        own = next((fact for fact in group if fact.path == fact.real_path), group[0])
        uses = sorted({use for fact in group for use in fact.used_as})
        names = tuple(sorted({fact.path for fact in group} - {own.path}))
        yield replace(own, used_as=tuple(uses)), names
