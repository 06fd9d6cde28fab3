import os
from pathlib import Path

import pytest

from hemostat.collect.artifact import Artifact, read_artifacts
from hemostat.collect.gather import Gathered, Gatherer, Home, homes_of
from hemostat.model.coverage import Outcome
from hemostat.model.evidence import Evidence, Parsed, Unread
from hemostat.model.path import HostPath
from hemostat.model.records import Account, Mechanism, StartupLine
from hemostat.parse.place import Place
from hemostat.trees.folder import FolderTree

TEXT = "text: {en: A, zh: 甲}"


def artifact(rest: str) -> Artifact:
    (made,) = read_artifacts([("a.yaml", f"- {{name: a, {TEXT}, parser: lines, {rest}}}")])
    return made


def lines(evidence: Evidence, place: Place) -> Parsed[StartupLine]:
    """A made-up parser: one record a line; lines with `?` are unread."""
    records, unread = [], []
    for number, text in evidence.lines():
        source = evidence.source(number, text)
        if "?" in text:
            unread.append(Unread(source, "a question"))
        elif text:
            records.append(
                StartupLine(
                    source=source, mechanism=Mechanism.CRON, account=place.account, command=text
                )
            )
    return Parsed(tuple(records), tuple(unread))


def included(evidence: Evidence, place: Place) -> tuple[str, ...]:
    return tuple(
        text.removeprefix("include ") for _, text in evidence.lines() if text.startswith("include ")
    )


def fail(evidence: Evidence, place: Place) -> Parsed[StartupLine]:
    raise ZeroDivisionError


def walk(root: Path, *artifacts: Artifact, homes: tuple[Home, ...] = ()) -> Gathered:
    gatherer = Gatherer(
        FolderTree(os.fsencode(root)),
        {"lines": lines, "fail": fail},
        {"lines": included},
        means="read",
    )
    gathered = Gathered()
    gatherer.walk(artifacts, homes, gathered)
    return gathered


def commands(gathered: Gathered) -> list[str]:
    return [each.command for each in gathered.records if isinstance(each, StartupLine)]


def outcomes(gathered: Gathered) -> dict[str, Outcome]:
    return {entry.path: entry.outcome for entry in gathered.coverage}


def test_read_empty_absent_and_broken_are_four_answers(tmp_path: Path) -> None:
    (tmp_path / "full").write_text("one\nwhat?\n")
    (tmp_path / "empty").write_text("")
    os.mkfifo(tmp_path / "pipe")
    gathered = walk(
        tmp_path,
        artifact("paths: [/full, /empty, /pipe]"),
    )
    assert outcomes(gathered) == {
        "/full": Outcome.READ,
        "/empty": Outcome.EMPTY,
        "/pipe": Outcome.FAILED,
    }
    assert commands(gathered) == ["one"]
    assert [entry.unread for entry in gathered.coverage] == [1, 0, 0]
    absent = walk(tmp_path, artifact("paths: [/none, /no/*]"))
    assert [entry.outcome for entry in absent.coverage] == [Outcome.ABSENT]


def test_a_file_over_its_limit_is_parsed_in_part_and_said(tmp_path: Path) -> None:
    (tmp_path / "big").write_text("one\n" * 100)
    gathered = walk(tmp_path, artifact("paths: [/big], limit: 8"))
    assert commands(gathered) == ["one", "one"]
    assert outcomes(gathered) == {"/big": Outcome.TOO_LARGE}


def test_a_file_reached_by_two_names_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "unit").write_text("one")
    (tmp_path / "lib64").symlink_to("lib")
    assert commands(walk(tmp_path, artifact("paths: [/lib/*, /lib64/*]"))) == ["one"]


def test_includes_are_followed_and_end(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("include /b*\n1")
    (tmp_path / "b1").write_text("include /a\n2")
    assert commands(walk(tmp_path, artifact("paths: [/a]"))) == [
        "include /b*",
        "1",
        "include /a",
        "2",
    ]


def test_a_masked_file_is_empty_not_broken(tmp_path: Path) -> None:
    (tmp_path / "unit").symlink_to("/dev/null")
    (tmp_path / "dev").mkdir()
    (tmp_path / "dev" / "null").write_text("")
    assert outcomes(walk(tmp_path, artifact("paths: [/unit]"))) == {"/unit": Outcome.EMPTY}


def test_links_are_read_as_text_where_the_artifact_says_so(tmp_path: Path) -> None:
    (tmp_path / "wants").symlink_to("/lib/x.service")
    (tmp_path / "plain").write_text("no link")
    assert commands(walk(tmp_path, artifact("paths: [/wants, /plain], kind: link"))) == [
        "/lib/x.service"
    ]


def test_only_executables_where_the_artifact_says_so(tmp_path: Path) -> None:
    for name, mode in (("run", 0o755), ("readme", 0o644)):
        (tmp_path / name).write_text(name)
        (tmp_path / name).chmod(mode)
    gathered = walk(tmp_path, artifact("paths: [/*], executable_only: true"))
    assert commands(gathered) == ["run"]
    gathered = walk(tmp_path, artifact("paths: [/readme], executable_only: true"))
    assert [entry.outcome for entry in gathered.coverage] == [Outcome.EMPTY]


def test_excluded_files_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "a.dpkg-old").write_text("one")
    assert commands(walk(tmp_path, artifact("paths: [/*], exclude: ['*.dpkg-old']"))) == []


def test_the_account_comes_from_the_home_or_the_file_name(tmp_path: Path) -> None:
    (tmp_path / "h").mkdir()
    (tmp_path / "h" / ".rc").write_text("x")
    (tmp_path / "spool").mkdir()
    (tmp_path / "spool" / "bob").write_text("y")
    gathered = walk(
        tmp_path,
        artifact("paths: ['{home}/.rc']"),
        homes=(Home(HostPath("/h"), "alice"),),
    )
    spool = walk(tmp_path, artifact("paths: [/spool/*], account: file_name"))
    accounts = [
        each.account
        for found in (gathered, spool)
        for each in found.records
        if isinstance(each, StartupLine)
    ]
    assert accounts == ["alice", "bob"]


def test_a_parsers_own_fault_costs_one_place_and_is_said(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("x")
    (bad,) = read_artifacts([("a.yaml", f"- {{name: a, {TEXT}, parser: fail, paths: [/x]}}")])
    (entry,) = walk(tmp_path, bad).coverage
    assert entry.outcome is Outcome.FAILED
    assert "ZeroDivisionError" in entry.reason


@pytest.mark.requirement("B5.1")
def test_homes_are_those_of_accounts_and_what_else_lies_below_home(tmp_path: Path) -> None:
    (tmp_path / "home" / "gone").mkdir(parents=True)
    accounts = [
        Account(name="root", uid=0, home=HostPath("/root")),
        Account(name="a", uid=1, home=HostPath("/srv/a")),
        Account(name="nobody", uid=2, home=HostPath("/nonexistent")),
        Account(name="sys", uid=3, home=HostPath("/")),
    ]
    found = homes_of(FolderTree(os.fsencode(tmp_path)), accounts)
    assert {(home.path, home.account) for home in found} == {
        ("/root", "root"),
        ("/srv/a", "a"),
        ("/home/gone", ""),
    }
