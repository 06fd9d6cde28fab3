"""Threads on the screen: a row each at first, then the whole story, step by step."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text as Styled

from hemostat.incident.knowledge import Knowledge
from hemostat.incident.things import LINK_KINDS
from hemostat.model.examination import Examination
from hemostat.model.finding import Finding
from hemostat.model.label import Label
from hemostat.model.level import Level
from hemostat.model.story import Hypothesis, Step, Thread
from hemostat.model.text import Language, Text
from hemostat.report import story_words, words
from hemostat.report.cells import WIDTH, clip, pad, wrap
from hemostat.report.escape import defanged, fill, visible
from hemostat.report.phrases import say

SHORT_STEPS = 8
SHORT_TYPES = 3
SHORT_NEXT = 5
SHORT_SEEN = 10
_NAME_WIDTH = 10
_DIM = Style(dim=True)
_HEAD = Style(bold=True)
_OPENED = ("ipv4-addr", "ipv6-addr", "domain-name", "url", "email-addr")
_ADDRESSES = ("address", "domain")


class Stories:
    """Renders the threads of one examination in one language."""

    def __init__(
        self,
        examination: Examination,
        knowledge: Knowledge,
        language: Language,
        styles: Mapping[Level, Style],
    ) -> None:
        self._knowledge = knowledge
        self._language: Language = language
        self._styles = styles
        self._findings = {finding.id: finding for finding in examination.findings}
        self._zone = zone_of(examination.clock.zone)

    def row(self, thread: Thread) -> tuple[Styled, Styled]:
        """A thread in two lines: what happened; since when, how they came in, how many signs."""
        level = self._say(words.LEVELS[thread.level])
        title = clip(say(thread.title, self._language), WIDTH - 12)
        first = Styled("  ").append(pad(level, 9), self._styles[thread.level])
        first.append(f" {title}", _HEAD)
        count = len(thread.findings)
        signs = story_words.SIGN if count == 1 else story_words.SIGNS
        begun = next((step.time for step in thread.steps if step.time), None)
        parts = [
            self._say(story_words.SINCE, time=self.time(begun))
            if begun
            else self._say(story_words.NO_TIME),
            self._say(signs, count=str(count)),
            "" if thread.entry else self._say(story_words.NO_ENTRY),
        ]
        line = " · ".join(part for part in parts if part)
        return first, Styled(clip(" " * 12 + line, WIDTH), _DIM)

    def short(self, thread: Thread, room: int) -> tuple[Styled, ...]:
        """The first steps of a thread, a line each, as many as there is room for."""
        lines = (" " * 12 + self._brief(step) for step in thread.steps[: max(room, 0)])
        return tuple(Styled(clip(line, WIDTH)) for line in lines)

    def _brief(self, step: Step) -> str:
        when = f"{step.time.astimezone(UTC):%m-%d %H:%M}Z" if step.time else "?".ljust(12)
        return f"{when} {say(step.text, self._language)}"

    def story(self, thread: Thread, *, verbose: bool) -> Iterator[Styled]:
        """The whole thread."""
        level = self._say(words.LEVELS[thread.level])
        yield Styled("")
        title = say(thread.title, self._language)
        lines = wrap(title, " " * (cell_len(level) + 2), "  ")
        head = Styled(level, self._styles[thread.level])
        yield head.append("  ").append(lines[0].strip(), _HEAD)
        for line in lines[1:]:
            yield Styled(line, _HEAD)
        yield from self._field(story_words.ENTRY, self._entry(thread))
        yield from self._types(thread, verbose=verbose)
        yield from self._steps(thread, verbose=verbose)
        if verbose:
            yield from self._links(thread)
        steps = self._knowledge.next_steps(thread.next)
        for number, step in enumerate(steps if verbose else steps[:SHORT_NEXT], start=1):
            text = f"{number}. {step.text.in_language(self._language)}"
            yield from self._field(story_words.NEXT if number == 1 else None, text)

    def seen(self, findings: Iterable[Finding], *, verbose: bool) -> Iterator[Styled]:
        """What to search for elsewhere, each once, made so that nobody opens it by accident."""
        found = dict.fromkeys(each for finding in findings for each in finding.observables)
        if not found:
            return
        yield Styled("")
        yield Styled(self._say(story_words.SEEN), _HEAD)
        for each in list(found)[: None if verbose else SHORT_SEEN]:
            is_address = each.type in _OPENED
            shown = defanged(each.value) if is_address else visible(each.value)
            yield Styled(clip(f"  {pad(each.type, 14)} {shown}", WIDTH))
        more = len(found) - SHORT_SEEN
        if more > 0 and not verbose:
            yield Styled("  " + self._say(story_words.MORE_SEEN, count=str(more)), _DIM)

    def labels(self, finding: Finding) -> str:
        """Whose a finding is declared to be; empty for nobody's."""
        return ", ".join(self._label(label) for label in finding.labels)

    def time(self, time: datetime) -> str:
        """A time in the host's zone with UTC beside it; UTC alone where the zone is not known."""
        told = time.astimezone(UTC)
        if self._zone is None:
            return f"{told:%Y-%m-%d %H:%M:%S} UTC"
        here = told.astimezone(self._zone)
        return f"{here:%Y-%m-%d %H:%M:%S} ({told:%d. %H:%M} UTC)"

    def _entry(self, thread: Thread) -> str:
        entry = thread.entry
        if entry is None:
            return self._say(story_words.NO_ENTRY)
        confidence = self._say(words.CONFIDENCE[entry.confidence])
        how = say(entry.how, self._language)
        return self._say(story_words.SURE, confidence=confidence, how=how)

    def _types(self, thread: Thread, *, verbose: bool) -> Iterator[Styled]:
        shown = thread.incident_types if verbose else thread.incident_types[:SHORT_TYPES]
        scores = (f"{self._type(each)} {each.score}" for each in shown)
        yield from self._field(story_words.MAY_BE, " · ".join(scores))
        for each in shown if verbose else shown[:1]:
            for objection in each.against:
                text = f"{self._type(each)}: {say(objection.text, self._language)}"
                yield from self._field(story_words.AGAINST, text)
            decides = each.would_decide.in_language(self._language)
            if decides:
                yield from self._field(story_words.DECIDES, decides)

    def _type(self, each: Hypothesis) -> str:
        name = self._knowledge.incident_types.get(each.type)
        return name.in_language(self._language) if name else each.type

    def _steps(self, thread: Thread, *, verbose: bool) -> Iterator[Styled]:
        shown = thread.steps if verbose else thread.steps[:SHORT_STEPS]
        for number, step in enumerate(shown):
            name = story_words.STEPS if number == 0 else None
            yield from self._field(name, self._step(step))
        more = len(thread.steps) - len(shown)
        if more:
            yield from self._field(None, self._say(story_words.MORE_STEPS, count=str(more)))

    def _step(self, step: Step) -> str:
        precision = self._say(story_words.PRECISIONS[step.precision])
        when = f"{self.time(step.time)} {precision}" if step.time else precision
        finding = self._findings.get(step.finding)
        ours = self.labels(finding) if finding else ""
        text = say(step.text, self._language)
        return f"{when}  {text}" + (f"  [{ours}]" if ours else "")

    def _links(self, thread: Thread) -> Iterator[Styled]:
        kinds = dict.fromkeys(
            (link.kind, link.subject.kind, link.subject.value) for link in thread.links
        )
        for number, (kind, subject, value) in enumerate(kinds):
            shown = defanged(value) if subject in _ADDRESSES else visible(value)
            text = f"{LINK_KINDS[kind].in_language(self._language)}: {shown}"
            yield from self._field(story_words.LINKED if number == 0 else None, text)

    def _field(self, name: Text | None, value: str) -> Iterator[Styled]:
        shown = pad(self._say(name), _NAME_WIDTH) if name else " " * _NAME_WIDTH
        for line in wrap(value, f"  {shown} ", " " * (_NAME_WIDTH + 3)):
            yield Styled(line)

    def _label(self, label: Label) -> str:
        return self._say(
            story_words.OURS_TAG,
            kind=self._say(story_words.LABEL_KINDS[label.kind]),
            name=label.name,
            reason=label.reason,
        )

    def _say(self, text: Text, **values: str) -> str:
        return fill(text.in_language(self._language), values)


def zone_of(name: str) -> ZoneInfo | None:
    """The host's zone where its name is known here and is not UTC itself."""
    if not name or name.upper() in ("UTC", "ETC/UTC", "GMT", "ETC/GMT", "UCT", "ETC/UCT", "ZULU"):
        return None
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):  # ZoneInfoNotFoundError is a KeyError
        return None
