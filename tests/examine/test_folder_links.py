"""Links among a host's main folders."""

from pathlib import Path

from hemostat.examine.folder_links import folder_links
from made_roots import put, tree_of


def test_links_are_given_with_their_real_folder(tmp_path: Path) -> None:
    put(tmp_path, "/usr/bin/ls")
    put(tmp_path, "/etc/rc.d/init.d/network")
    put(tmp_path, "/data/opt/x")
    for link, target in (
        ("bin", "usr/bin"),
        ("usr/sbin", "bin"),
        ("sbin", "usr/sbin"),
        ("etc/init.d", "rc.d/init.d"),
        ("opt", "/data/opt"),
        ("broken", "/nowhere"),
        ("loop", "loop"),
        ("self", "/"),
    ):
        (tmp_path / link).symlink_to(target)
    assert dict(folder_links(tree_of(tmp_path))) == {
        "/bin": "/usr/bin",
        "/sbin": "/usr/bin",
        "/opt": "/data/opt",
        "/usr/sbin": "/usr/bin",
        "/etc/init.d": "/etc/rc.d/init.d",
    }
