import pytest

from detect.made_web import asked, level, page
from hemostat.detect.checks.web_upload import script_put
from hemostat.model.level import Level

pytestmark = pytest.mark.requirement("A6L.1", "B5.1")
PATH = "/app/s9.jsp"
PUT = asked(f"{PATH}/", "upload", method="PUT", status=201, size=None)


def test_put_and_called_is_high() -> None:
    assert level(script_put, PUT, page(PATH, gets=2)) == Level.HIGH


def test_put_alone_is_medium() -> None:
    assert level(script_put, PUT) == Level.MEDIUM


def test_a_server_that_says_200_to_all_is_quiet() -> None:
    put = asked(PATH, "upload", method="PUT", status=200, is_usual=True)
    assert level(script_put, put, page(PATH, gets=2, is_usual=True)) is None


@pytest.mark.parametrize("more", [{"account": "li"}, {"agent": "rclone/1.66"}, {"status": 409}])
def test_people_and_stores_are_quiet(more: dict[str, object]) -> None:
    put = asked(PATH, "upload", **({"method": "PUT", "status": 201, "size": None} | more))  # type: ignore[arg-type]
    assert level(script_put, put, page(PATH, gets=2)) is None
