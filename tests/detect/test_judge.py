from datetime import UTC, datetime

from hemostat.detect.judge import findings_of
from hemostat.model.level import Level
from report.made import HOST, claim, process_claim, rule


def test_two_processes_of_one_program_are_one_finding_that_counts_them() -> None:
    (found,) = findings_of([(rule(), process_claim(pid=1)), (rule(), process_claim(pid=2))], HOST)
    assert found.count == 2
    assert len(found.evidence) == 1 or {ref.table for ref in found.evidence} == {"process"}


def test_the_worst_comes_first() -> None:
    found = findings_of(
        [
            (rule("linux.test.a", Level.LOW), claim()),
            (rule("linux.test.b", Level.CRITICAL), claim()),
            (rule("linux.test.c", Level.HIGH), claim()),
        ],
        HOST,
    )
    assert [each.level for each in found] == [Level.CRITICAL, Level.HIGH, Level.LOW]


def test_a_claim_may_raise_the_level_and_add_techniques() -> None:
    (found,) = findings_of(
        [(rule(), claim(level=Level.CRITICAL, attack=("T1105", "T1053.003")))], HOST
    )
    assert found.level is Level.CRITICAL
    assert found.attack == ("T1053.003", "T1105")


def test_merging_keeps_the_first_and_the_last_time() -> None:
    early, late = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)
    (found,) = findings_of(
        [(rule(), claim(first_seen=late)), (rule(), claim(first_seen=early))], HOST
    )
    assert (found.first_seen, found.last_seen) == (early, late)


def test_evidence_is_bounded() -> None:
    claims = [(rule(), claim(command=str(number))) for number in range(50)]
    (found,) = findings_of(claims, HOST)
    assert found.count == 50
    assert len(found.evidence) == 20
