"""Following words."""

from hemostat.detect.content.webscripts.follow import reaches
from hemostat.detect.content.webscripts.scripts import PYTHON


def test_names_are_handed_on_between_functions() -> None:
    text = "def a(request):\n    b(request.GET['c'])\ndef b(x):\n    os.system(x)\n"
    (reach,) = reaches(text, PYTHON)
    assert text[reach.offset :].startswith("os.system")
    assert reach.is_free


def test_a_fixed_program_is_not_free() -> None:
    (reach,) = reaches("c = request.args['x']\nos.system('ls ' + c)\n", PYTHON)
    assert not reach.is_free


def test_a_word_in_quotes_is_no_variable() -> None:
    assert list(reaches("a = request.args['x']\nos.system('a')\n", PYTHON)) == []
