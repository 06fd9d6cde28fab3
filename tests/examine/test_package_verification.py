"""Every packaged file is compared, and only real differences are kept."""

import os
from pathlib import Path

import pytest

from hemostat.examine.baseline import open_baseline
from hemostat.examine.package_verification import Verification
from hemostat.model.path import HostPath
from hemostat.model.records import Provenance
from made_roots import install_dpkg, put, tree_of, whole


@pytest.mark.requirement("A6L.4")
def test_changed_files_are_found_though_nothing_runs_them(tmp_path: Path) -> None:
    whole(tmp_path)
    files = {"/usr/share/a.pl": b"good", "/usr/share/b.pl": b"good"}
    install_dpkg(tmp_path, "tools", files, {"/etc/tool.conf": b"good"})
    for path, content in {**files, "/etc/tool.conf": b"mine", "/usr/share/own": b"own"}.items():
        put(tmp_path, path, content)
    # Its time was set back, and its size is the same: neither helps.
    put(tmp_path, "/usr/share/b.pl", b"evil")
    os.utime(tmp_path / "usr/share/b.pl", (1, 1))
    tree = tree_of(tmp_path)
    found = Verification(tree, open_baseline(tree))
    found.verify((HostPath(path), 4) for path in (*files, "/etc/tool.conf", "/usr/share/own"))
    assert [(fact.path, fact.state) for fact in found.changed] == [
        ("/usr/share/b.pl", Provenance.CHANGED)
    ]
    assert (found.files, found.size, found.holes) == (2, 8, [])


def test_a_file_that_vanished_is_no_change(tmp_path: Path) -> None:
    install_dpkg(whole(tmp_path), "tools", {"/usr/share/a": b"good"})
    tree = tree_of(tmp_path)
    found = Verification(tree, open_baseline(tree))
    found.verify([(HostPath("/usr/share/a"), 4)])
    assert (found.changed, found.files) == ([], 1)
