"""Settings of nginx and httpd that run code or send visitors elsewhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence
from hemostat.model.path import HostPath
from hemostat.parse.host.web_server_settings import PARSERS
from hemostat.parse.place import Place

PLACE = Place(HostPath("/etc/nginx/conf.d/a.conf"))
Found = list[tuple[str, str, str, int | None]]


def found(parser: str, text: str) -> Found:
    records = PARSERS[parser](Evidence(text.encode(), PLACE.path), PLACE).records
    return [(each.section, each.keyword, each.value, each.source.line) for each in records]


@pytest.mark.requirement("B5.4")
def test_a_directive_of_nginx_knows_the_blocks_around_it() -> None:
    text = (
        "# if (a) { return 1; }\n"
        "server { listen 80;\n"
        ' if ($http_user_agent ~* "goo;gle") { proxy_pass http://203.0.113.5/; }\n'
        "}\nreturn 403;\n"
    )
    assert found("nginx_conf", text) == [
        ("server if ($http_user_agent ~* goo;gle )", "proxy_pass", "http://203.0.113.5/", 3),
        ("", "return", "403", 5),
    ]


def test_a_block_of_lua_is_one_value() -> None:
    text = "location /a { content_by_lua_block { if x then f({1}) end; g() } }\nreturn 200;\n"
    assert found("nginx_conf", text) == [
        ("location /a", "content_by_lua_block", " if x then f({1}) end; g() ", 1),
        ("", "return", "200", 2),
    ]


def test_what_php_runs_with_each_page_is_a_setting_of_php() -> None:
    text = 'fastcgi_param PHP_VALUE "auto_prepend_file=/tmp/.x";\nfastcgi_param A "b";\n'
    records = PARSERS["nginx_conf"](Evidence(text.encode(), PLACE.path), PLACE).records
    assert [(each.service, each.keyword, each.value) for each in records] == [
        ("php", "auto_prepend_file", "/tmp/.x"),
        ("nginx", "fastcgi_param", "A b"),
    ]


def test_a_rule_of_httpd_knows_its_conditions_and_sections() -> None:
    text = (
        "<VirtualHost *:80>\nRewriteCond %{HTTP_USER_AGENT} googlebot [NC]\n"
        "RewriteRule ^ http://203.0.113.9/ [P]\nRewriteRule ^a b\n</VirtualHost>\n"
        "php_value auto_append_file /x/a.php\n"
    )
    assert found("httpd_conf", text) == [
        (
            "<VirtualHost *:80> %{HTTP_USER_AGENT} googlebot [NC]",
            "rewriterule",
            "^ http://203.0.113.9/ [P]",
            3,
        ),
        ("<VirtualHost *:80>", "rewriterule", "^a b", 4),
        ("", "auto_append_file", "/x/a.php", 6),
    ]


@given(st.text(alphabet="{};\"'#\\ \n\tabreturn$_by_lua_block", max_size=300))
def test_nothing_makes_them_fail(text: str) -> None:
    for parser in PARSERS:
        lines = text.count("\n") + 1
        assert all(1 <= (line or 0) <= lines for _, _, _, line in found(parser, text))


def test_lines_are_those_of_the_directives_and_words_keep_their_letters() -> None:
    text = "server {\n # proxy_pass http://no;\n location /下载 {\n\n proxy_pass\n http://a;\n }\n"
    where = ("server location /下载", "proxy_pass", "http://a", 5)
    assert found("nginx_conf", text + "}\n") == [where]
