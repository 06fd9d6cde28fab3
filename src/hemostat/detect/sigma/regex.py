"""Regular expressions on hostile text: RE2, which never backtracks.

Time is linear in the text for every pattern, a user's included, so no rule can be made to hang by
what a host holds. pySigma needs google-re2 anyway. What RE2 has not (look-around, back
references, counts over 1,000) is refused when the rule is read.
Source: https://github.com/google/re2/wiki/Syntax
"""

from collections.abc import Callable
from typing import Protocol, cast

import re2  # type: ignore[import-untyped]


class _Compiled(Protocol):
    def search(self, text: str) -> object | None: ...


class _Options(Protocol):
    log_errors: bool


class _Re2(Protocol):
    """The part of google-re2 we use; it brings no types."""

    error: type[Exception]

    def Options(self) -> _Options: ...  # noqa: N802 — its name there
    def compile(self, pattern: str, options: _Options) -> _Compiled: ...
    def escape(self, pattern: str) -> str: ...


_RE2 = cast(_Re2, re2)


class PatternError(ValueError):
    """A pattern RE2 does not take; the message says why."""


def search_of(pattern: str) -> Callable[[str], object | None]:
    """The search function of a pattern: what it finds in a text, or None.

    Args:
        pattern: RE2 syntax; flags inside, as `(?is)`.

    Raises:
        PatternError: RE2 does not take it.
    """
    return compiled(pattern).search


def compiled(pattern: str) -> _Compiled:
    """A compiled pattern.

    Raises:
        PatternError: RE2 does not take it.
    """
    options = _RE2.Options()
    options.log_errors = False  # else RE2 writes to standard error by itself
    try:
        return _RE2.compile(pattern, options)
    except _RE2.error as error:
        reason: object = error.args[0] if error.args else ""
        words = reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
        raise PatternError(words) from None
    except UnicodeEncodeError:
        raise PatternError("holds characters that are no Unicode text") from None


def literal(text: str) -> str:
    """The pattern that matches a text and nothing else."""
    return _RE2.escape(text)
