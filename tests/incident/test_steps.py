from dataclasses import replace

import pytest

from hemostat.incident.steps import steps_of
from hemostat.model.records import Account
from incident.stories import MINER, NOON, about, fact, group, process, startup
from incident.test_logins import Login

pytestmark = pytest.mark.requirement("A3.13")
JOB, RUNS = startup("/etc/cron.d/x", MINER), process(100, MINER)


def test_steps_stand_in_order_of_time_and_tell_each_file_once() -> None:
    claims = (about(RUNS, "linux.test.b"), about(JOB))
    made = group(*claims, records=[fact("/etc/cron.d/x", 1), fact(MINER, -5)])
    steps = steps_of(made)
    assert [step.precision for step in steps] == ["changed", "changed", "started"]
    assert [step.time for step in steps] == sorted(step.time for step in steps if step.time)
    assert steps[0].record == ("file_fact", MINER)
    assert not steps[0].finding


def test_findings_about_one_thing_at_one_time_are_one_step() -> None:
    (step,) = steps_of(group(about(RUNS), about(RUNS, "linux.test.b")))
    assert len(step.also) == 1
    assert step.finding not in step.also


def test_what_has_no_time_stands_last_in_the_order_of_a_break_in() -> None:
    person = Account(name="kworker", uid=0)
    steps = steps_of(group(about(JOB), about(RUNS, "linux.test.b"), about(person, "linux.test.c")))
    assert steps[0].time == RUNS.started
    assert [step.time for step in steps[1:]] == [None, None]
    assert [step.precision for step in steps[1:]] == ["unknown", "unknown"]
    values = [dict(step.text.values)["subject"] for step in steps[1:]]
    assert values == ["kworker", "/etc/cron.d/x"]


def test_a_start_that_no_finding_tells_is_told_by_its_record() -> None:
    quiet = process(100, MINER, started=NOON)
    steps = steps_of(group(about(JOB), records=[quiet, fact(MINER, -5)]))
    assert ("process", "/proc/100") in [step.record for step in steps]


def test_the_log_in_before_it_began_is_the_first_step() -> None:
    made = replace(
        group(about(JOB, addresses=["203.0.113.7"]), records=[fact("/etc/cron.d/x", 9)]),
        logins=(Login(),),
    )
    first = steps_of(made)[0]
    assert (first.precision, first.record) == ("event", ("login", "/var/log/auth.log:7"))


def test_the_program_of_an_exploited_service_is_no_step() -> None:
    java = "/opt/app/bin/java"
    made = group(about(process(50, java)), records=[fact(java, -5)])
    assert [step.record[0] for step in steps_of(made)] == [""]
