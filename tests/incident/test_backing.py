from hemostat.incident.backing import Backing, pids_of
from hemostat.model.record_set import RecordSet
from incident.stories import MINER, about, found, process, startup


def test_the_records_behind_a_finding_are_found_again() -> None:
    job, other = startup("/etc/cron.d/x", MINER), startup("/etc/cron.d/y", MINER)
    findings = found(about(job))
    backing = Backing((RecordSet([job, other]),), findings)
    assert backing.of(findings[0]) == (job,)


def test_records_of_a_second_set_are_looked_through_too() -> None:
    job = startup("/etc/cron.d/x", MINER)
    findings = found(about(job))
    assert Backing((RecordSet(), RecordSet([job])), findings).of(findings[0]) == (job,)


def test_a_finding_that_counts_two_processes_is_about_both() -> None:
    first, second = process(100, MINER), process(200, MINER)
    (finding,) = found(about(first), about(second))
    assert pids_of(finding) == (100, 200)
