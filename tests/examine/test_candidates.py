"""What a walk hands to the content scan."""

import os
from pathlib import Path

import pytest

from hemostat.collect.walk import Walk, Walked
from hemostat.examine import candidates as module
from hemostat.examine.baseline import open_baseline
from hemostat.examine.candidates import Gathered, recent_since
from hemostat.model.area import Area, AreaKind
from hemostat.model.candidate import Candidate
from hemostat.model.path import HostPath
from hemostat.model.records import FileFact, Provenance
from made_roots import install_dpkg, put, tree_of, whole

AREAS = (("/tmp", AreaKind.TEMPORARY), ("/var/www", AreaKind.WEB), ("/usr/bin", AreaKind.SYSTEM))
DAY = 86_400 * 10**9


def gathered(root: Path, *facts: FileFact) -> dict[str, Candidate]:
    tree = tree_of(root)
    found = Gathered(None)
    for path, kind in AREAS:
        area = Area(HostPath(path), kind)
        Walk(tree, found.visit, lambda: 0.0).walk(area, 1.0, Walked(area))
    return {each.path: each for each in found.candidates(open_baseline(tree), facts)}


def aged(root: Path, package: str) -> None:
    """As if the package had been installed long ago: what is written now came later."""
    os.utime(root / f"var/lib/dpkg/info/{package}.list", (1, 1))


def host(root: Path) -> Path:
    whole(root)
    (root / "tmp").mkdir()
    install_dpkg(root, "tools", {"/usr/bin/good": b"good", "/usr/bin/bad": b"good"})
    aged(root, "tools")
    put(root, "/usr/bin/good", b"good", 0o755)
    put(root, "/usr/bin/bad", b"evil", 0o755)
    put(root, "/usr/bin/own", b"mine", 0o755)
    return root


@pytest.mark.requirement("A6L.4")
def test_what_its_package_vouches_for_is_left_out(tmp_path: Path) -> None:
    found = gathered(host(tmp_path))
    assert set(found) == {"/usr/bin/bad", "/usr/bin/own"}
    bad, own = found["/usr/bin/bad"], found["/usr/bin/own"]
    assert (bad.state, bad.package) == (Provenance.CHANGED, "tools")
    assert "changed" in bad.reasons
    assert (own.state, own.package) == (Provenance.UNOWNED, "")
    assert own.reasons == {"unowned"}
    assert own.mode == 0o100755


def test_settings_that_were_edited_are_read_those_as_installed_are_not(tmp_path: Path) -> None:
    settings = {"/etc/kept.conf": b"good", "/etc/edited.conf": b"good"}
    install_dpkg(whole(tmp_path), "daemon", {}, settings)
    aged(tmp_path, "daemon")
    put(tmp_path, "/etc/kept.conf", b"good")
    put(tmp_path, "/etc/edited.conf", b"mine")
    tree = tree_of(tmp_path)
    found = Gathered(None)
    area = Area(HostPath("/etc"), AreaKind.SETTINGS)
    Walk(tree, found.visit, lambda: 0.0).walk(area, 1.0, Walked(area))
    read = {each.path: each for each in found.candidates(open_baseline(tree), ())}
    assert "/etc/kept.conf" not in read
    assert read["/etc/edited.conf"].state is Provenance.CONFIGURED
    assert read["/etc/edited.conf"].reasons == {"changed"}


def test_without_a_database_all_programs_are_read(tmp_path: Path) -> None:
    put(whole(tmp_path), "/usr/bin/x", b"1", 0o755)
    found = gathered(tmp_path)
    assert found["/usr/bin/x"].state is Provenance.UNKNOWN


def test_past_the_budget_a_touched_file_is_unknown_not_clean(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "DIGEST_FILES", 0)
    install_dpkg(host(tmp_path), "shop", {"/var/www/i.php": b"good"})
    aged(tmp_path, "shop")
    put(tmp_path, "/var/www/i.php", b"evil")
    found = gathered(tmp_path)
    assert found["/var/www/i.php"].state is Provenance.UNKNOWN
    assert "/usr/bin/good" not in found


def test_what_runs_from_anywhere_is_read_unless_vouched_for(tmp_path: Path) -> None:
    def fact(path: str, state: Provenance) -> FileFact:
        return FileFact(path=HostPath(path), state=state, size=3, used_as=("runs",))

    found = gathered(
        host(tmp_path),
        fact("/data/x", Provenance.UNOWNED),
        fact("/data/y", Provenance.PACKAGED),
        fact("/usr/bin/own", Provenance.UNOWNED),
        fact("/usr/bin/bad", Provenance.CHANGED),
    )
    assert found["/data/x"].reasons == {"runs", "unowned"}
    assert "/data/y" not in found
    assert found["/usr/bin/own"].reasons == {"runs", "unowned"}


def test_a_flood_is_cut_by_importance_and_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_CANDIDATES", 3)
    host(tmp_path)
    for number in range(5):
        put(tmp_path, f"/tmp/{number}", b"1")
    tree, found = tree_of(tmp_path), Gathered(None)
    for path, kind in AREAS:
        area = Area(HostPath(path), kind)
        Walk(tree, found.visit, lambda: 0.0).walk(area, 1.0, Walked(area))
    kept = found.candidates(open_baseline(tree), ())
    assert kept[0].path == "/usr/bin/bad"
    assert (len(kept), found.dropped) == (3, 4)


def test_new_means_younger_than_a_fortnight_and_than_the_system_itself() -> None:
    assert recent_since([1, 2, 3], 100 * DAY) == 86 * DAY
    assert recent_since([99 * DAY] * 3, 100 * DAY) == 99 * DAY + 3_600 * 10**9
    assert recent_since([None], 100 * DAY) == 86 * DAY
    assert recent_since([1], None) is None
