"""Our own files on the host we run on are left out, and nothing else is."""

from hemostat.examine.own_program import FOLDER, without_own
from hemostat.model.candidate import Candidate
from hemostat.model.path import HostPath


def at(path: str) -> Candidate:
    return Candidate(path=HostPath(path), real_path=HostPath(path), size=1)


def test_what_stands_in_the_programs_folder_is_left_out_and_counted() -> None:
    inside, beside = at("/opt/h/hemostat/detect/x.py"), at("/opt/h/hemostat-more/x.py")
    assert without_own([inside, beside], "/opt/h/hemostat") == ([beside], 1)


def test_the_folder_is_that_of_the_program_that_runs() -> None:
    kept, count = without_own([at(f"{FOLDER}/examine/own_program.py"), at("/opt/a.py")])
    assert (kept, count) == ([at("/opt/a.py")], 1)
