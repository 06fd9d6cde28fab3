"""The step that tells stories: on a whole small host that was broken into."""

import os
from pathlib import Path

import pytest

from hemostat.detect.rulebook import Rulebook, own_plans
from hemostat.examine.examination import examine
from hemostat.examine.work import Settings
from hemostat.incident.declared import Declared
from hemostat.model.examination import Examination
from hemostat.model.level import Level
from hemostat.trees.folder import FolderTree
from made_host import add_process, hurt_host, make_host
from made_roots import put

RULEBOOK = Rulebook.of(own_plans())
JOB = b"* * * * * root /tmp/.x/kworker\n"


def run(root: Path, **more: object) -> Examination:
    return examine(FolderTree(os.fsencode(root)), Settings(rulebook=RULEBOOK, **more))  # type: ignore[arg-type]


@pytest.fixture
def hurt(tmp_path: Path) -> Path:
    root = hurt_host(tmp_path)
    put(root, "/etc/cron.d/kworker", JOB)
    return root


@pytest.mark.requirement("B3", "A7.4")
def test_a_job_and_what_it_starts_are_told_as_one_and_the_rest_apart(hurt: Path) -> None:
    examined = run(hurt)
    by_id = {finding.id: finding for finding in examined.findings}
    values = [
        {subject.value for each in thread.findings for subject in by_id[each].subjects}
        for thread in examined.threads
    ]
    (story,) = [each for each in values if "/tmp/.x/kworker" in each]
    assert "/etc/cron.d/kworker" in story
    assert not {"/etc/cron.d/update", "backup"} & story


def test_a_finding_stands_in_one_thread_or_alone(hurt: Path) -> None:
    examined = run(hurt)
    joined = [each for thread in examined.threads for each in thread.findings]
    alone = [finding.id for finding in examined.unjoined]
    assert sorted(joined + alone) == sorted(finding.id for finding in examined.findings)


def test_the_threads_of_two_runs_have_the_same_ids(hurt: Path) -> None:
    assert [each.id for each in run(hurt).threads] == [each.id for each in run(hurt).threads]


def test_files_that_no_baseline_looked_at_have_their_times(hurt: Path) -> None:
    steps = [step for thread in run(hurt).threads for step in thread.steps]
    accounts = [step for step in steps if "backup" in dict(step.text.values).values()]
    assert [step.precision for step in accounts] == ["changed"]


def test_a_quiet_host_has_no_story(tmp_path: Path) -> None:
    root = make_host(tmp_path)
    add_process(root, 20, "/usr/sbin/init")
    assert run(root).threads == ()


def test_what_is_declared_ours_is_labelled_and_stays(hurt: Path) -> None:
    mine = Declared(kind="responder", name="me", processes=("/tmp/.x",), paths=("/tmp/.x",))
    before, after = run(hurt), run(hurt, declared=(mine,))
    assert [each.id for each in after.findings] == [each.id for each in before.findings]
    labelled = [finding for finding in after.findings if finding.labels]
    assert labelled
    assert {finding.id for finding in labelled}.isdisjoint(f.id for f in after.counted)
    assert len(after.at_least(Level.HIGH)) < len(before.at_least(Level.HIGH))
