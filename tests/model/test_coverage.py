import pytest

from hemostat.model.coverage import Outcome, entry_for, outcome_of
from hemostat.model.failure import Absent, Denied, Failed, Failure, NotCollected, TooLarge
from hemostat.model.path import HostPath

FAILURES: list[tuple[Failure, Outcome]] = [
    (Absent(), Outcome.ABSENT),
    (Denied("permission"), Outcome.DENIED),
    (NotCollected(), Outcome.NOT_COLLECTED),
    (TooLarge(5), Outcome.TOO_LARGE),
    (Failed("loop"), Outcome.FAILED),
]


@pytest.mark.parametrize(("failure", "outcome"), FAILURES)
def test_each_failure_has_an_outcome_of_its_own(failure: Failure, outcome: Outcome) -> None:
    assert outcome_of(failure) is outcome


def test_only_absent_read_and_empty_leave_no_hole() -> None:
    whole = {outcome for outcome in Outcome if not outcome.is_hole}
    assert whole == {Outcome.READ, Outcome.ABSENT, Outcome.EMPTY}


def test_a_hole_carries_the_systems_words() -> None:
    assert entry_for("a", HostPath("/x"), Denied("not yours")).reason == "denied: not yours"
    assert entry_for("a", HostPath("/x"), Absent()).reason == ""
