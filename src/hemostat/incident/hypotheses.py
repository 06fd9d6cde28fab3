"""What a thread may be, the likeliest first, with what speaks for and against. Pure.

The count is plain and documented in docs/threads.md: each thing found counts once for a type, by
the level and confidence of its strongest finding and by where its rule names the type; what speaks
against has the weight the data give it. The score is the share of the points that speak for it,
with a few points of doubt so that one sign alone never reads as certain.
"""

from collections.abc import Mapping

from hemostat.incident.conditions import CONDITIONS
from hemostat.incident.group import Group
from hemostat.incident.knowledge import IncidentType
from hemostat.model.finding import Finding
from hemostat.model.level import Level
from hemostat.model.story import Hypothesis, Objection, Phrase
from hemostat.model.text import Text

DOUBT = 5.0
LEAST_SCORE = 10
MOST_TYPES = 5
LABEL_WEIGHT = 4.0
LEVEL_POINTS = {Level.MEDIUM: 2.0, Level.HIGH: 5.0, Level.CRITICAL: 8.0}
CONFIDENCE_SHARE = {Level.HIGH: 1.0, Level.MEDIUM: 0.75, Level.LOW: 0.5}
GENERAL_SHARE = 0.7
PLACE_SHARE = (1.0, 0.7, 0.5)

_LABELLED = Text("It is declared to be ours: {name}.", "已声明属于我方：{name}。")


def hypotheses_of(group: Group, types: Mapping[str, IncidentType]) -> tuple[Hypothesis, ...]:
    """At most five types, by score; types whose score is next to nothing are left out."""
    named = {slug for finding in group.findings for slug in finding.incident_types}
    found = [_hypothesis(slug, group, types[slug]) for slug in named & types.keys()]
    likely = [each for each in found if each.score >= LEAST_SCORE]
    return tuple(sorted(likely or found, key=lambda each: (-each.score, each.type))[:MOST_TYPES])


def _hypothesis(slug: str, group: Group, known: IncidentType) -> Hypothesis:
    best: dict[str, tuple[float, str]] = {}
    for finding in group.findings:
        points = points_of(finding, slug)
        about = finding.subjects[0].value if finding.subjects else finding.id
        if points > best.get(about, (0.0, ""))[0]:
            best[about] = (points, finding.id)
    held = [each for each in known.against if CONDITIONS[each.when](group)]
    objections = [Objection(Phrase(each.text)) for each in held]
    labelled = list(_labelled(group, slug))
    speaks_for = sum(points for points, _ in best.values())
    speaks_for *= GENERAL_SHARE if known.is_general else 1.0
    speaks_against = sum(each.weight for each in held) + LABEL_WEIGHT * len(labelled)
    return Hypothesis(
        type=slug,
        score=round(100 * speaks_for / (speaks_for + speaks_against + DOUBT)),
        supports=tuple(each for _, each in sorted(best.values(), key=lambda pair: -pair[0])),
        against=(*objections, *labelled),
        would_decide=known.would_decide,
    )


def points_of(finding: Finding, slug: str) -> float:
    """How much one finding says for a type."""
    if slug not in finding.incident_types:
        return 0.0
    place = min(finding.incident_types.index(slug), len(PLACE_SHARE) - 1)
    level = LEVEL_POINTS.get(finding.level, 0.0)
    return level * CONFIDENCE_SHARE.get(finding.confidence, 0.5) * PLACE_SHARE[place]


def _labelled(group: Group, slug: str) -> list[Objection]:
    return [
        Objection(Phrase(_LABELLED, (("name", finding.labels[0].name),)), finding.id)
        for finding in group.findings
        if finding.labels and slug in finding.incident_types
    ]
