"""What one examination answers first, in one language: the screen and the page say the same."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from hemostat.incident.knowledge import Advice, Knowledge
from hemostat.model.examination import Examination
from hemostat.model.finding import Finding, is_hardening
from hemostat.model.level import Level
from hemostat.model.text import Language, Text
from hemostat.report import words
from hemostat.report.escape import fill, visible
from hemostat.report.folding import fold, running

_LIVE_ONLY = "capture-process"


@dataclass(frozen=True)
class Answers:
    """In trouble? Still active? What to do, and what not? Every sentence comes escaped."""

    examination: Examination
    knowledge: Knowledge
    language: Language

    @cached_property
    def signs(self) -> tuple[Finding, ...]:
        """What speaks of an intruder, worst first: nothing declared ours, no hardening facts."""
        return tuple(each for each in self.examination.counted if not is_hardening(each))

    @cached_property
    def serious(self) -> tuple[Finding, ...]:
        """The signs someone must act on."""
        return tuple(each for each in self.signs if each.level >= Level.MEDIUM)

    @property
    def worst(self) -> Level | None:
        """The level of the worst sign; None for none."""
        return self.signs[0].level if self.signs else None

    def verdict(self) -> str:
        """The answer to "in trouble?"."""
        read, asked = self.reach()
        if self.worst is None:
            return self._say(words.NOTHING, read=read, asked=asked)
        counts = ", ".join(self._counts())
        return self._say(words.VERDICT[self.worst], counts=counts, read=read, asked=asked)

    def activity(self) -> tuple[str, Level | None]:
        """The answer to "still active?", and how bad that is; None: not at all."""
        if not self.examination.is_running:
            return self._say(words.ACTIVE_UNKNOWN), Level.MEDIUM
        processes = running(self.serious)
        if processes:
            names = ", ".join(visible(process.value) for process in processes)
            return self._say(words.ACTIVE_YES, what=names), self.serious[0].level
        return self._say(words.ACTIVE_NO if self.serious else words.ACTIVE_NONE), None

    def reach(self) -> tuple[str, str]:
        """How many places were read, and how many asked for."""
        coverage = self.examination.coverage
        return str(sum(not place.holes for place in coverage)), str(len(coverage))

    def safe_steps(self) -> list[str]:
        """What one person may do at once, in this order."""
        slugs = [slug for finding in self.serious for slug in finding.rule.next]
        return [
            self._say(step.text) for step in self.knowledge.next_steps(slugs) if self._is_open(step)
        ]

    def prohibitions(self) -> list[str]:
        """What must not be done now; nothing where nothing is serious."""
        types = {kind for finding in self.serious for kind in finding.incident_types}
        return [
            self._say(each.text)
            for each in self.knowledge.prohibitions
            if self.serious and (each.when == "always" or each.when in types)
        ]

    def _is_open(self, step: Advice) -> bool:
        """Whether a step is safe and can be done: of a host at rest no process is left to keep."""
        return step.is_safe and (self.examination.is_live or step.slug != _LIVE_ONLY)

    def _counts(self) -> Iterator[str]:
        """How many things of each level; where some are serious, the others go unsaid."""
        levels = [row.worst.level for row in fold(self.signs)]
        for level in reversed(Level):
            if level in levels and (level >= Level.MEDIUM or not self.serious):
                word = self._say(words.LEVELS[level]).lower()
                yield self._say(words.COUNT, count=str(levels.count(level)), level=word)

    def _say(self, text: Text, **values: str) -> str:
        return fill(text.in_language(self.language), values)
