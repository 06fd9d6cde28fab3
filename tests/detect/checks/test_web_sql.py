import pytest

from detect.made_web import INSIDE, asked, level, page
from hemostat.detect.checks.web_sql import sql_answered
from hemostat.model.level import Level

pytestmark = pytest.mark.requirement("A6L.1", "B5.1")


def sent(sizes: list[int], **more: object) -> list[object]:
    return [
        asked(f"/i.php?id={n} union select {n}", "sql", size=size, **more)  # type: ignore[arg-type]
        for n, size in enumerate(sizes)
    ]


def test_answers_far_apart_are_medium_and_from_inside_low() -> None:
    sizes = [600 + 173 * n for n in range(25)]
    assert level(sql_answered, *sent(sizes)) == Level.MEDIUM
    assert level(sql_answered, *sent(sizes, client=INSIDE)) == Level.LOW


def test_an_echo_two_pages_or_few_tries_are_quiet() -> None:
    assert level(sql_answered, *sent([600 + n for n in range(25)])) is None
    assert level(sql_answered, *sent([600, 9_000] * 12)) is None
    assert level(sql_answered, *sent([600 + 173 * n for n in range(9)])) is None


def test_a_list_that_is_as_long_for_everybody_is_quiet() -> None:
    sizes = [600 + 173 * n for n in range(25)]
    assert level(sql_answered, *sent(sizes), page("/i.php", largest=5_000)) is None
