"""The knowledge that comes along fits the rules; folders of the user's own rules are read whole."""

import os
from pathlib import Path

import pytest

from hemostat.detect.check import all_checks
from hemostat.detect.rulebook import own_plans
from hemostat.examine.knowledge import MOST_BYTES, rule_texts, rulebook_with, shipped_knowledge
from hemostat.model.errors import UsageError

RULE = """title: Mine
name: linux.test.mine
id: 6f3f5a55-8a0a-4a0e-8f3f-0a4f4c9b7a01
logsource: {product: linux, category: process}
detection: {a: {command|contains: made-up}, condition: a}
level: high
"""


def test_every_step_and_type_a_rule_names_is_known() -> None:
    known = shipped_knowledge()
    infos = [each.info for each in (*own_plans(), *all_checks())]
    assert {slug for info in infos for slug in info.next} - set(known.advice) == set()
    named = {slug for info in infos for slug in info.incident_types}
    assert named - set(known.incident_types) == set()
    assert named


def test_the_shipped_files_are_parsed_once_a_run() -> None:
    assert shipped_knowledge() is shipped_knowledge()


def test_every_prohibition_is_for_always_or_for_a_known_type() -> None:
    known = shipped_knowledge()
    assert {each.when for each in known.prohibitions} <= {"always", *known.incident_types}
    assert "always" in {each.when for each in known.prohibitions}


def test_rule_files_are_found_at_any_depth_in_order(tmp_path: Path) -> None:
    for name in ("b.yml", "a/c.yaml", "a/x.txt", "a/.hidden.yml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    found = [(os.path.relpath(path, tmp_path), text) for path, text in rule_texts(str(tmp_path))]
    assert found == [("b.yml", "b.yml"), ("a/.hidden.yml",) * 2, ("a/c.yaml",) * 2]


def test_a_fifo_is_passed_over_and_a_giant_is_cut(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "wait.yml")
    (tmp_path / "giant.yml").write_bytes(b"\xff" * (MOST_BYTES + 1))
    ((_, text),) = rule_texts(str(tmp_path))
    assert text == "\ufffd" * MOST_BYTES


def test_rules_of_the_user_are_added_to_ours_and_problems_are_named(tmp_path: Path) -> None:
    (tmp_path / "mine.yml").write_text(RULE)
    (tmp_path / "wrong.yml").write_text(RULE.replace("contains", "sounds"))
    rulebook, loaded = rulebook_with([str(tmp_path)])
    assert len(rulebook.rules) == len(own_plans()) + 1
    assert [Path(problem.path).name for problem in loaded.problems] == ["wrong.yml"]


@pytest.mark.parametrize("name", ["nix", "n" * 5000, "nul\0"])
def test_a_folder_that_is_none_is_wrong_use(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match=r"no such folder|name a folder that can be read"):
        rulebook_with([f"{tmp_path}/{name}"])


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every folder")
@pytest.mark.parametrize("name", ["closed", "closed.yml"])
def test_what_may_not_be_read_is_told_and_not_passed_over(tmp_path: Path, name: str) -> None:
    (tmp_path / "mine.yml").write_text(RULE)
    closed = tmp_path / name
    closed.touch() if closed.suffix else closed.mkdir()
    closed.chmod(0)
    try:
        with pytest.raises(UsageError, match=r"closed.*Permission denied"):
            rulebook_with([str(tmp_path)])
    finally:
        closed.chmod(0o700)
