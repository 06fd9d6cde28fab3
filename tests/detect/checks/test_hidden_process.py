import pytest

from hemostat.detect.check import HostContext, claims_of
from hemostat.detect.checks.hidden_process import hidden_process
from hemostat.model.finding import Claim
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.record_set import RecordSet
from hemostat.model.records import CrossView

pytestmark = pytest.mark.requirement("A6L.3", "A5.6")


def judged(missing_from: str, exe: str | None) -> Claim:
    view = CrossView(
        kind="process",
        value=exe or "pid 5",
        seen_by="x",
        missing_from=missing_from,
        pid=5,
        exe=HostPath(exe) if exe else None,
    )
    (claim,) = claims_of(hidden_process, RecordSet([view]).of, HostContext())
    return claim


def test_the_process_is_named_by_program_and_number() -> None:
    claim = judged("readdir of /proc", "/tmp/m")
    assert claim.subjects[0].value == "/tmp/m"
    assert ("pid", 5) in claim.subjects[0].details
    assert [each.value for each in claim.observables] == ["/tmp/m"]


def test_one_that_only_answers_is_high_one_with_a_folder_or_hidden_by_a_library_critical() -> None:
    assert judged("/proc", None).level is Level.HIGH
    assert judged("/proc", "/tmp/m").level is Level.CRITICAL
    assert judged("readdir of /proc", None).level is Level.CRITICAL
