"""Findings told as one story: threads, their steps, how they were joined, what they may be.

Language-neutral: every sentence is a `Phrase` that `report` renders. Nothing here decides
anything; `incident` builds it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Literal

from hemostat.model.finding import Subject
from hemostat.model.level import Level
from hemostat.model.text import Text

Precision = Literal["event", "changed", "modified", "started", "seen", "unknown"]
"""What a step's time is: `event` a log or log-in wrote it down, `started` a process's start,
`changed` a file's ctime, `modified` its mtime (which anyone can set), `seen` what the rule
itself gives as first seen, `unknown` no time."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence with its values.

    Attributes:
        text: template naming `{values}`.
        values: names with strings (evidence: shown escaped), `Text` (our own words), or a
            sentence within the sentence.
    """

    text: Text
    values: "tuple[tuple[str, str | Text | Phrase], ...]" = ()


@dataclass(frozen=True, slots=True)
class Link:
    """Why two findings of a thread belong together: one line of the drawn graph.

    Attributes:
        first, second: ids of findings, in the order of the thread's steps.
        kind: slug of the kind of link, such as `file`, `process`, `starts`, `child`; the kinds
            and their words stand in `incident.link_kinds`.
        subject: what both share, or what leads from one to the other.
        confidence: how sure the link is: high, medium; low for two weak ones together,
            and for what only time, or there being no other story, argues for.
    """

    first: str
    second: str
    kind: str
    subject: Subject
    confidence: Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that happened.

    Attributes:
        time: UTC; None when nobody knows: such steps stand last.
        precision: what the time is.
        text: what happened.
        finding: the id of the finding; empty for a step that a record alone tells.
        also: ids of further findings about the same thing at the same time.
        record: table and key of that record; empty names for a step that a finding tells.
    """

    time: datetime | None
    precision: Precision
    text: Phrase
    finding: str = ""
    also: tuple[str, ...] = ()
    record: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """How they came in.

    Attributes:
        kind: slug: `login_after_guessing`, `login`, `web_shell`, `service_child`, …
        time: UTC; None when unknown. precision: what that time is.
        how: the sentence.
        confidence: low, medium or high.
        subjects: account, address, service.
        finding: the id of the finding that shows it; empty when a record alone does.
    """

    kind: str
    time: datetime | None
    precision: Precision
    how: Phrase
    confidence: Level
    subjects: tuple[Subject, ...] = ()
    finding: str = ""


@dataclass(frozen=True, slots=True)
class Objection:
    """What speaks against a hypothesis. `finding` is empty where something missing speaks."""

    text: Phrase
    finding: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hypothesis:
    """One incident type that a thread may be.

    Attributes:
        type: slug of `data/incident-types`.
        score: 0 to 100; docs/threads.md says how it is counted.
        supports: ids of the findings that speak for it, the strongest first.
        against: what speaks against it.
        would_decide: what to look at to be sure; empty texts where nothing is left open.
    """

    type: str
    score: int
    supports: tuple[str, ...]
    against: tuple[Objection, ...] = ()
    would_decide: Text = Text("", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """Findings that tell one story.

    Attributes:
        id: stable over runs; see `thread_id`.
        title: what happened, in one line.
        level: the worst of its findings.
        incident_types: what it may be, the likeliest first.
        entry: how they came in; None when it cannot be told.
        steps: in order of time, those without a time last.
        findings: ids, in the order of the steps.
        next: slugs of `data/advice`, in the order they should be done.
        subjects: what it is about, each once, the most telling first.
        links: why its findings belong together, enough to draw the graph.
    """

    id: str
    title: Phrase
    level: Level
    incident_types: tuple[Hypothesis, ...]
    entry: Entry | None
    steps: tuple[Step, ...]
    findings: tuple[str, ...]
    next: tuple[str, ...]
    subjects: tuple[Subject, ...]
    links: tuple[Link, ...]


def thread_id(core: Iterable[str]) -> str:
    """The id of a thread, from the ids of its core findings (those that are worst).

    The smallest hash of a member, not a hash of all: a finding more, or one gone, leaves the id
    as it was unless it is that very one (one chance in the number of core findings).

    Raises:
        ValueError: there is no finding.
    """
    return min(sha256(f"thread {each}".encode()).hexdigest()[:16] for each in core)
