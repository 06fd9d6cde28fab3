"""Findings: claims that something is wrong, language-neutral until `report` renders them."""

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from hemostat.model.evidence import Source
from hemostat.model.host import HOST, HostIdentity, Scope
from hemostat.model.label import Label
from hemostat.model.level import Level
from hemostat.model.text import Text

SUBJECT_KINDS = (
    "file",
    "process",
    "account",
    "group",
    "key",
    "unit",
    "cron_job",
    "package",
    "module",
    "library",
    "socket",
    "address",
    "domain",
    "container",
    "host",
)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a finding is about.

    Attributes:
        kind: one of `SUBJECT_KINDS`.
        value: what names it over time: a path, account name, fingerprint, unit name; of a process
            its executable's path, or its name where that is unreadable; of a cron job its file.
        details: further fields that may change from run to run, such as pid, started, cmdline.
    """

    kind: str
    value: str
    details: tuple[tuple[str, str | int], ...] = ()


@dataclass(frozen=True, slots=True)
class Observable:
    """A value one can search for on other hosts. `type` is a STIX cyber-observable type."""

    type: str
    value: str


@dataclass(frozen=True, slots=True)
class RuleTexts:
    """What people read of a rule or check.

    Attributes:
        title: what is wrong, without values.
        summary: template naming `{values}`: what is wrong here.
        benign: what else could explain it, and how to tell.
    """

    title: Text
    summary: Text
    benign: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleInfo:
    """What a rule or check is worth.

    Attributes:
        name: `system.area.what-is-wrong`, never reused; a user's Sigma rule: its id.
        kind: `sigma`, `check` or `content`.
        level: how bad. confidence: how sure (low, medium or high only).
        category: lower_snake slug. attack: ATT&CK v19 technique ids.
        incident_types: slugs of `data/incident-types`.
        next: slugs of `data/advice`, in order.
        by_hand: read-only command template to check it by hand, values in braces, shell-quoted
            when filled in.
        version: of the rule; the SHA-256 of its file's text, first 12 digits.
    """

    name: str
    kind: str
    level: Level
    confidence: Level
    category: str
    attack: tuple[str, ...]
    incident_types: tuple[str, ...]
    texts: RuleTexts
    next: tuple[str, ...] = ()
    by_hand: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a check yields: subjects, the records it rests on, and the values of its texts.

    `level` and `confidence` override the rule's; `attack` and `incident_types` add to them.
    """

    subjects: tuple[Subject, ...]
    because: tuple[object, ...]
    values: dict[str, str] = field(default_factory=dict[str, str])
    level: Level | None = None
    confidence: Level | None = None
    attack: tuple[str, ...] = ()
    incident_types: tuple[str, ...] = ()
    observables: tuple[Observable, ...] = ()
    first_seen: datetime | None = None
    last_seen: datetime | None = None
    scope: Scope = HOST


@dataclass(frozen=True, slots=True)
class EvidenceRef:
    """The way back from a finding: evidence, place, and the record built on it."""

    source: Source
    table: str
    how: str = "read"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One claim of one rule about one host, ready to be ranked and rendered.

    `labels` say what the user declared to be theirs; they change no level and hide nothing.
    """

    id: str
    rule: RuleInfo
    host: HostIdentity
    scope: Scope
    level: Level
    confidence: Level
    attack: tuple[str, ...]
    incident_types: tuple[str, ...]
    subjects: tuple[Subject, ...]
    values: tuple[tuple[str, str], ...]
    observables: tuple[Observable, ...]
    evidence: tuple[EvidenceRef, ...]
    first_seen: datetime | None = None
    last_seen: datetime | None = None
    count: int = 1
    worked: bool | None = None
    trust: str = "host"
    labels: tuple[Label, ...] = ()


def is_hardening(finding: Finding) -> bool:
    """Whether a finding is a hardening fact: a weakness, no sign of an intrusion."""
    return finding.rule.category.startswith("hardening_")


def is_running(finding: Finding) -> bool:
    """Whether a finding speaks of something alive: a process or an open socket."""
    return any(subject.kind in ("process", "socket") for subject in finding.subjects)


def finding_id(rule: str, host_id: str, scope: Scope, subjects: tuple[Subject, ...]) -> str:
    """The id of a finding: stable over runs, for it holds no pid and no time.

    First 16 hex digits of SHA-256 over rule, host, scope and sorted subjects.
    """
    keys = sorted(f"{subject.kind}\x1f{subject.value}" for subject in subjects)
    text = "\x1e".join((rule, host_id, str(scope), *keys))
    return sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:16]
