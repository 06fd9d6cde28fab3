import pytest

from detect.made_web import INSIDE, asked, level, page
from hemostat.detect.checks.web_hole import hole_answered
from hemostat.model.level import Level

pytestmark = pytest.mark.requirement("A6L.1", "B5.1")


def said(path: str, **more: object) -> Level | None:
    values: dict[str, object] = {"method": "POST"} | more
    return level(hole_answered, asked(path, "hole", **values))  # type: ignore[arg-type]


def test_a_stranger_at_a_console_is_medium() -> None:
    assert said("/scriptText") == Level.MEDIUM
    assert said("/actuator/gateway/routes/x", status=201, size=0) == Level.MEDIUM


@pytest.mark.parametrize(
    "more", [{"client": INSIDE}, {"account": "admin"}, {"referer": "https://ci/script"}]
)
def test_people_of_ones_own_are_low(more: dict[str, object]) -> None:
    assert said("/scriptText", **more) == Level.LOW


@pytest.mark.parametrize("more", [{"status": 404}, {"status": 403}, {"is_usual": True}])
def test_a_closed_door_is_quiet(more: dict[str, object]) -> None:
    assert said("/scriptText", **more) is None


def test_a_page_that_many_use_is_low() -> None:
    many = page("/script", "203.0.113.1", "203.0.113.2", "203.0.113.3")
    assert level(hole_answered, asked("/script", "hole", method="POST"), many) == Level.LOW
