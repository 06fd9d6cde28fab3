import pytest

from detect.made_web import INSIDE, asked, level, page
from hemostat.detect.checks.web_data_script import data_script_used
from hemostat.model.level import Level

pytestmark = pytest.mark.requirement("A6L.1", "B5.1")
DATED, PLAIN, LOOSE = "/upload/20261121/a.php", "/uploads/a.php", "/cache/a.php"


def said(path: str, *clients: str, **more: object) -> Level | None:
    values: dict[str, object] = {"posts": 3} | more
    return level(
        data_script_used, asked(path, "data_script", method="POST"), page(path, *clients, **values)
    )


def test_a_script_in_a_dated_folder_is_high_and_elsewhere_among_uploads_medium() -> None:
    assert said(DATED) == Level.HIGH
    assert said(PLAIN) == Level.MEDIUM
    assert said(PLAIN, posts=9) == Level.HIGH


def test_who_attacked_before_makes_it_high() -> None:
    assert said(PLAIN, attackers=1) == Level.HIGH
    assert said(LOOSE, attackers=1) == Level.MEDIUM
    assert said(LOOSE) == Level.LOW


def test_a_script_among_uploads_that_an_attacker_got_is_medium_without_any_post() -> None:
    assert said(PLAIN, posts=0, gets=1, attackers=1) == Level.MEDIUM
    assert said(LOOSE, posts=0, gets=1, attackers=1) is None


def test_visitors_make_it_quiet() -> None:
    assert said(PLAIN, "203.0.113.1", "203.0.113.2", "203.0.113.3") is None


def test_never_posted_to_is_quiet() -> None:
    assert said(PLAIN, posts=0, gets=9) is None


def test_inside_and_behind_a_proxy_it_is_low() -> None:
    assert said(DATED, INSIDE, posts=90) == Level.LOW


def test_a_form_of_the_site_is_low() -> None:
    assert said(PLAIN, referred=3) == Level.LOW


def test_a_server_that_answers_so_to_all_is_quiet() -> None:
    assert said(PLAIN, is_usual=True) is None
