"""`hemostat triage`: examine sources, show or write the result, give the exit code."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from hemostat.cli.declared import declared_of
from hemostat.cli.footprint import footprint_lines
from hemostat.collect.probes.reach import target_of
from hemostat.detect.rulebook import Rulebook
from hemostat.examine.against import against
from hemostat.examine.budget import RUN_SECONDS
from hemostat.examine.examination import STEPS, examine
from hemostat.examine.knowledge import rulebook_with, shipped_knowledge, yara_texts
from hemostat.examine.steps.disk import pair
from hemostat.examine.work import Settings
from hemostat.incident.declared import Declared
from hemostat.incident.knowledge import Knowledge
from hemostat.model.errors import UsageError
from hemostat.model.examination import Examination
from hemostat.model.inventory import Earlier
from hemostat.model.level import Level
from hemostat.model.text import Language, Text
from hemostat.report.escape import visible
from hemostat.run.priority import be_gentle, fitting_niceness
from hemostat.run.progress import Progress
from hemostat.trees.host_tree import HostTree
from hemostat.trees.opening import open_tree

FINDINGS, NOT_SEEN, INTERRUPTED = 1, 3, 130

_OF_ONE_HOST = {
    "cache": "holds one host's walk",
    "compare": "is one host's disk",
    "html": "is one host's report",
    "host": "names one host",
}
_SAVED = Text(
    "kept {files} files, {size} bytes of volatile evidence in {place}",
    "已保存易失证据：{files} 个文件，{size} 字节，位于 {place}",
)
_NOT_SAVED = Text(
    "not all volatile evidence was kept: {why}",
    "易失证据未能全部保存：{why}",
)


def run(asked: argparse.Namespace, language: Language) -> int:
    """Examine every source; the exit code speaks for the worst of them.

    Raises:
        HemostatError: a source cannot be opened, or an option cannot be obeyed.
    """
    _refuse_contradictions(asked)
    if not asked.sources:
        # Before the rules are loaded: that is the first work worth the name.
        be_gentle(fitting_niceness(os.getloadavg()[0], os.cpu_count() or 1))
    rulebook, loaded = rulebook_with(asked.rules)
    for problem in loaded.problems:
        sys.stderr.write(f"hemostat: {visible(str(problem))}\n")
    knowledge = shipped_knowledge()
    declared = declared_of(asked)
    earlier = _earlier(asked.against)
    codes: list[int] = []
    for source in asked.sources or [None]:
        tree, disk = pair(_open(source, asked.spool), _disk(asked))
        if asked.save:
            _save(tree, asked, language)
        if asked.cache and source is None:
            from hemostat.store.save import refuse_own_disk

            refuse_own_disk(Path(asked.cache), is_own_allowed=asked.save_here)
        examination = examine_tree(tree, rulebook, asked, language, disk, asked.reach, declared)
        if asked.cache:
            sys.stderr.writelines(f"hemostat: {visible(note)}\n" for note in examination.notes)
        if earlier:
            examination = against(examination, earlier)
        _emit(examination, asked, knowledge, language)
        if asked.footprint:
            _print_footprint(tree, language)
        codes.append(exit_code(examination, Level.of(asked.min_level)))
    return _worst(codes)


def examine_tree(
    tree: HostTree,
    rulebook: Rulebook,
    asked: argparse.Namespace,
    language: Language,
    disk: HostTree | None = None,
    reach: Sequence[str] = (),
    declared: tuple[Declared, ...] = (),
) -> Examination:
    """Examine one source; progress and what cannot wait go to standard error."""
    from hemostat.report.finding_lines import early_line

    progress = Progress(sys.stderr, len(STEPS))
    settings = Settings(
        rulebook=rulebook,
        declared=declared,
        yara=yara_texts(asked.rules),
        host=asked.host or "",
        disk=disk,
        as_root=os.geteuid() == 0 if tree.info().is_running else None,
        reach=tuple(reach),
        step=lambda words: progress.step(words.in_language(language)),
        early=lambda finding: progress.say(early_line(finding, language)),
        run_seconds=asked.seconds or RUN_SECONDS,
        deep=asked.deep,
        cache=Path(asked.cache) if asked.cache else None,
        within=lambda place, left: progress.within(visible(place), left),
    )
    examination = examine(tree, settings)
    progress.close()
    return examination


def exit_code(examination: Examination, min_level: Level) -> int:
    """1 for findings, else 3 for a needed place nobody could look at, else 0; 130 if cut short.

    Findings declared to be a responder's or an authorised test's do not count: docs/scope.md.
    """
    if any(entry.artifact == "run" for place in examination.coverage for entry in place.entries):
        return INTERRUPTED
    if examination.at_least(min_level):
        return FINDINGS
    return NOT_SEEN if examination.blind_places or not examination.is_complete else 0


def _worst(codes: Sequence[int]) -> int:
    for code in (INTERRUPTED, FINDINGS, NOT_SEEN):
        if code in codes:
            return code
    return 0


def _refuse_contradictions(asked: argparse.Namespace) -> None:
    if asked.save and asked.sources:
        raise UsageError("--save keeps what only a running host has; leave the source out")
    if asked.save == "-" and asked.json:
        raise UsageError("--save - and --json both want standard output; give --save a folder")
    if asked.sources.count("-") > 1:
        raise UsageError("standard input can be read once only; name - once")
    if asked.cache and not asked.deep:
        raise UsageError("--cache keeps how far a deep walk came; say --deep, too")
    if asked.reach and asked.sources:
        raise UsageError("--reach tries connections from this host; leave the source out")
    for target in asked.reach:
        target_of(target)
    for option, what in _OF_ONE_HOST.items():
        if getattr(asked, option) and len(asked.sources) > 1:
            raise UsageError(f"--{option} {what}; examine the sources one by one")


def _disk(asked: argparse.Namespace) -> HostTree | None:
    return _open(asked.compare, asked.spool) if asked.compare else None


def _earlier(paths: Sequence[str]) -> list[Earlier]:
    if not paths:
        return []
    from hemostat.store.earlier import read_earlier

    return [read_earlier(Path(path)) for path in paths]


def _open(source: str | None, spool: str | None) -> HostTree:
    return open_tree(source, sys.stdin.buffer, Path(spool) if spool else None)


def _save(tree: HostTree, asked: argparse.Namespace, language: Language) -> None:
    from hemostat.store.save import save_volatile

    out = sys.stdout.buffer if asked.save == "-" else Path(asked.save)
    saved = save_volatile(tree, out, allow_own_disk=asked.save_here)
    text = _SAVED.in_language(language)
    sys.stderr.write(
        f"hemostat: {text.format(files=saved.files, size=saved.size, place=asked.save)}\n"
    )
    if saved.problem:
        text = _NOT_SAVED.in_language(language)
        sys.stderr.write(f"hemostat: {text.format(why=visible(saved.problem))}\n")


def _emit(
    examination: Examination, asked: argparse.Namespace, knowledge: Knowledge, language: Language
) -> None:
    if asked.findings:
        _write_findings(examination, asked.findings, knowledge, language)
    if asked.html:
        _write_html(examination, asked.html, knowledge, language)
    if asked.json:
        from hemostat.report.result_json import triage_json

        sys.stdout.buffer.write(triage_json(examination, knowledge, language))
    elif asked.save != "-":
        _print_screen(examination, asked, knowledge, language)


def _write_findings(
    examination: Examination, path: str, knowledge: Knowledge, language: Language
) -> None:
    from hemostat.report.result_json import findings_jsonl

    try:
        with Path(path).open("ab") as out:
            out.writelines(findings_jsonl(examination.findings, knowledge, language))
    except OSError as error:
        raise UsageError(
            f"--findings {path}: {error.strerror}; name a file that can be written"
        ) from error


def _write_html(
    examination: Examination, path: str, knowledge: Knowledge, language: Language
) -> None:
    from hemostat.report.html.page import triage_html

    try:
        Path(path).write_text(triage_html(examination, knowledge, language), "utf-8")
    except OSError as error:
        raise UsageError(
            f"--html {path}: {error.strerror}; name a file that can be written"
        ) from error


def _print_screen(
    examination: Examination, asked: argparse.Namespace, knowledge: Knowledge, language: Language
) -> None:
    from rich.console import Console

    from hemostat.report.screen import Screen

    class Plain(Console):
        """Leaves a broken pipe to `main`: rich would end the run with the code for findings."""

        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    console = Plain(soft_wrap=True, highlight=False, markup=False, emoji=False)
    screen = Screen(examination, knowledge, language, Level.of(asked.min_level))
    for line in screen.first():
        console.print(line)
    for line in screen.rest(verbose=asked.verbose):
        console.print(line)


def _print_footprint(tree: HostTree, language: Language) -> None:
    touched = getattr(tree, "footprint", None)
    if touched is None:
        return
    for line in footprint_lines(touched(), language):
        sys.stderr.write(line + "\n")
