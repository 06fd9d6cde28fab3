import pytest

from detect.made_web import INSIDE, OUTSIDE, asked, level, page
from detect.running import claims
from hemostat.detect.checks.web_command import command_answered
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import FileFact

pytestmark = pytest.mark.requirement("A6L.1", "B5.1")
SHELL = "/include/lang.php"
TWO = (asked(f"{SHELL}?a=id", "command_word"), asked(f"{SHELL}?a=cat /x", "command", size=90))


def test_a_conversation_with_a_script_nobody_else_knows_is_high() -> None:
    assert level(command_answered, *TWO, page(SHELL, gets=2)) == Level.HIGH


def test_a_script_that_many_use_is_not_high() -> None:
    busy = page(SHELL, *(f"203.0.113.{n}" for n in range(9)), gets=900, plain_clients=9, least=40)
    assert level(command_answered, *TWO, busy) is None


def test_one_command_is_medium() -> None:
    assert level(command_answered, TWO[1], page(SHELL, gets=1)) == Level.MEDIUM
    assert level(command_answered, TWO[0], page(SHELL, gets=1)) is None


def test_a_telling_word_is_medium_and_so_is_shellshock_at_a_cgi() -> None:
    word = asked(f"{SHELL}?a=whoami", "command_word")
    assert level(command_answered, word, page(SHELL, gets=1)) == Level.MEDIUM
    cgi = asked("/cgi-bin/status", "shellshock")
    assert level(command_answered, cgi, page("/cgi-bin/status", gets=1)) == Level.MEDIUM


def test_a_whole_page_is_no_output() -> None:
    sent = asked("/index.php?x=;id", "command", size=45_000)
    assert level(command_answered, sent, page("/index.php", gets=1)) is None


def test_an_answer_like_any_other_is_quiet() -> None:
    assert level(command_answered, asked(f"{SHELL}?a=;id", "command", is_usual=True)) is None


def test_a_redirect_and_an_error_are_quiet() -> None:
    for status in (301, 302, 403, 404, 500):
        assert level(command_answered, asked(f"{SHELL}?a=;id", "command", status=status)) is None


def test_many_texts_with_one_answer_ran_nothing() -> None:
    sent = [asked(f"/index.php?x={n};id", "command", size=20) for n in range(3)]
    assert level(command_answered, *sent, page("/index.php", gets=3)) is None


def test_an_api_behind_one_proxy_is_quiet() -> None:
    sent = [asked(f"/api.php?x={n};id", "command", size=n, client=INSIDE) for n in range(3)]
    busy = page("/api.php", INSIDE, gets=900, plain_clients=0)
    assert level(command_answered, *sent, busy) in (None, Level.MEDIUM)


def test_rotated_files_of_one_log_are_one_page() -> None:
    before = page(SHELL, *(f"203.0.113.{n}" for n in range(9)), log="/var/log/nginx/access.log.1")
    assert level(command_answered, *TWO, page(SHELL, gets=2), before) == Level.MEDIUM


def test_the_file_of_the_page_is_named_where_there_is_one() -> None:
    fact = FileFact(path=HostPath(f"/var/www/html{SHELL}"))
    (claim,) = claims(command_answered, *TWO, page(SHELL, gets=2), fact)
    assert [each.value for each in claim.subjects] == [f"/var/www/html{SHELL}", OUTSIDE]
    other = FileFact(path=HostPath(f"/srv/www/b{SHELL}"))
    (claim,) = claims(command_answered, *TWO, page(SHELL, gets=2), fact, other)
    assert [each.value for each in claim.subjects] == [OUTSIDE]
