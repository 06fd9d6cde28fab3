"""Where rpm's database lies, in each of its forms."""

from pathlib import Path

import pytest

from hemostat.collect.packages import open_databases
from hemostat.collect.rpm_packages import rpm_headers
from hemostat.model.coverage import Outcome
from made_roots import put, tree_of, whole
from rpm_fixtures import BERKELEY, header_blobs, ndb_database, sqlite_database

FORMS = {
    "/var/lib/rpm/rpmdb.sqlite": sqlite_database(),
    "/usr/lib/sysimage/rpm/Packages.db": ndb_database(header_blobs()),
    "/var/lib/rpm/Packages": BERKELEY.read_bytes(),
}


@pytest.mark.requirement("A4.13")
@pytest.mark.parametrize("path", FORMS)
def test_each_form_gives_the_same_packages(tmp_path: Path, path: str) -> None:
    put(tmp_path, path, FORMS[path])
    [database] = open_databases(tree_of(tmp_path))
    assert sorted(each.name for each in database.packages) == ["made-tool", "small"]
    assert [entry.outcome for entry in database.coverage] == [Outcome.READ]
    [small] = database.owners(frozenset([b"/bin/small"])).files
    assert (small.package, small.algorithm, small.kind) == ("small", "sha256", "file")


def test_a_cut_database_gives_what_is_whole_and_leaves_a_hole(tmp_path: Path) -> None:
    put(tmp_path, "/var/lib/rpm/Packages", BERKELEY.read_bytes()[: 4096 * 4])
    [database] = open_databases(tree_of(tmp_path))
    assert database.coverage[0].outcome is Outcome.FAILED
    assert database.unread
    assert database.owners(frozenset([b"/bin/x"])).holes == database.coverage


def test_an_empty_database_counts_as_none(tmp_path: Path) -> None:
    put(tmp_path, "/var/lib/rpm/Packages.db", ndb_database([]))
    assert rpm_headers(tree_of(whole(tmp_path))) is None


def test_something_else_in_its_place_is_a_hole(tmp_path: Path) -> None:
    put(tmp_path, "/var/lib/rpm/rpmdb.sqlite", b"not a database")
    found = rpm_headers(tree_of(tmp_path))
    assert found is not None
    assert [entry.reason for entry in found.coverage] == ["not an SQLite database"]
