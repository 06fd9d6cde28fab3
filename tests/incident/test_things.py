from hemostat.incident.things import LINK_KINDS, WEAK_TOGETHER


def test_every_weak_pair_is_of_known_kinds_and_of_two() -> None:
    assert all(pair <= set(LINK_KINDS) and len(pair) == 2 for pair in WEAK_TOGETHER)


def test_lines_of_one_file_share_its_time_so_both_together_say_nothing() -> None:
    assert frozenset(("list", "time")) not in WEAK_TOGETHER
