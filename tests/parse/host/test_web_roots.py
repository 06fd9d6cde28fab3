"""Folders that web servers serve."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.path import HostPath
from hemostat.parse.host.web_roots import web_roots


@pytest.mark.requirement("A5.12")
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("server {\n  root /data/shop/public;\n  alias '/x/y';\n}", ["/data/shop/public", "/x/y"]),
        ("  # root /old;\n root $base/x;\n root html;", []),
        (
            'DocumentRoot "/srv/a b"\nAlias /icons/ "/usr/share/icons/"',
            ["/srv/a", "/usr/share/icons"],
        ),
        ("root * /site\n", ["/site"]),
        ('server.document-root = "/var/www/lighttpd"', ["/var/www/lighttpd"]),
        ("chdir = /www/app\n;chdir = /no", ["/www/app"]),
        ("root /;\nroot /usr;\nroot /var/lib/;", []),
        ("root /a;\nroot /a/;", ["/a"]),
    ],
)
def test_each_server_names_its_folders_in_its_own_way(text: str, found: list[str]) -> None:
    assert list(web_roots(text.encode(), HostPath("/etc/x.conf"))) == found


def test_tomcats_folders_begin_beside_its_settings() -> None:
    text = b'<Host name="x" appBase="webapps"><Context docBase="/data/war" path=""/></Host>'
    found = web_roots(text, HostPath("/opt/tomcat/conf/server.xml"))
    assert list(found) == ["/opt/tomcat/webapps", "/data/war"]


@given(st.binary())
def test_any_bytes_give_only_absolute_folders(data: bytes) -> None:
    assert all(each.startswith("/") for each in web_roots(data, HostPath("/etc/x.conf")))
