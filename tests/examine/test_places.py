"""Coverage for people: every artifact answers, the unasked are holes, probes stand beside them."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from hemostat.collect.artifact import shipped_artifacts
from hemostat.detect.rulebook import Rulebook
from hemostat.examine.examination import examine
from hemostat.examine.places import PROBES, place_coverage
from hemostat.examine.work import Settings
from hemostat.model.coverage import CoverageEntry, Outcome
from hemostat.model.path import HostPath
from hemostat.trees.folder import FolderTree
from made_host import make_host

FIRST, SECOND = (replace(each, is_needed=n == 0) for n, each in enumerate(shipped_artifacts()[:2]))


def entry(artifact: str, outcome: Outcome = Outcome.READ, path: str = "/x") -> CoverageEntry:
    return CoverageEntry(artifact, HostPath(path), outcome)


@pytest.mark.requirement("B5.3")
def test_an_artifact_nobody_asked_for_is_a_hole_and_not_absent() -> None:
    first, second = place_coverage([FIRST, SECOND], [entry(SECOND.name)])
    assert [hole.outcome for hole in first.holes] == [Outcome.FAILED]
    assert "run ended" in first.holes[0].reason
    assert second.holes == ()
    assert (first.is_needed, second.is_needed) == (True, False)


def test_answers_stay_under_their_artifact_in_order() -> None:
    entries = [
        entry(FIRST.name, path="/1"),
        entry(SECOND.name, path="/2"),
        entry(FIRST.name, Outcome.DENIED, path="/3"),
    ]
    first, second = place_coverage([FIRST, SECOND], entries)
    assert [each.path for each in first.entries] == ["/1", "/3"]
    assert [each.path for each in second.entries] == ["/2"]


def test_probes_come_last_by_name_and_always_matter() -> None:
    places = place_coverage([FIRST], [entry("run"), entry("linux.packages"), entry("odd.probe")])
    assert [place.name for place in places] == [FIRST.name, "linux.packages", "odd.probe", "run"]
    assert all(place.is_needed for place in places[1:])
    assert places[1].text == PROBES["linux.packages"]
    assert places[2].text.en == "odd.probe"


def test_every_place_of_an_examination_has_words_in_both_languages(tmp_path: Path) -> None:
    tree = FolderTree(os.fsencode(make_host(tmp_path)))
    places = examine(tree, Settings(rulebook=Rulebook(()))).coverage
    assert [place.name for place in places if place.text.en == place.name] == []
    assert {place.name for place in places} & set(PROBES) >= {"linux.process.list"}
