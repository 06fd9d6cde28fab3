from hemostat.model.coverage import CoverageEntry, Outcome
from hemostat.model.examination import Examination, PlaceCoverage
from hemostat.model.host import HostClock, HostIdentity
from hemostat.model.path import HostPath
from hemostat.model.record_set import RecordSet
from hemostat.model.text import Text


def place(*outcomes: Outcome, is_needed: bool = True) -> PlaceCoverage:
    entries = tuple(CoverageEntry("a", HostPath("/x"), each, unread=1) for each in outcomes)
    return PlaceCoverage("a", Text("a", "a"), is_needed, entries)


def test_one_unreadable_place_outweighs_those_that_were_read() -> None:
    assert place(Outcome.READ, Outcome.DENIED, Outcome.ABSENT).outcome is Outcome.DENIED
    assert place(Outcome.READ, Outcome.ABSENT).outcome is Outcome.READ
    assert place(Outcome.READ, Outcome.READ).unread == 2


def test_only_needed_places_count_as_blind() -> None:
    examination = Examination(
        identity=HostIdentity("h", "given"),
        clock=HostClock(),
        source="x",
        source_kind="folder",
        records=RecordSet(),
        coverage=(place(Outcome.DENIED, is_needed=False), place(Outcome.FAILED), place()),
    )
    assert [each.outcome for each in examination.blind_places] == [Outcome.FAILED]
