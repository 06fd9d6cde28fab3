"""`hemostat hunt`: files like one that was found, or places where a value stands."""

import argparse
import os
import sys
from pathlib import Path

from hemostat.collect.host_facts import read_identity
from hemostat.detect.rulebook import Rulebook
from hemostat.examine.examination import examine
from hemostat.examine.hunt import SECONDS, Hunted, hunt_like, hunt_observable, wanted_features
from hemostat.examine.work import Settings
from hemostat.model.errors import UsageError
from hemostat.model.host import HostIdentity
from hemostat.model.text import Language
from hemostat.report.hunt import FoundPlace, HuntResult, hunt_json, hunt_lines
from hemostat.run.priority import be_gentle
from hemostat.trees.host_tree import HostTree
from hemostat.trees.opening import open_tree

FOUND, NOT_SEEN, INTERRUPTED = 1, 3, 130
DEEP_SECONDS = 24 * 3600.0


def run(asked: argparse.Namespace, language: Language) -> int:
    """Hunt in every source: 1 if anything was found, else 3 for holes, else 0.

    Raises:
        UsageError: the file to compare with cannot be read, or standard input is named twice.
    """
    if asked.sources.count("-") > 1:
        raise UsageError("standard input can be read once only; name - once")
    codes: set[int] = set()
    for source in asked.sources or [None]:
        tree = open_tree(source, sys.stdin.buffer, Path(asked.spool) if asked.spool else None)
        if source is None:
            be_gentle()
        result = _hunt(tree, asked)
        if asked.json:
            sys.stdout.buffer.write(hunt_json(result))
        else:
            sys.stdout.writelines(line + "\n" for line in hunt_lines(result, language))
        codes.add(exit_code(result))
    return next((code for code in (INTERRUPTED, FOUND, NOT_SEEN) if code in codes), 0)


def exit_code(result: HuntResult) -> int:
    """1 for anything found, else 3 where something was not looked at, else 0; 130 if cut short."""
    if not result.is_complete:
        return INTERRUPTED
    if result.siblings or result.places:
        return FOUND
    return NOT_SEEN if any(entry.outcome.is_hole for entry in result.coverage) else 0


def _hunt(tree: HostTree, asked: argparse.Namespace) -> HuntResult:
    seconds = DEEP_SECONDS if asked.deep else SECONDS
    if asked.like:
        hunted = hunt_like(tree, wanted_features(asked.like), seconds)
        return _result(tree, hunted, "like", asked.like, read_identity(tree, given=""))
    settings = Settings(
        rulebook=Rulebook.of(()),
        as_root=os.geteuid() == 0 if tree.info().is_running else None,
    )
    examination = examine(tree, settings)
    hunted = hunt_observable(tree, asked.observable, examination, seconds)
    hunted.is_complete = hunted.is_complete and examination.is_complete
    return _result(tree, hunted, "observable", asked.observable, examination.identity)


def _result(
    tree: HostTree, hunted: Hunted, by: str, wanted: str, identity: HostIdentity
) -> HuntResult:
    return HuntResult(
        source=tree.info().name,
        host=identity,
        by=by,
        wanted=wanted,
        files=hunted.files,
        siblings=tuple(hunted.siblings),
        places=tuple(
            FoundPlace(each.where, each.table, each.offset, each.line, each.text)
            for each in hunted.places
        ),
        coverage=tuple(hunted.coverage),
        is_complete=hunted.is_complete,
    )
