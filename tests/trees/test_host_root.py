"""Where a host's root is, by what lies there."""

import pytest

from hemostat.trees.host_root import find_root
from hemostat.trees.host_tree import FileKind
from hemostat.trees.nodes import Node, folder


def tree(*paths: str) -> Node:
    """Folders, and files where a path does not end with a slash."""
    top = folder()
    for path in paths:
        node = top
        for part in path.strip("/").encode().split(b"/"):
            node = node.names.setdefault(part, folder())
        if not path.endswith("/"):
            node.kind = FileKind.FILE
    return top


@pytest.mark.parametrize(
    ("paths", "root"),
    [
        (["etc/passwd", "usr/bin/"], b"/"),
        (["var/log/syslog"], b"/"),
        (["opt/tomcat/bin/run", "opt/tomcat/etc/x"], b"/"),
        (["rootfs/etc/passwd"], b"/rootfs"),
        (["rootfs/var/log/syslog"], b"/rootfs"),
        (["root/etc/passwd", "root/usr/bin/"], b"/root"),
        (["root/.bashrc"], b"/"),
        (["home/li/rootfs/etc/passwd"], b"/"),
        (["a/b/etc/os-release"], b"/a/b"),
        (["a/usr/lib/os-release"], b"/a"),
        (["x/bin/", "x/etc/", "x/usr/", "x/var/"], b"/x"),
    ],
)
def test_the_shallowest_folder_that_looks_like_a_root_is_it(paths: list[str], root: bytes) -> None:
    found = find_root(tree(*paths))
    assert found is not None
    assert found.path == root


@pytest.mark.parametrize(
    "paths", [[], ["src/main.c"], ["a/b/c/d/etc/passwd"], ["product/bin/x", "product/etc/y", "R"]]
)
def test_what_is_no_host_has_no_root(paths: list[str]) -> None:
    assert find_root(tree(*paths)) is None


def test_others_on_the_same_level_are_named() -> None:
    found = find_root(tree("b/etc/passwd", "a/etc/passwd", "c/x"))
    assert found is not None
    assert (found.path, found.others) == (b"/a", (b"/b",))


def test_a_root_with_most_of_its_folders_was_walked() -> None:
    most = ["bin/", "dev/", "etc/", "home/", "lib/", "opt/", "proc/", "root/", "run/", "sbin/"]
    found = find_root(tree(*most, "usr/", "var/"))
    part = find_root(tree(*most))
    assert found is not None
    assert part is not None
    assert found.node.was_walked
    assert not part.node.was_walked
