import os
from pathlib import Path

from hemostat.collect.host_facts import read_identity, read_identity_files, read_kernel
from hemostat.trees.folder import FolderTree
from hemostat.trees.live import LiveTree


def test_a_folder_says_who_it_is(tmp_path: Path) -> None:
    (tmp_path / "etc" / "ssh").mkdir(parents=True)
    (tmp_path / "etc" / "machine-id").write_text("3d1219c7c4c5404aaa1f6d2a48adfda4\n")
    (tmp_path / "etc" / "hostname").write_text("db-01\n")
    (tmp_path / "etc" / "localtime").symlink_to("/usr/share/zoneinfo/Asia/Shanghai")
    (tmp_path / "etc" / "ssh" / "ssh_host_rsa_key.pub").write_text("ssh-rsa AAAA x\n")
    tree = FolderTree(os.fsencode(tmp_path))
    found = read_identity(tree)
    assert (found.id_from, found.name, found.boot_id) == ("machine-id", "db-01", "")
    files = read_identity_files(tree)
    assert files.ssh_keys == (b"ssh-rsa AAAA x\n",)
    assert files.localtime.endswith(b"Asia/Shanghai")
    assert read_kernel(tree) is None


def test_the_given_name_wins(tmp_path: Path) -> None:
    assert read_identity(FolderTree(os.fsencode(tmp_path)), given="web1").id == "web1"


def test_the_running_kernel_is_found() -> None:
    kernel = read_kernel(LiveTree())
    assert kernel is not None
    assert kernel.release == os.uname().release
