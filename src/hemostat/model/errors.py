"""The errors a caller can meet.

    HemostatError
    ├── UsageError      what was asked for cannot be done as asked          exit 2
    ├── SourceError     a source cannot be opened as a host                 exit 2
    ├── DataError       a rule, artifact or product file is wrong           exit 2
    └── InternalError   our own fault                                       exit 4

Content of evidence never raises: see `hemostat.model.failure` for what cannot be read, and
`hemostat.model.evidence.Unread` for what cannot be understood.
"""

from dataclasses import dataclass


class HemostatError(Exception):
    """Whatever hemostat raises on purpose. The message says what, where, why, and what to do."""

    exit_code = 4


class UsageError(HemostatError):
    """What was asked for cannot be done as asked."""

    exit_code = 2


class SourceError(HemostatError):
    """A source is missing, unreadable, or nothing that looks like a host."""

    exit_code = 2


class InternalError(HemostatError):
    """Our own fault; the message asks for a report."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a file of rules, artifacts or products.

    Attributes:
        path: the file, as the user named it.
        line: counted from 1; None where the format gives none.
        column: counted from 1; None where the format gives none.
        reason: what is wrong and what would be right.
    """

    path: str
    reason: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.path, self.line, self.column) if part)
        return f"{place}: {self.reason}"


class DataError(HemostatError):
    """One or more data files are wrong. All problems are listed, not only the first."""

    exit_code = 2

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))
