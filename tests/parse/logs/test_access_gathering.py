from hemostat.model.records import WebAttempts, WebLogIns, WebPage
from hemostat.parse.logs.access_gathering import page_of
from parse.logs.made_access import BAD, GOOD, line, of, read, requests

PROBES = ("/.env", "/.git/config", "/backup.zip", "/x.php?cmd=id")


def test_pages_that_nobody_has_and_that_are_all_answered_alike_are_usual() -> None:
    found = requests(*(line(f"GET {path}", size=1_287) for path in PROBES))
    assert [each.is_usual for each in found] == [True] * 4


def test_an_answer_of_its_own_is_not_usual() -> None:
    found = requests(line("GET /.env", size=812), *(line(f"GET /p/{n}") for n in range(9)))
    assert [each.is_usual for each in found] == [False]


def test_an_answer_that_echoes_the_path_is_usual() -> None:
    found = requests(
        *(line(f"GET {path}", size=96 + len(path.partition("?")[0])) for path in PROBES)
    )
    assert all(each.is_usual for each in found)


def test_what_a_page_says_to_everybody_is_usual() -> None:
    plain = [line("GET /index.php", size=18_000 + n, client=f"203.0.113.{n}") for n in range(9)]
    (found,) = requests(*plain, line("GET /index.php?x=%60id%60", size=18_400))
    assert found.is_usual


def test_requests_alike_are_one_and_refused_ones_only_a_sample() -> None:
    found = requests(*(line("GET /.env", 404) for _ in range(50)))
    assert [each.count for each in found] == [50]
    many = requests(*(line(f"GET /{n}/.env", 404, client=f"10.0.{n}.1") for n in range(250)))
    assert len(many) == 250
    more = requests(*(line(f"GET /{n}/.env", 404) for n in range(900)))
    assert len(more) == 300


def test_attempts_are_counted_by_kind() -> None:
    reading = read(line("GET /.env", 404), line("GET /.env", 200, client=GOOD))
    (tried,) = of(reading, WebAttempts)
    assert (tried.sign, tried.requests, tried.clients, tried.answered) == ("secret", 2, 2, 1)


def test_a_page_tells_who_else_uses_it() -> None:
    reading = read(
        line("GET /.env", 404),
        *(line("POST /uploads/s.php", size=90 + n, at=n) for n in range(4)),
        line("GET /uploads/s.php", client=GOOD),
    )
    (page,) = of(reading, WebPage)
    assert page.clients == (BAD, GOOD)
    assert (page.posts, page.gets, page.attackers, page.plain_clients) == (4, 1, 1, 1)
    assert page.answers == 5


def guesses(count: int, answer: int = 302) -> list[str]:
    tried = [line("POST /wp-login.php", size=7_400, at=n / 60) for n in range(count)]
    return [*tried, line("POST /wp-login.php", answer, 0, at=count), line("GET /wp-admin/", at=99)]


def test_the_answer_that_lets_in_is_found_with_what_came_behind() -> None:
    (found,) = of(read(*guesses(30)), WebLogIns)
    assert (found.failed, found.accepts, found.status, found.after) == (30, 1, 302, 1)
    assert found.source.line == 31


def test_few_tries_are_no_guessing_and_many_in_vain_let_nobody_in() -> None:
    assert of(read(*guesses(5)), WebLogIns) == []
    (found,) = of(read(*guesses(30, 200)), WebLogIns)
    assert (found.accepts, found.accepted, found.after) == (0, None, 0)


def test_a_page_is_its_script() -> None:
    assert page_of("/a/s.jsp/") == page_of("/a/s.jsp%20") == "/a/s.jsp"
    assert page_of("/a/") == "/a"
    assert page_of("/") == "/"
