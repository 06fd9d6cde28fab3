"""Package databases of small roots: who owns what, and what could not be asked."""

import hashlib
from pathlib import Path

import pytest

from hemostat.collect.packages import PackageDatabase, open_databases
from hemostat.model.coverage import Outcome
from hemostat.model.failure import Absent, Failure, NotCollected
from hemostat.trees.folder import FolderTree
from made_roots import install_dpkg, md5, put, tree_of, whole
from parse.host.test_apk import INSTALLED

LS = b"\x7fELF ls"


def one_database(root: Path) -> PackageDatabase:
    [database] = open_databases(tree_of(root))
    return database


@pytest.mark.requirement("A4.13")
def test_dpkg_knows_packages_owners_and_checksums(tmp_path: Path) -> None:
    install_dpkg(tmp_path, "coreutils", {"/bin/ls": LS}, {"/etc/ls.conf": b"a"})
    install_dpkg(tmp_path, "libc6", {"/lib/libc.so.6": b"libc"}, arch="amd64")
    database = one_database(tmp_path)
    assert [each.name for each in database.packages] == ["coreutils", "libc6"]
    assert all(each.installed for each in database.packages if each.name == "coreutils")
    found = database.owners(frozenset([b"/bin/ls", b"/etc/ls.conf", b"/lib/libc.so.6", b"/none"]))
    assert found.holes == ()
    assert {(file.path, file.package, file.digest, file.is_config) for file in found.files} == {
        ("/bin/ls", "coreutils", md5(LS), False),
        ("/etc/ls.conf", "coreutils", md5(b"a"), True),
        ("/lib/libc.so.6", "libc6", md5(b"libc"), False),
    }


def test_a_distroless_image_has_one_file_a_package(tmp_path: Path) -> None:
    put(tmp_path, "/var/lib/dpkg/status.d/base", b"Package: base-files\nVersion: 12\n")
    put(tmp_path, "/var/lib/dpkg/status.d/base.md5sums", f"{md5(b'x')}  etc/issue\n".encode())
    database = one_database(tmp_path)
    assert [(each.name, each.is_installed) for each in database.packages] == [("base-files", True)]
    [file] = database.owners(frozenset([b"/etc/issue"])).files
    assert (file.package, file.digest) == ("base", md5(b"x"))


def test_a_list_that_cannot_be_read_is_a_hole_not_an_answer(tmp_path: Path) -> None:
    install_dpkg(tmp_path, "coreutils", {"/bin/ls": LS})
    (tmp_path / "var/lib/dpkg/info/broken.list").mkdir()
    found = one_database(tmp_path).owners(frozenset([b"/bin/ls"]))
    assert [hole.outcome for hole in found.holes] == [Outcome.FAILED]
    assert len(found.files) == 1


def test_apk_answers_for_wanted_paths(tmp_path: Path) -> None:
    put(tmp_path, "/lib/apk/db/installed", INSTALLED)
    database = one_database(tmp_path)
    assert [each.name for each in database.packages] == ["busybox", "made"]
    assert len(database.unread) == 2
    [file] = database.owners(frozenset([b"/bin/busybox"])).files
    assert file.digest == hashlib.sha1(b"busybox").hexdigest()


class Partial(FolderTree):
    """A collection that brought dpkg's database and nothing else."""

    def read(self, path: bytes, limit: int) -> bytes | Failure:
        answer = super().read(path, limit)
        return NotCollected() if isinstance(answer, Absent) else answer


def test_places_of_other_managers_that_were_left_out_are_no_hole(tmp_path: Path) -> None:
    assert [each.manager for each in open_databases(Partial(bytes(tmp_path)))] == [
        "dpkg",
        "rpm",
        "apk",
    ]
    install_dpkg(tmp_path, "coreutils", {"/bin/ls": LS})
    assert [each.manager for each in open_databases(Partial(bytes(tmp_path)))] == ["dpkg"]


def test_a_root_without_a_database_has_none(tmp_path: Path) -> None:
    assert open_databases(tree_of(whole(tmp_path))) == ()
