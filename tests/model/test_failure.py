from hemostat.model.failure import Absent, Denied, Failed, NotCollected, TooLarge, describe


def test_every_failure_says_itself_in_other_words() -> None:
    words = {
        describe(each) for each in (Absent(), Denied(), NotCollected(), TooLarge(7), Failed("loop"))
    }
    assert words == {"absent", "denied", "not collected", "too large: 7 bytes", "failed: loop"}
