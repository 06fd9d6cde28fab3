"""`hemostat rules list|test`."""

import json
import re
from pathlib import Path

import pytest

from cli.conftest import Hemostat
from hemostat.detect.check import all_checks
from hemostat.detect.rulebook import own_plans
from hemostat.examine.rule_pages import content_rules

GOOD = """title: Runs a made-up thing
name: linux.test.made-up
id: 6f3f5a55-8a0a-4a0e-8f3f-0a4f4c9b7a01
logsource: {product: linux, category: process}
detection:
  a: {command|contains: made-up}
  condition: a
level: high
hemostat:
  confidence: low
  category: test
  incident_types: [backdoor]
  next: [keep-evidence]
  fires: [{command: "made-up --now"}]
  quiet: [{command: "true"}]
"""
OWN = {each.info.name for each in (*own_plans(), *all_checks())}
OWN |= {info.name for info in content_rules()}


def test_every_rule_and_check_is_listed_once(hemostat: Hemostat) -> None:
    ended = hemostat("rules", "list")
    names = [line.split()[1] for line in ended.out.splitlines()]
    assert (ended.code, ended.err) == (0, "")
    assert sorted(names) == sorted(OWN)


def test_the_list_for_machines_says_what_each_is_worth(hemostat: Hemostat) -> None:
    rows = json.loads(hemostat("rules", "list", "--json").raw)
    assert {row["rule"] for row in rows} == OWN
    (row,) = [row for row in rows if row["rule"] == "linux.accounts.second-uid-0"]
    assert (row["kind"], row["level"], row["category"]) == ("check", "high", "uid_zero")


def test_only_titles_follow_the_language(hemostat: Hemostat) -> None:
    english = json.loads(hemostat("rules", "list", "--json").raw)
    chinese = json.loads(hemostat("rules", "list", "--json", "--lang=zh").raw)
    for one, other in zip(english, chinese, strict=True):
        assert {key for key in one if one[key] != other[key]} == {"title"}


def test_our_own_examples_all_hold(hemostat: Hemostat) -> None:
    ended = hemostat("rules", "test")
    assert ended.code == 0
    counted = re.fullmatch(r"(\d+) rules, (\d+) examples, 0 failed\n", ended.out)
    assert counted
    assert int(counted[1]) == len(OWN)
    assert int(counted[2]) > 2 * len(OWN)


def test_a_folder_is_tested_alone(hemostat: Hemostat, tmp_path: Path) -> None:
    (tmp_path / "good.yml").write_text(GOOD)
    ended = hemostat("rules", "test", str(tmp_path))
    assert (ended.code, ended.out) == (0, "1 rules, 2 examples, 0 failed\n")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("made-up --now", "other"), "should fire and does not: command='other'"),
        (('"true"', '"made-up"'), "should stay quiet and fires: command='made-up'"),
    ],
)
def test_an_example_that_does_not_hold_is_exit_1_and_shown(
    hemostat: Hemostat, tmp_path: Path, change: tuple[str, str], said: str
) -> None:
    (tmp_path / "wrong.yml").write_text(GOOD.replace(*change))
    ended = hemostat("rules", "test", str(tmp_path))
    assert ended.code == 1
    assert f"linux.test.made-up: {said}" in ended.out
    assert ended.out.endswith("1 rules, 2 examples, 1 failed\n")


def test_every_broken_rule_is_named_with_file_and_line(hemostat: Hemostat, tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("title: [\n")
    (tmp_path / "b.yml").write_text(GOOD.replace("command|contains", "command|sounds"))
    (tmp_path / "c.yml").write_text(GOOD)
    ended = hemostat("rules", "test", str(tmp_path))
    assert ended.code == 2
    assert re.search(r"/a\.yml:\d+", ended.err)
    assert "/b.yml" in ended.err
    assert "c.yml" not in ended.err
    assert ended.out == "1 rules, 2 examples, 0 failed\n"


def test_the_list_with_a_broken_folder_names_it_and_lists_the_rest(
    hemostat: Hemostat, tmp_path: Path
) -> None:
    (tmp_path / "\x1b[31ma.yml").write_text("title: [\n")
    (tmp_path / "c.yml").write_text(GOOD)
    ended = hemostat("rules", "list", "--rules", str(tmp_path))
    assert ended.code == 0
    assert "a.yml" in ended.err
    assert "linux.test.made-up" in ended.out
    assert "\x1b" not in ended.err + ended.out


@pytest.mark.parametrize("command", ["list --rules", "test"])
def test_a_folder_without_rules_is_wrong_use(
    hemostat: Hemostat, tmp_path: Path, command: str
) -> None:
    for folder, reason in ((tmp_path, "no .yml"), (tmp_path / "nix", "no such folder")):
        ended = hemostat("rules", *command.split(), str(folder))
        assert (ended.code, ended.raw) == (2, b"")
        assert reason in ended.err


YARA = 'rule found { meta: score = 85 description = "made up" strings: $a = "x" condition: $a }\n'
WRONG = "rule wrong { strings: $a = /(/ condition: $a }\n"


def test_a_folder_of_yara_rules_is_named_rule_by_rule(hemostat: Hemostat, tmp_path: Path) -> None:
    (tmp_path / "a.yar").write_text(YARA + WRONG)
    ended = hemostat("rules", "test", str(tmp_path))
    assert (ended.code, ended.out) == (2, "1 rules, 0 examples, 0 failed\n")
    assert "rule wrong" in ended.err
    listed = hemostat("rules", "list", "--rules", str(tmp_path))
    assert "found" in [line.split()[1] for line in listed.out.splitlines()]
    assert "rule wrong" in listed.err


def test_a_rule_of_the_users_is_explained_by_its_own_words(
    hemostat: Hemostat, tmp_path: Path
) -> None:
    (tmp_path / "a.yara").write_text(YARA)
    ended = hemostat("explain", "found", "--rules", str(tmp_path))
    assert (ended.code, "made up" in ended.out) == (0, True)
