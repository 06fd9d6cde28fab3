from hemostat.model.finding import Subject, finding_id
from hemostat.model.host import HOST, Scope

FILE = Subject("file", "/tmp/x")
PROCESS = Subject("process", "/tmp/x", (("pid", 7),))


def test_an_id_does_not_change_with_pids_or_the_order_of_subjects() -> None:
    later = Subject("process", "/tmp/x", (("pid", 9000),))
    assert finding_id("r", "h", HOST, (FILE, PROCESS)) == finding_id("r", "h", HOST, (later, FILE))


def test_another_rule_host_scope_or_subject_gives_another_id() -> None:
    ids = {
        finding_id("r", "h", HOST, (FILE,)),
        finding_id("s", "h", HOST, (FILE,)),
        finding_id("r", "i", HOST, (FILE,)),
        finding_id("r", "h", Scope("container", "c"), (FILE,)),
        finding_id("r", "h", HOST, (PROCESS,)),
    }
    assert len(ids) == 5
    assert all(len(each) == 16 for each in ids)
