"""`hemostat explain`: a rule, a check, a rule of the user's own, and a name that is none."""

from pathlib import Path

import pytest

from cli.conftest import Hemostat

RULE = """title: A made-up thing
name: linux.test.made-up
id: 6f3f5a55-8a0a-4a0e-8f3f-0a4f4c9b7a01
logsource: {product: linux, category: process}
detection:
  a: {command|contains: made-up}
  condition: a
level: high
"""


def test_a_check_is_explained_in_its_own_words(hemostat: Hemostat) -> None:
    ended = hemostat("explain", "linux.accounts.second-uid-0")
    assert (ended.code, ended.err) == (0, "")
    for word in ("linux.accounts.second-uid-0", "HIGH", "T1136.001", "account, shadow"):
        assert word in ended.out


def test_chinese_is_chinese_but_for_names(hemostat: Hemostat) -> None:
    out = hemostat("explain", "linux.accounts.second-uid-0", "--lang", "zh").out
    assert "规则" in out
    assert "linux.accounts.second-uid-0" in out


@pytest.mark.parametrize(
    ("asked", "hint"),
    [
        ("linux.accounts.second-uid-zero", "did you mean linux.accounts.second-uid-0"),
        ("zzz", "rules list"),
    ],
)
def test_an_unknown_name_is_wrong_use_with_the_nearest_ones(
    hemostat: Hemostat, asked: str, hint: str
) -> None:
    ended = hemostat("explain", asked)
    assert (ended.code, ended.raw) == (2, b"")
    assert hint in ended.err


def test_a_rule_of_the_users_own_folder_is_explained(hemostat: Hemostat, tmp_path: Path) -> None:
    (tmp_path / "mine.yml").write_text(RULE)
    assert hemostat("explain", "linux.test.made-up").code == 2
    ended = hemostat("explain", "linux.test.made-up", "--rules", str(tmp_path))
    assert ended.code == 0
    assert "A made-up thing" in ended.out
