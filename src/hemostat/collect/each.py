"""How a collection runs its reads: the watchdog is handed in, for it stands beside collecting."""

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, TypeVar

from hemostat.model.failure import Failure

I = TypeVar("I")  # noqa: E741 — an item
R = TypeVar("R")


class Each(Protocol):
    """Runs a function for each item and gives its result, or the failure if it took too long."""

    def __call__(
        self, function: Callable[[I], R], items: Iterable[I]
    ) -> Iterable[tuple[I, R | Failure]]:
        """See the class."""
        ...


def in_order(function: Callable[[I], R], items: Iterable[I]) -> Iterator[tuple[I, R]]:
    """One after the other, waiting for each: for sources that cannot hang."""
    for item in items:
        yield item, function(item)
