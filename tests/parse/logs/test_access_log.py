import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.records import WebRequest
from parse.logs.made_access import WHEN, line, of, read, requests


@pytest.mark.requirement("A2.6", "B3")
def test_a_request_has_its_line_its_time_and_its_parts() -> None:
    (found,) = requests(line("GET /"), line("GET /s.jsp?cmd=cat%20/etc/passwd", size=99, at=2))
    assert (found.source.line, found.source.path) == (2, "/var/log/nginx/access.log")
    assert (found.path, found.query, found.status, found.size) == (
        "/s.jsp",
        "cmd=cat /etc/passwd",
        200,
        99,
    )
    assert found.time is not None
    assert (found.time - WHEN).total_seconds() == 120


def test_ordinary_requests_are_never_kept() -> None:
    reading = read(*(line(f"GET /p/{n}?page=2", at=n) for n in range(500)))
    assert reading.records == ()
    assert (reading.span.entries, reading.span.first) == (500, WHEN)
    assert reading.span.last is not None
    assert (reading.span.last - WHEN).total_seconds() == 499 * 60


def test_lines_of_another_form_are_unread() -> None:
    assert read("nonsense\n", line("GET /")).span.unread == 1


def test_a_request_asked_before_is_known_again_with_other_headers() -> None:
    plain = line("GET /a")
    found = requests(plain, plain, line("GET /a", agent="${jndi:ldap://a/b}"), plain)
    assert [each.signs for each in found] == [("lookup",)]


def test_a_large_log_is_read_fast() -> None:
    data = "".join(line(f"GET /product/{n}?ref=mail", at=n / 60) for n in range(60_000))
    began = time.process_time()
    reading = read(data)
    assert time.process_time() - began < len(data) / 10e6
    assert of(reading, WebRequest) == []


@given(st.lists(st.sampled_from([line("GET /.env"), "x\n", "\n", '{"a":1}\n', '"POST /a.php\n'])))
def test_each_source_is_a_line_of_the_log(lines: list[str]) -> None:
    reading = read(*lines)
    for each in of(reading, WebRequest):
        assert each.source.line is not None
        assert "/.env" in "".join(lines).split("\n")[each.source.line - 1]
