"""Our own files on the host we run on are left out, and nothing else is."""

from pathlib import Path

import pytest

from hemostat.examine.own_program import FOLDER, own_folders, without_own
from hemostat.model.candidate import Candidate
from hemostat.model.path import HostPath
from hemostat.model.records import Provenance


def at(path: str, state: Provenance = Provenance.UNOWNED, reason: str = "unowned") -> Candidate:
    return Candidate(
        path=HostPath(path),
        real_path=HostPath(path),
        size=1,
        state=state,
        reasons=frozenset({reason}),
    )


def environment(place: Path) -> str:
    place.mkdir(parents=True)
    (place / "pyvenv.cfg").touch()
    return str(place)


def test_what_stands_in_the_programs_folders_is_left_out_and_counted() -> None:
    inside, beside = at("/opt/h/hemostat/detect/x.py"), at("/opt/h/hemostat-more/x.py")
    package = at("/opt/h/.venv/lib/x.py")
    own = ("/opt/h/hemostat", "/opt/h/.venv")
    assert without_own([inside, beside, package], own) == ([beside], 2)


def test_the_folder_is_that_of_the_program_that_runs() -> None:
    running = at(f"{FOLDER}/examine/own_program.py")
    kept, count = without_own([running, at("/opt/a.py")], own_folders())
    assert (kept, count) == ([at("/opt/a.py")], 1)


@pytest.mark.parametrize("name", ["checkout/.venv", "pipx/venvs/hemostat"])
def test_an_environment_made_for_us_is_our_own(tmp_path: Path, name: str) -> None:
    prefix = environment(tmp_path / name)
    package = str(tmp_path / "checkout" / "src" / "hemostat")
    assert own_folders(package, prefix) == (package, prefix)


def test_an_environment_shared_with_other_programs_is_looked_at(tmp_path: Path) -> None:
    prefix = environment(tmp_path / "app" / "venv")
    package = f"{prefix}/lib/python3.11/site-packages/hemostat"
    assert own_folders(package, prefix) == (package,)


def test_the_systems_python_is_looked_at(tmp_path: Path) -> None:
    package = str(tmp_path / "lib" / "src" / "hemostat")
    assert own_folders(package, str(tmp_path / "lib")) == (package,)


def test_pythons_own_library_is_left_out_but_not_what_was_changed_or_runs() -> None:
    library = "/root/py/lib/python3.11"
    kept = [
        at(f"{library}/site-packages/tool.py"),
        at(f"{library}/socket.py", Provenance.CHANGED),
        at(f"{library}/x.py", reason="runs"),
        at("/root/py/bin/tool"),
    ]
    assert without_own([at(f"{library}/test/x.py"), *kept], (), library) == (kept, 1)
