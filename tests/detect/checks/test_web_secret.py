import pytest

from detect.made_web import INSIDE, asked, level, page
from hemostat.detect.checks.web_secret import secret_given
from hemostat.model.level import Level

pytestmark = pytest.mark.requirement("A6L.1", "B5.1")


def test_settings_of_a_likely_size_are_medium_and_never_more() -> None:
    assert level(secret_given, asked("/.env", "secret", size=800)) == Level.MEDIUM
    assert level(secret_given, asked("/a/../etc/passwd", "file", size=1_900)) == Level.MEDIUM


@pytest.mark.parametrize(
    "more", [{"is_usual": True}, {"status": 404}, {"size": 9_000_000}, {"size": 0}, {"status": 302}]
)
def test_pages_of_errors_are_quiet(more: dict[str, object]) -> None:
    assert level(secret_given, asked("/.env", "secret", **more)) is None  # type: ignore[arg-type]


def test_to_people_inside_it_is_low() -> None:
    assert level(secret_given, asked("/.env", "secret", client=INSIDE)) == Level.LOW


def test_an_archive_is_a_download_unless_many_were_tried() -> None:
    archive = asked("/backup.zip", "secret", size=80_000_000)
    tried = [asked(f"/{name}.zip", "secret", status=404) for name in ("www", "db")]
    assert level(secret_given, archive) is None
    assert level(secret_given, archive, *tried) == Level.MEDIUM


def test_a_page_that_shows_its_own_text_beside_a_parameter_is_low() -> None:
    asked_for = asked("/v.php?f=../../etc/passwd", "file", size=9_000)
    assert level(secret_given, asked_for, page("/v.php", least=8_000)) == Level.LOW
    assert level(secret_given, asked_for, page("/v.php", least=80_000)) == Level.MEDIUM
