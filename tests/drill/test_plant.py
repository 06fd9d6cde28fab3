"""Planting changes a root as the case says, and nothing outside it."""

import os
from pathlib import Path

import pytest

from hemostat.drill.case import Case, PlantedEdit, PlantedFile, PlantedProcess
from hemostat.drill.plant import SANDBOX_MARK, plant_files, start_processes
from hemostat.model.errors import UsageError


def case(
    *files: PlantedFile, edits: tuple[PlantedEdit, ...] = (), remove: tuple[str, ...] = ()
) -> Case:
    return Case(name="a", text="t", files=files, edits=edits, remove=remove)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A root with accounts and one program."""
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/passwd").write_text(f"me:x:{os.getuid()}:{os.getgid()}::/:/bin/sh\n")
    (tmp_path / "etc/group").write_text(f"me:x:{os.getgid()}:\n")
    (tmp_path / "usr/bin").mkdir(parents=True)
    (tmp_path / "usr/bin/sleep").write_bytes(b"program")
    return tmp_path


def test_this_machine_itself_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SANDBOX_MARK, raising=False)
    with pytest.raises(UsageError, match="refused"):
        plant_files(case(), Path("/"))


def test_processes_outside_the_sandbox_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SANDBOX_MARK, raising=False)
    planted = Case(name="a", text="t", processes=(PlantedProcess(argv=("/bin/sleep", "1")),))
    with pytest.raises(UsageError, match="sandbox only"):
        list(start_processes(planted))


def test_a_file_gets_its_content_mode_and_time(root: Path) -> None:
    plant_files(
        case(PlantedFile(path="/a/b", content="x", mode=0o640, owner="me", age_days=9)), root
    )
    found = (root / "a/b").stat()
    assert (root / "a/b").read_text() == "x"
    assert found.st_mode & 0o7777 == 0o640
    assert (root / "etc/passwd").stat().st_mtime - found.st_mtime > 8 * 86400


def test_a_copied_program_is_no_packages(root: Path) -> None:
    plant_files(case(PlantedFile(path="/a", program="sleep", mode=0o4755, owner="me")), root)
    assert (root / "a").read_bytes().startswith(b"program")
    assert (root / "a").read_bytes() != b"program"
    assert (root / "a").stat().st_mode & 0o7777 == 0o4755


def test_a_program_may_take_the_place_it_is_copied_from(root: Path) -> None:
    planted = PlantedFile(path="/usr/bin/sleep", program="/usr/bin/sleep", owner="me")
    plant_files(case(planted), root)
    assert (root / "usr/bin/sleep").read_bytes().startswith(b"program")
    assert (root / "usr/bin/sleep").read_bytes() != b"program"


def test_an_unknown_program_is_refused(root: Path) -> None:
    with pytest.raises(UsageError, match="no-such-program"):
        plant_files(case(PlantedFile(path="/a", program="no-such-program")), root)


def test_text_behind_a_file_leaves_other_names_of_it_alone(root: Path) -> None:
    os.link(root / "etc/passwd", root / "kept")
    before = (root / "kept").read_text()
    plant_files(case(PlantedFile(path="/etc/passwd", append="more\n")), root)
    assert (root / "etc/passwd").read_text() == before + "more\n"
    assert (root / "kept").read_text() == before


def test_an_edit_changes_one_place_and_refuses_a_file_without_it(root: Path) -> None:
    edit = PlantedEdit(path="/etc/passwd", old="/bin/sh", new="/bin/bash")
    plant_files(case(edits=(edit,)), root)
    assert (root / "etc/passwd").read_text().endswith(":/bin/bash\n")
    with pytest.raises(UsageError, match="not there"):
        plant_files(case(edits=(edit,)), root)


def test_what_is_to_be_removed_is_gone_first(root: Path) -> None:
    (root / "old").mkdir()
    (root / "old/file").write_text("x")
    plant_files(case(remove=("/old", "/usr/bin/sleep", "/never-there")), root)
    assert not (root / "old").exists()
    assert not (root / "usr/bin/sleep").exists()


def test_links_of_the_root_do_not_lead_out_of_it(root: Path) -> None:
    (root / "bin").symlink_to("/usr/bin")
    plant_files(case(PlantedFile(path="/bin/x", content="x", owner="me")), root)
    assert (root / "usr/bin/x").read_text() == "x"


def test_a_link_is_planted_as_it_reads(root: Path) -> None:
    plant_files(case(PlantedFile(path="/a", link="/dev/null")), root)
    assert (root / "a").readlink() == Path("/dev/null")
