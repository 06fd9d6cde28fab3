"""What to do about one thread, in the right order: evidence, business, contain, eradicate, recover.

Beyond what its rules advise: whatever runs is captured before it is ended, whatever brings it back
is closed before that and together, and where a service of the business is part of it, its owner
decides. Pure.
"""

from collections.abc import Iterator

from hemostat.detect.process_programs import SERVICES, program
from hemostat.incident.group import Group
from hemostat.incident.knowledge import Knowledge
from hemostat.model.story import Entry


def next_of(group: Group, entry: Entry | None, knowledge: Knowledge) -> tuple[str, ...]:
    """Slugs of advice, each once."""
    slugs = [slug for finding in group.findings for slug in finding.rule.next]
    slugs += _added(group, entry)
    return tuple(step.slug for step in knowledge.next_steps(slugs))


def _added(group: Group, entry: Entry | None) -> Iterator[str]:
    yield "keep-evidence"
    if entry is None:
        yield "find-entry"
    if group.processes():
        yield "capture-process"
        if group.startups():
            yield "disable-persistence"
    if group.keys():
        yield "pull-key"
    if _has_service(group):
        yield "protect-business"


def _has_service(group: Group) -> bool:
    """Whether a program that serves the business is part of the story, or stands above it."""
    processes = group.processes()
    above = [each for process in processes for each in group.host.ancestors(process)]
    return any(SERVICES.fullmatch(program(each)) for each in (*processes, *above))
