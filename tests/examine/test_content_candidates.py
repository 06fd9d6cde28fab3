from hemostat.examine.content_candidates import by_importance, candidates_of, gone_programs
from hemostat.model.candidate import Candidate
from hemostat.model.path import HostPath
from hemostat.model.record_set import RecordSet
from hemostat.model.records import FileFact, Process, Provenance


def fact(path: str, state: Provenance, *uses: str, kind: str = "file") -> FileFact:
    return FileFact(path=HostPath(path), state=state, used_as=uses, kind=kind, size=9)


def test_what_runs_starts_or_changed_and_nobody_vouches_for_is_read() -> None:
    records = RecordSet(
        [
            fact("/tmp/.x/a", Provenance.UNOWNED, "runs"),
            fact("/usr/sbin/sshd", Provenance.CHANGED, "starts"),
            fact("/usr/bin/od", Provenance.CHANGED),
            fact("/usr/bin/ls", Provenance.PACKAGED, "runs"),
            fact("/opt/data", Provenance.UNOWNED, "trusted"),
            fact("/opt/folder", Provenance.UNOWNED, "runs", kind="folder"),
        ]
    )
    found = {each.path: each.reasons for each in candidates_of(records)}
    assert set(found) == {"/tmp/.x/a", "/usr/sbin/sshd", "/usr/bin/od"}
    assert found[HostPath("/tmp/.x/a")] >= {"runs", "temporary", "hidden", "unowned"}
    assert found[HostPath("/usr/sbin/sshd")] == {"starts", "changed"}
    assert found[HostPath("/usr/bin/od")] == {"changed"}


def test_programs_without_a_file_are_read_by_way_of_their_process() -> None:
    gone = Process(pid=7, exe=HostPath("/memfd:x"), exe_is_memory=True)
    kept = Process(pid=8, exe=HostPath("/usr/bin/a"))
    (found,) = gone_programs([gone, gone, kept])
    assert (found.path, found.real_path) == ("/memfd:x", "/proc/7/exe")


def candidate(path: str, size: int, *reasons: str, state: str = "unowned") -> Candidate:
    return Candidate(
        path=HostPath(path),
        real_path=HostPath(path),
        size=size,
        reasons=frozenset(reasons),
        state=Provenance(state),
    )


def test_what_runs_and_nobody_vouches_for_comes_first_and_each_file_once() -> None:
    ordered = by_importance(
        [
            candidate("/opt/venv/yara.so", 37 << 20, "runs", state="product"),
            candidate("/w/page.php", 5, "web"),
            candidate("/runs-large", 99 << 20, "runs"),
            candidate("/runs", 99, "runs"),
            candidate("/w/uploads/a.php", 5, "web"),
            candidate("/w/uploads/a.php", 5, "web", "upload"),
        ]
    )
    assert [each.path for each in ordered] == [
        "/runs",
        "/runs-large",
        "/w/uploads/a.php",
        "/w/page.php",
        "/opt/venv/yara.so",
    ]
    assert "upload" in ordered[2].reasons
