"""Findings about the same thing, folded for people: one row a subject. JSON keeps each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hemostat.model.finding import Finding, Subject


@dataclass(frozen=True, slots=True)
class Row:
    """Findings that share their first subject, worst first."""

    findings: tuple[Finding, ...]

    @property
    def worst(self) -> Finding:
        """The finding that stands for the row."""
        return self.findings[0]


def fold(findings: Iterable[Finding]) -> tuple[Row, ...]:
    """Rows in the order of their worst finding.

    A finding joins an earlier row when both name the same first subject, by value: a program
    found as `process` and as `file` is one thing to the reader.
    """
    rows: dict[str, list[Finding]] = {}
    for finding in findings:
        rows.setdefault(_key(finding), []).append(finding)
    return tuple(Row(tuple(each)) for each in rows.values())


def _key(finding: Finding) -> str:
    return finding.subjects[0].value if finding.subjects else finding.id


def running(findings: Sequence[Finding]) -> tuple[Subject, ...]:
    """The processes of some findings, each once."""
    processes = [
        subject for finding in findings for subject in finding.subjects if subject.kind == "process"
    ]
    return tuple({subject.value: subject for subject in reversed(processes)}.values())[::-1]
