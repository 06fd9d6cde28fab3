from datetime import timedelta

import pytest

from hemostat.incident.spells import MOST_IN_SPELL
from hemostat.model.level import Level
from incident.stories import NOON, about, fact
from incident.test_whole import DAY, file, kinds, page, sizes

pytestmark = pytest.mark.requirement("B3")


def test_two_serious_deeds_of_one_day_are_one_story_and_the_link_says_by_which_clock() -> None:
    assert kinds(file("a", 0), file("b", 90)) == ["spell_changed low"]
    old = NOON - timedelta(days=400)
    copied = [file(name, 90 * DAY, modified=old) for name in "ab"]
    assert kinds(*copied) == ["spell_modified low"]
    assert sizes(file("a", 0), file("b", 2 * DAY)) == [1, 1]


def test_a_medium_one_is_joined_with_a_way_in_only() -> None:
    assert sizes(file("a", 0), file("b", 90, Level.MEDIUM)) == [1]
    assert sizes(page(), file("b", 90, Level.MEDIUM)) == [2]
    assert sizes(page(), file("b", -300 * DAY, Level.MEDIUM)) == [1]


def test_time_says_nothing_where_much_else_was_written() -> None:
    others = tuple(fact(f"/srv/app/{number}/x", 60) for number in range(20))
    assert sizes(file("a", 0), file("b", 90), records=others) == [1, 1]


def test_time_says_nothing_where_too_much_happened() -> None:
    many = [file(f"n{number}", number) for number in range(MOST_IN_SPELL + 1)]
    assert sizes(*many) == [1] * len(many)
    assert sizes(*many[:-1]) == [len(many) - 1]


def test_a_long_chain_of_deeds_is_no_story() -> None:
    hours = [file(f"n{number}", number * 180) for number in range(MOST_IN_SPELL + 1)]
    assert sizes(*hours) == [1] * len(hours)
    near = file("near", -10)
    assert sizes(*hours, near)[0] == 2


def test_two_ways_in_of_one_day_stay_two() -> None:
    other = about(fact("/srv/blog/up/b.php", 90), "linux.test.other", attack=("T1505.003",))
    assert sizes(page(), other) == [1, 1]
