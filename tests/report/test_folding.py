from hemostat.model.finding import is_running
from hemostat.model.level import Level
from hemostat.report.folding import fold, running
from report.made import claim, findings, process_claim, rule


def test_rows_keep_the_order_of_their_worst_finding() -> None:
    found = findings(
        (rule("linux.test.low", Level.LOW), claim("/b")),
        (rule("linux.test.high", Level.HIGH), claim("/a")),
        (rule("linux.test.more", Level.CRITICAL), claim("/b")),
    )
    rows = fold(found)
    assert [row.worst.subjects[0].value for row in rows] == ["/b", "/a"]
    assert len(rows[0].findings) == 2


def test_a_process_is_running_and_a_job_is_not() -> None:
    found = findings((rule(), claim()), (rule(), process_claim()), (rule(), process_claim(pid=9)))
    assert [subject.value for subject in running(found)] == ["/tmp/.x/kworker"]
    assert sorted(map(is_running, found)) == [False, True]
