"""All records of one examination, by type, in the order they were found."""

from collections.abc import Iterable, Iterator
from typing import TypeVar, cast

T = TypeVar("T")


class RecordSet:
    """Records by type. Grows while an examination runs; `replace` is for derived fields."""

    def __init__(self, records: Iterable[object] = ()) -> None:
        self._by_type: dict[type[object], list[object]] = {}
        self.add(records)

    def add(self, records: Iterable[object]) -> None:
        """Take more records."""
        for each in records:
            self._by_type.setdefault(type(each), []).append(each)

    def of(self, kind: type[T]) -> tuple[T, ...]:
        """The records of one type."""
        return tuple(cast(list[T], self._by_type.get(kind, [])))

    def replace(self, kind: type[T], records: Iterable[T]) -> None:
        """Put other records in place of all of one type."""
        self._by_type[kind] = list(cast(Iterable[object], records))

    def __iter__(self) -> Iterator[object]:
        for records in self._by_type.values():
            yield from records

    def __len__(self) -> int:
        return sum(len(records) for records in self._by_type.values())
