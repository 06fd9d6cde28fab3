from dataclasses import replace
from datetime import timedelta

import pytest

from hemostat.incident.chronology import FileTimes
from hemostat.incident.threads import Known, threads_of
from hemostat.model.evidence import Source
from hemostat.model.finding import Claim, Subject
from hemostat.model.label import Label
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.record_set import RecordSet
from hemostat.model.records import Account, Login, TypedCommand
from incident.stories import (
    KNOWLEDGE,
    MINER,
    NOON,
    about,
    fact,
    found,
    process,
    rule,
    startup,
    told,
)

pytestmark = pytest.mark.requirement("B3", "A7.4")
JOB, RUNS = startup("/etc/cron.d/x", MINER), process(100, MINER)
BOTH = (about(JOB), about(RUNS, "linux.test.b", Level.CRITICAL))


def test_a_thread_is_as_bad_as_its_worst_finding_and_no_worse() -> None:
    (thread,) = told(*BOTH)
    assert thread.level is Level.CRITICAL
    assert set(thread.findings) == {each.id for each in found(*BOTH)}


def test_the_id_stays_when_a_lesser_finding_is_added() -> None:
    (before,) = told(*BOTH)
    more = about(startup("/etc/cron.d/y", MINER), "linux.test.c", Level.MEDIUM)
    (after,) = told(*BOTH, more)
    assert after.id == before.id
    assert len(after.findings) == 3


def test_threads_stand_worst_first() -> None:
    other = about(process(300, "/srv/b/other"), "linux.test.d", Level.MEDIUM)
    same = about(process(300, "/srv/b/other"), "linux.test.e", Level.MEDIUM)
    assert [each.level for each in told(*BOTH, other, same)] == [Level.CRITICAL, Level.MEDIUM]


def test_what_is_declared_a_responders_is_told_apart() -> None:
    findings = found(*BOTH)
    known = Known(records=RecordSet([JOB, RUNS]), knowledge=KNOWLEDGE)

    def labelled(kind: str) -> int:
        label = Label(kind, "x", "path")  # type: ignore[arg-type]
        ours = [replace(each, labels=(label,)) for each in findings]
        return len(threads_of(ours, known))

    assert labelled("responder") == 0
    assert labelled("scanner") == 1


def test_times_of_files_that_nothing_read_are_used() -> None:
    (thread,) = told(about(JOB), times={"/etc/cron.d/x": FileTimes(NOON)})
    assert thread.steps[0].time == NOON


def test_a_folder_named_as_a_subject_is_no_shared_file() -> None:
    homes = [fact(f"/srv/data/{name}", used_as=("x",)) for name in "ab"]
    claims = [about(each, f"linux.test.{n}") for n, each in enumerate(homes)]
    times = {"/srv/data": FileTimes(kind="folder")}
    assert len(told(*claims, times=times)) == 2


@pytest.mark.requirement("B3")
def test_a_typed_command_belongs_to_the_account_it_names_and_its_log_in_is_the_entry() -> None:
    typed = TypedCommand(
        source=Source("sha256:" + "2" * 64, HostPath("/var/log/auth.log"), 2),
        account="ops",
        command="/usr/sbin/useradd -o -u 0 svc-sync",
        via="sudo",
        time=NOON,
    )
    account = Account(
        name="svc-sync", uid=0, gid=0, home=HostPath("/opt/x"), shell=HostPath("/bin/sh")
    )
    came = Login(
        source=Source(path=HostPath("/var/log/auth.log"), line=1),
        account="ops",
        address="10.20.0.8",
        log="text",
        outcome="accepted",
        started=NOON - timedelta(minutes=1),
    )
    (thread,) = told(
        (
            rule("linux.test.a", Level.HIGH),
            Claim(subjects=(Subject("account", "ops"),), because=(typed,), first_seen=NOON),
        ),
        about(account, "linux.test.b"),
        records=[came],
    )
    assert thread.entry is not None
    assert (thread.entry.kind, thread.entry.subjects[0].value) == ("login", "ops")
