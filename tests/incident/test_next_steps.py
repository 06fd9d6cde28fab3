import pytest

from hemostat.incident.entry import entry_of
from hemostat.incident.next_steps import next_of
from incident.stories import KNOWLEDGE, MINER, about, group, process, startup

pytestmark = pytest.mark.requirement("A7.1")


def steps(*claims: object, records: object = ()) -> list[str]:
    made = group(*claims, records=records)  # type: ignore[arg-type]
    return list(next_of(made, entry_of(made), KNOWLEDGE))


def test_evidence_comes_first_and_every_way_back_is_closed_before_the_kill() -> None:
    job = about(startup("/etc/cron.d/x", MINER), next=("quarantine-file",))
    runs = about(process(100, MINER), "linux.test.b", next=("stop-process-tree",))
    order = steps(job, runs)
    assert order[0] == "keep-evidence"
    kill = order.index("stop-process-tree")
    assert order.index("capture-process") < order.index("disable-persistence") < kill
    assert kill < order.index("quarantine-file")
    assert len(order) == len(set(order))


def test_a_business_service_is_its_owners_decision() -> None:
    server = process(50, "/opt/app/bin/java", account="confluence")
    below = about(process(70, MINER, ppid=50))
    assert "protect-business" in steps(below, records=[server])
    assert "protect-business" not in steps(about(process(70, MINER)))


def test_an_unknown_entry_is_to_be_found() -> None:
    assert "find-entry" in steps(about(process(70, MINER)))
    server = process(50, "/opt/app/bin/java", account="confluence")
    assert "find-entry" not in steps(about(process(70, MINER, ppid=50)), records=[server])
