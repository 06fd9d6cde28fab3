from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.story import thread_id


@given(st.sets(st.text("0123456789abcdef", min_size=16, max_size=16), min_size=1))
def test_the_id_does_not_depend_on_the_order_of_the_findings(core: set[str]) -> None:
    assert thread_id(sorted(core)) == thread_id(sorted(core, reverse=True))


def test_one_finding_more_mostly_leaves_the_id_as_it_was() -> None:
    core = [f"{number:016x}" for number in range(9)]
    before = thread_id(core)
    kept = sum(thread_id([*core, f"{number:016x}"]) == before for number in range(100, 300))
    assert kept >= 160


def test_threads_without_a_common_finding_have_different_ids() -> None:
    assert thread_id(["0123456789abcdef"]) != thread_id(["fedcba9876543210"])
