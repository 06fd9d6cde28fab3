"""What a person sees: a first screen of 24 lines and 80 columns, then the list, then details.

Readable without colour on a serial console: words carry the meaning, colour only repeats it.
"""

from collections.abc import Iterator

from rich.cells import cell_len
from rich.style import Style
from rich.text import Text as Styled

from hemostat.incident.knowledge import Knowledge
from hemostat.model.examination import Examination, PlaceCoverage
from hemostat.model.finding import Finding, is_hardening
from hemostat.model.inventory import Comparison
from hemostat.model.level import Level
from hemostat.model.text import Language, Text
from hemostat.report import story_words, words
from hemostat.report.answers import Answers
from hemostat.report.cells import WIDTH, clip, clip_left, pad, wrap
from hemostat.report.escape import fill, visible
from hemostat.report.finding_lines import finding_fields
from hemostat.report.folding import Row, fold
from hemostat.report.place_lines import place_lines
from hemostat.report.screen_story import Stories
from hemostat.report.since import since_lines
from hemostat.report.stability import full_lines, short_lines
from hemostat.report.time_bars import time_bars

LINES = 24
FEW_ROWS = 4

_STYLES = {
    Level.CRITICAL: Style(color="white", bgcolor="red", bold=True),
    Level.HIGH: Style(color="red", bold=True),
    Level.MEDIUM: Style(color="yellow", bold=True),
    Level.LOW: Style(color="cyan"),
    Level.INFO: Style(dim=True),
}
_HEAD = Style(bold=True)
_DIM = Style(dim=True)


class Screen:
    """Renders one examination in one language. Lines are at most 80 cells wide."""

    def __init__(
        self,
        examination: Examination,
        knowledge: Knowledge,
        language: Language,
        min_level: Level = Level.MEDIUM,
    ) -> None:
        self._examination = examination
        self._knowledge = knowledge
        self._language: Language = language
        self._min_level = min_level
        self._answers = Answers(examination, knowledge, language)
        self._hardening = [each for each in examination.findings if is_hardening(each)]
        self._shown = [each for each in self._answers.signs if each.level >= min_level]
        self._stories = Stories(examination, knowledge, language, _STYLES)
        self._threads = [each for each in examination.threads if each.level >= min_level]
        self._ours = [each for each in examination.findings if each.labels]
        joined = {each for thread in self._threads for each in thread.findings}
        joined |= {each.id for each in self._ours}
        self._rows = fold(each for each in self._shown if each.id not in joined)
        self._head = [
            self._header(),
            *self._state(),
            *self._answer(words.IN_TROUBLE, self._answers.verdict(), self._answers.worst),
            *self._answer(words.ACTIVE, *self._answers.activity()),
        ]
        self._foot = [
            Styled(""),
            *self._steps(),
            *self._coverage(),
            Styled(self._say(words.HINT), _DIM),
        ]
        # What is left of 24 lines, less a blank, a headline and "more".
        room = LINES - len(self._head) - len(self._foot) - 3
        self._is_stability_short = False
        stability = self._stability(room)
        self._head += stability
        self._room = max(room - len(stability), 0)

    def first(self) -> Iterator[Styled]:
        """The first screen, at most 24 lines."""
        yield from self._head
        if self._threads or self._rows:
            yield Styled("")
            what = story_words.HAPPENED if self._threads else words.WHAT
            yield Styled(self._say(what), _HEAD)
            yield from self._happened()
        yield from self._foot

    def _happened(self) -> Iterator[Styled]:
        """Threads in two lines each, then findings that join none, as far as there is room."""
        blocks: list[tuple[Styled, ...]] = [self._stories.row(each) for each in self._threads]
        blocks += [(self._row(row),) for row in self._rows]
        room = self._room
        for number, block in enumerate(blocks):
            if len(block) > room:
                more = str(len(blocks) - number)
                yield Styled("  " + self._say(words.MORE, count=more), _DIM)
                return
            room -= len(block)
            if number == 0 and self._threads:
                # What is left of the screen tells the worst story's steps: they come again below.
                spare = room - sum(map(len, blocks[1:]))
                block = (*block, *self._stories.short(self._threads[0], spare))
            yield from block

    def _is_all_shown(self) -> bool:
        return 2 * len(self._threads) + len(self._rows) <= self._room

    def rest(self, *, verbose: bool) -> Iterator[Styled]:
        """What did not fit: the ranked list; with details when `verbose`."""
        if verbose and self._is_stability_short:
            yield Styled("")
            yield Styled(self._say(words.STABLE), _HEAD)
            yield from map(Styled, full_lines(self._examination, self._language))
        yield from self._told(verbose=verbose)
        yield from self._stories.seen(self._shown, verbose=verbose)
        yield from self._own()
        if verbose and self._shown:
            yield Styled("")
            yield Styled(self._say(words.LIST), _HEAD)
            for row in fold(self._shown):
                yield from self._details(row)
        below = len(self._answers.signs) - len(self._shown)
        if below:
            level = self._say(words.LEVELS[self._min_level])
            yield Styled(self._say(words.BELOW, count=str(below), level=level), _DIM)
        yield from self._facts(verbose=verbose)
        yield from self._times()
        if self._examination.comparison is not None:
            yield Styled("")
            yield from self._since(self._examination.comparison, verbose=verbose)
        if verbose:
            yield Styled("")
            yield Styled(self._say(words.PLACES), _HEAD)
            yield from map(Styled, place_lines(self._examination, self._language))

    def _told(self, *, verbose: bool) -> Iterator[Styled]:
        """The stories in full, then what stands in none."""
        if self._threads:
            yield Styled("")
            yield Styled(self._say(story_words.STORIES), _HEAD)
        for thread in self._threads:
            yield from self._stories.story(thread, verbose=verbose)
        if self._rows and (verbose or self._threads or not self._is_all_shown()):
            yield Styled("")
            yield Styled(self._say(story_words.ALONE if self._threads else words.LIST), _HEAD)
            for row in self._rows:
                yield from self._listed(row)

    # -- the first screen -------------------------------------------------------------------

    def _header(self) -> Styled:
        host = self._examination.identity
        examined = self._examination.clock.examined
        is_live = self._examination.is_live
        parts = [
            f"hemostat {self._examination.engine_version}",
            visible(host.name or host.id[:16]),
            self._say(words.LIVE) if is_live else clip_left(visible(self._examination.source), 24),
            f"{examined:%Y-%m-%d %H:%M} UTC" if examined else "",
            visible(self._examination.system),
        ]
        return Styled(clip(" · ".join(part for part in parts if part), WIDTH), _HEAD)

    def _state(self) -> Iterator[Styled]:
        if not self._examination.is_complete:
            yield Styled(self._say(words.CUT), _STYLES[Level.HIGH])
        if self._ours:
            count = str(len(self._ours))
            yield Styled(self._say(story_words.OURS_COUNT, count=count), _DIM)
        if self._examination.as_root is False:
            yield Styled(self._say(words.NOT_ROOT), _STYLES[Level.MEDIUM])

    def _answer(self, question: Text, answer: str, level: Level | None) -> Iterator[Styled]:
        width = self._answer_width()
        style = _STYLES[level] if level is not None and level >= Level.MEDIUM else Style()
        lines = wrap(answer, " " * width, " " * width)[:2]
        head = Styled(pad(self._say(question), width), _HEAD)
        yield head.append(lines[0].strip(), style)
        for line in lines[1:]:
            yield Styled(line, style)

    def _answer_width(self) -> int:
        questions = (words.IN_TROUBLE, words.ACTIVE, words.STABLE)
        return max(cell_len(self._say(each)) for each in questions) + 1

    def _stability(self, room: int) -> list[Styled]:
        """Five lines where there is room for them and the first findings, else two."""
        full = [Styled(line) for line in full_lines(self._examination, self._language)]
        if not full:
            return []
        head = Styled(self._say(words.STABLE), _HEAD)
        wanted = min(2 * len(self._threads) + len(self._rows), FEW_ROWS)
        if room >= len(full) + 1 + wanted:
            return [head, *full]
        self._is_stability_short = True
        width = self._answer_width()
        lines = short_lines(self._examination, self._language, " " * width)
        first = Styled(pad(self._say(words.STABLE), width), _HEAD).append(lines[0].strip(), Style())
        return [first, *map(Styled, lines[1:])]

    def _facts(self, *, verbose: bool) -> Iterator[Styled]:
        """The hardening facts, apart from all signs: one line, or each with its summary."""
        count = str(len(self._hardening))
        if not self._hardening:
            return
        if not verbose:
            yield Styled(self._say(words.HARDENING, count=count), _DIM)
            return
        yield Styled("")
        yield Styled(self._say(words.HARDENING_LIST, count=count), _HEAD)
        for finding in self._hardening:
            yield Styled(clip("  " + finding.rule.texts.title.in_language(self._language), WIDTH))
            for line in wrap(self._summary(finding), " " * 6, " " * 6):
                yield Styled(line, _DIM)

    def _row(self, row: Row) -> Styled:
        finding = row.worst
        level = pad(self._say(words.LEVELS[finding.level]), 9)
        line = Styled("  ").append(level, _STYLES[finding.level]).append(" ")
        more = f" (+{len(row.findings) - 1})" if len(row.findings) > 1 else ""
        title = finding.rule.texts.title.in_language(self._language)
        subject = visible(finding.subjects[0].value) if finding.subjects else ""
        room = WIDTH - 12
        subject_width = min(cell_len(subject), max(room - cell_len(title + more) - 2, 26))
        title_width = room - subject_width - 2 - cell_len(more)
        line.append(pad(clip(title, title_width) + more, room - subject_width))
        return line.append(clip_left(subject, subject_width), _HEAD)

    def _steps(self) -> Iterator[Styled]:
        if not self._answers.serious:
            yield Styled(self._say(words.DO_NOTHING))
            return
        yield Styled(self._say(words.DO_NOW), _HEAD)
        for step in self._answers.safe_steps()[:3]:
            yield Styled(clip("  + " + step, WIDTH))
        yield Styled(self._say(words.DO_NOT), _HEAD)
        for sentence in self._answers.prohibitions()[:4]:
            for line in wrap(sentence, "  - ", "    "):
                yield Styled(line)

    def _coverage(self) -> Iterator[Styled]:
        read, asked = self._answers.reach()
        blind = [place.text.in_language(self._language) for place in self._blind()]
        blind += [visible(path) for path, _ in self._examination.not_covered]
        if not blind:
            yield Styled(self._say(words.COVERAGE_FULL, asked=asked), _DIM)
            return
        names = ", ".join(blind[:3])
        if len(blind) > 3:
            names = self._say(words.LISTED_AND, names=names, count=str(len(blind) - 3))
        text = self._say(words.COVERAGE, read=read, asked=asked, holes=names)
        for line in wrap(text, "", "  ")[:2]:
            yield Styled(line, _STYLES[Level.MEDIUM])
        options = {hole.option for place in self._blind() for hole in place.holes if hole.option}
        if options:
            shown = " / ".join(sorted(options))
            yield Styled(clip(self._say(words.GOES_ON, options=shown), WIDTH), _DIM)

    def _blind(self) -> Iterator[PlaceCoverage]:
        """Places with a hole, the needed ones first."""
        holes = [place for place in self._examination.coverage if place.holes]
        yield from sorted(holes, key=lambda place: not place.is_needed)

    # -- the list and the details -----------------------------------------------------------

    def _listed(self, row: Row) -> Iterator[Styled]:
        yield self._row(row)
        for line in wrap(self._summary(row.worst), " " * 12, " " * 12):
            yield Styled(line, _DIM)

    def _summary(self, finding: Finding) -> str:
        template = finding.rule.texts.summary.in_language(self._language)
        return fill(template, dict(finding.values))

    def _details(self, row: Row) -> Iterator[Styled]:
        for finding in row.findings:
            yield Styled("")
            yield from self._finding(finding)

    def _own(self) -> Iterator[Styled]:
        """What the user declared to be theirs: a group of its own, nothing hidden."""
        if not self._ours:
            return
        yield Styled("")
        yield Styled(self._say(story_words.OURS), _HEAD)
        for finding in self._ours:
            yield self._row(Row((finding,)))
            yield Styled(clip(" " * 12 + self._stories.labels(finding), WIDTH), _DIM)

    def _finding(self, finding: Finding) -> Iterator[Styled]:
        level = self._say(words.LEVELS[finding.level])
        title = finding.rule.texts.title.in_language(self._language)
        yield Styled(level, _STYLES[finding.level]).append(f"  {title}", _HEAD)
        for line in wrap(self._summary(finding), "  ", "  "):
            yield Styled(line)
        for name, value in finding_fields(finding, self._knowledge, self._language):
            for line in wrap(value, f"  {pad(self._say(name), 10)} ", " " * 13):
                yield Styled(line, _DIM if name is words.RULE else Style())

    def _times(self) -> Iterator[Styled]:
        lines = list(time_bars(self._examination.time_coverage, self._language))
        if lines:
            yield Styled("")
            yield Styled(lines[0], _HEAD)
            yield from map(Styled, lines[1:])

    def _since(self, comparison: Comparison, *, verbose: bool) -> Iterator[Styled]:
        lines = since_lines(comparison, self._language, self._min_level, verbose=verbose)
        for number, line in enumerate(lines):
            yield Styled(line, Style() if number else _HEAD)

    def _say(self, text: Text, **values: str) -> str:
        return fill(text.in_language(self._language), values)
