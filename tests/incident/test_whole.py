"""What shares nothing is told as one where time, or the lack of any other story, says so."""

from datetime import timedelta

import pytest

from hemostat.incident.whole import MOST_ALONE
from hemostat.model.level import Level
from hemostat.model.records import Account
from hemostat.model.story import Thread
from incident.stories import NOON, about, fact, process, told

pytestmark = pytest.mark.requirement("B3")

ACCOUNTS = [Account(name="shop", uid=1500), Account(name="li", uid=1001)]
PAGE = "/srv/shop/uploads/a.php"
DAY = 24 * 60
TAKEN = NOON + timedelta(days=90)


def page(minutes: float = 0, path: str = PAGE, uid: int = 0) -> object:
    """A web shell: a way in."""
    return about(fact(path, minutes, uid=uid), "linux.test.page", attack=("T1505.003",))


def file(
    name: str = "b", minutes: float | None = 90, level: Level = Level.HIGH, **more: object
) -> object:
    return about(fact(f"/opt/{name}/x", minutes, **more), f"linux.test.{name}", level)


def runs(account: str, pid: int = 100) -> object:
    return about(process(pid, f"/opt/{pid}/run", account=account), f"linux.test.run{pid}")


def threads(*claims: object, records: tuple[object, ...] = ()) -> tuple[Thread, ...]:
    return told(*claims, records=(*ACCOUNTS, *records), taken=TAKEN)  # type: ignore[arg-type]


def sizes(*claims: object, records: tuple[object, ...] = ()) -> list[int]:
    return [len(each.findings) for each in threads(*claims, records=records)]


def kinds(*claims: object) -> list[str]:
    return [
        f"{link.kind} {link.confidence.word}" for each in threads(*claims) for link in each.links
    ]


def test_an_undated_serious_finding_belongs_to_the_only_story() -> None:
    undated = about(Account(name="toor", uid=0), "linux.test.b")
    assert kinds(page(), undated) == ["alone low"]
    assert sizes(undated, file("c", 0)) == [1, 1]
    assert sizes(page(), about(Account(name="toor", uid=0), "linux.test.b", Level.MEDIUM)) == [1]


def test_what_was_there_long_before_or_came_long_after_is_another_story() -> None:
    assert sizes(page(), file("b", 9 * DAY)) == [2]
    assert sizes(page(), file("b", -2 * DAY)) == [1, 1]
    assert sizes(page(), file("b", 60 * DAY)) == [1, 1]


def test_a_medium_one_of_the_week_after_belongs_to_the_only_story() -> None:
    assert kinds(page(), file("b", 4 * DAY, Level.MEDIUM)) == ["alone low"]
    assert sizes(page(), file("b", 9 * DAY, Level.MEDIUM)) == [1]
    unsure = {"level": Level.MEDIUM, "confidence": Level.LOW}
    for minutes in (90, 4 * DAY):
        assert sizes(page(), about(fact("/opt/b/x", minutes), "linux.test.b", **unsure)) == [1]


def test_two_ways_in_are_two_stories() -> None:
    other = about(fact("/srv/blog/up/b.php", 5), "linux.test.other", attack=("T1505.003",))
    assert sizes(page(), other) == [1, 1]
    undated = about(Account(name="toor", uid=0), "linux.test.b")
    assert sizes(page(), other, undated) == [1, 1, 1]


def test_beside_too_many_serious_findings_a_story_explains_none() -> None:
    many = [
        about(Account(name=f"toor{n}", uid=0), f"linux.test.n{n}") for n in range(MOST_ALONE + 1)
    ]
    assert sizes(page(), *many) == [1] * (MOST_ALONE + 2)
    assert sizes(page(), *many[1:]) == [MOST_ALONE + 1]


def test_what_the_account_of_the_way_in_does_is_its_work_and_another_persons_is_not() -> None:
    assert kinds(page(-60, uid=1500), runs("shop")) == ["acted medium"]
    assert sizes(page(uid=1500), runs("li")) == [1, 1]
    assert sizes(page(), runs("li")) == [1, 1]
    pages = (
        page(-60, uid=1500),
        about(fact("/srv/blog/up/b.php", -50, uid=1500), "linux.test.other", attack=("T1505.003",)),
    )
    assert sizes(*pages, runs("shop")) == [1, 1, 1]
