"""Which parts of a host are walked, and in what order."""

from pathlib import Path

import pytest

from hemostat.collect.walk_areas import walk_areas
from hemostat.model.area import AreaKind
from made_roots import put, tree_of, whole


def paths(root: Path, kind: AreaKind) -> list[str]:
    return [area.path for area in walk_areas(tree_of(root)) if area.kind is kind]


@pytest.mark.requirement("A5.12")
def test_web_roots_come_from_settings_and_from_custom(tmp_path: Path) -> None:
    whole(tmp_path)
    put(tmp_path, "/etc/nginx/sites-enabled/shop", b"server { \n root /data/shop; }")
    put(tmp_path, "/data/shop/index.php", b"1")
    put(tmp_path, "/www/wwwroot/a/index.php", b"1")
    put(tmp_path, "/home/lee/public_html/i.html", b"1")
    put(tmp_path, "/opt/tomcat/conf/server.xml", b'<Host appBase="webapps"/>')
    put(tmp_path, "/opt/tomcat/webapps/x.jsp", b"1")
    assert paths(tmp_path, AreaKind.WEB) == [
        "/data/shop",
        "/opt/tomcat/webapps",
        "/www/wwwroot",
        "/home/lee/public_html",
    ]


def test_folders_of_the_administrators_own_making_are_walked(tmp_path: Path) -> None:
    whole(tmp_path)
    put(tmp_path, "/app/run.sh", b"1")
    assert "/app" in paths(tmp_path, AreaKind.LOCAL)
    assert "/proc" not in [area.path for area in walk_areas(tree_of(tmp_path))]


def test_what_anybody_may_write_comes_first_and_web_before_homes(tmp_path: Path) -> None:
    put(whole(tmp_path), "/var/www/i.php", b"1")
    order = [area.path for area in walk_areas(tree_of(tmp_path))]
    assert order.index("/tmp") < order.index("/var/www") < order.index("/home")
    assert order.index("/usr/bin") < order.index("/usr/share")
