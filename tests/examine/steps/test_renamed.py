from pathlib import Path

import pytest

from examine.steps.test_content import said, work_on
from hemostat.examine.steps import renamed as module
from hemostat.examine.steps.renamed import ARTIFACT, find_renamed
from hemostat.examine.steps.walk import walk_files
from hemostat.model.coverage import Outcome
from hemostat.model.records import RenamedFamily
from made_roots import put


@pytest.mark.requirement("A2.14", "A5.8")
def test_renamed_documents_below_shares_are_found(tmp_path: Path) -> None:
    for folder in ("a", "b/c"):
        for number in range(12):
            put(tmp_path, f"/srv/share/{folder}/d{number}.xlsx.k7x", b"x")
        put(tmp_path, f"/srv/share/{folder}/RESTORE-FILES.txt", b"x")
    work = work_on(tmp_path)
    find_renamed(work)
    (family,) = work.records.of(RenamedFamily)
    assert (family.files, family.top, family.notes) == (24, "/srv/share", ("RESTORE-FILES.txt",))
    assert said(work, ARTIFACT) == []


def test_what_the_budget_leaves_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_FOLDERS", 1)
    put(tmp_path, "/srv/share/a/x", b"")
    work = work_on(tmp_path)
    find_renamed(work)
    ((outcome, reason),) = said(work, ARTIFACT)
    assert (outcome, reason.startswith("names read in 1 folders")) == (Outcome.TOO_LARGE, True)


def test_what_the_walk_listed_is_not_listed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_MOST_FOLDERS", 0)
    for number in range(12):
        put(tmp_path, f"/srv/share/d{number}.xlsx.k7x", b"x")
    work = work_on(tmp_path)
    walk_files(work)
    find_renamed(work)
    (family,) = work.records.of(RenamedFamily)
    assert (family.files, family.top) == (12, "/srv/share")
    assert said(work, ARTIFACT) == []
