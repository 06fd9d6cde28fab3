import pytest

from detect.made_web import INSIDE, level, page
from hemostat.detect.checks.web_strange_page import page_of_attacker
from hemostat.model.level import Level

pytestmark = pytest.mark.requirement("A6L.1", "B5.1")


def said(path: str = "/plugins/a/sess.php", *clients: str, **more: object) -> Level | None:
    values: dict[str, object] = {"posts": 9, "answers": 5, "attackers": 1} | more
    return level(page_of_attacker, page(path, *clients, **values))


def test_a_conversation_that_only_an_attacker_has_is_medium() -> None:
    assert said() == Level.MEDIUM


@pytest.mark.parametrize(
    "more", [{"attackers": 0}, {"plain_clients": 1}, {"posts": 2}, {"answers": 1}]
)
def test_what_others_use_or_what_says_nothing_is_quiet(more: dict[str, object]) -> None:
    assert said(**more) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "path", ["/xmlrpc.php", "/wp-login.php", "/index.php", "/upload/a.php", "/api/run"]
)
def test_pages_that_scanners_try_everywhere_are_quiet(path: str) -> None:
    assert said(path) is None


def test_from_inside_it_is_quiet() -> None:
    assert said("/plugins/a/sess.php", INSIDE) is None
