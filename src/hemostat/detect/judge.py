"""From what rules and checks claim to findings: identified, merged, ranked."""

from collections.abc import Iterable
from dataclasses import replace

from hemostat.model.evidence import Source
from hemostat.model.finding import Claim, EvidenceRef, Finding, RuleInfo, finding_id
from hemostat.model.host import HostIdentity
from hemostat.model.record import table_of

MOST_EVIDENCE = 20


def findings_of(
    claims: Iterable[tuple[RuleInfo, Claim]], host: HostIdentity, *, trust: str = "host"
) -> tuple[Finding, ...]:
    """Each distinct claim as one finding, worst first.

    Claims of one rule about the same subjects (two processes of one executable) become one
    finding that counts them and keeps at most 20 pieces of evidence.

    Args:
        claims: with the rule that made each.
        host: whose they are.
        trust: what the evidence is worth: `host`, or `untrusted` when the host itself may lie.
    """
    found: dict[str, Finding] = {}
    for rule, claim in claims:
        finding = _finding(rule, claim, host, trust)
        earlier = found.get(finding.id)
        found[finding.id] = _merge(earlier, finding) if earlier else finding
    return tuple(sorted(found.values(), key=rank))


def rank(finding: Finding) -> tuple[int, int, str, str]:
    """The order of a ranked list: level, confidence, rule, id."""
    return (-finding.level, -finding.confidence, finding.rule.name, finding.id)


def _finding(rule: RuleInfo, claim: Claim, host: HostIdentity, trust: str) -> Finding:
    subjects = tuple(dict.fromkeys(claim.subjects))
    return Finding(
        id=finding_id(rule.name, host.id, claim.scope, subjects),
        rule=rule,
        host=host,
        scope=claim.scope,
        level=rule.level if claim.level is None else claim.level,
        confidence=rule.confidence if claim.confidence is None else claim.confidence,
        attack=_union(rule.attack, claim.attack),
        incident_types=_union(rule.incident_types, claim.incident_types),
        subjects=subjects,
        values=tuple(claim.values.items()),
        observables=tuple(dict.fromkeys(claim.observables)),
        evidence=tuple(dict.fromkeys(_reference(record) for record in claim.because)),
        first_seen=claim.first_seen,
        last_seen=claim.last_seen or claim.first_seen,
        trust=trust,
    )


def _union(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))


def _reference(record: object) -> EvidenceRef:
    source = getattr(record, "source", None)
    source = source if isinstance(source, Source) else Source()
    return EvidenceRef(source, table_of(type(record)).name)


def _merge(first: Finding, second: Finding) -> Finding:
    seen = [time for time in (first.first_seen, second.first_seen) if time]
    last = [time for time in (first.last_seen, second.last_seen) if time]
    evidence = tuple(dict.fromkeys((*first.evidence, *second.evidence)))
    return replace(
        first,
        level=max(first.level, second.level),
        confidence=max(first.confidence, second.confidence),
        attack=_union(first.attack, second.attack),
        incident_types=_union(first.incident_types, second.incident_types),
        observables=tuple(dict.fromkeys((*first.observables, *second.observables))),
        evidence=evidence[:MOST_EVIDENCE],
        first_seen=min(seen, default=None),
        last_seen=max(last, default=None),
        count=first.count + second.count,
    )
