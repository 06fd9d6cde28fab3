"""A sign counts as found only with its level, its subject and its technique."""

import pytest

from hemostat.drill.case import Expected
from hemostat.drill.verdict import Found, judge, new_findings, too_loud
from hemostat.model.level import Level

EXPECTED = Expected(kinds=("file",), values=("/opt/.x",), techniques=("T1053",))


def finding(
    kind: str = "file",
    value: str = "/opt/.x/run",
    level: str = "medium",
    attack: str = "T1053.003",
    identity: str = "1",
) -> Found:
    return {
        "id": identity,
        "rule": "linux.some.rule",
        "level": level,
        "attack": [attack],
        "subjects": [{"kind": kind, "value": value}],
    }


def test_the_right_subject_level_and_technique_are_found() -> None:
    assert judge(EXPECTED, [finding()]).is_found


@pytest.mark.parametrize(
    "wrong",
    [
        finding(kind="process"),
        finding(value="/opt/x"),
        finding(level="low"),
        finding(attack="T1059"),
    ],
)
def test_one_wrong_part_is_a_miss(wrong: Found) -> None:
    assert not judge(EXPECTED, [wrong]).is_found


def test_parts_of_two_findings_do_not_make_one() -> None:
    assert not judge(EXPECTED, [finding(level="low"), finding(attack="T1059")]).is_found


def test_a_miss_says_what_came_nearest() -> None:
    assert judge(EXPECTED, [finding(level="low")]).near == "linux.some.rule low ['T1053.003']"
    assert judge(EXPECTED, []).near == "nothing names the subject"


def test_an_exact_subject_is_no_part_of_another() -> None:
    exact = Expected(kinds=(), values=("/etc/sudoers",), techniques=("T1548",), is_exact=True)
    assert not judge(exact, [finding(value="/etc/sudoers.d/x", attack="T1548.003")]).is_found
    assert judge(exact, [finding(value="/etc/sudoers", attack="T1548.003")]).is_found


def test_an_account_is_named_whole() -> None:
    expected = Expected(kinds=("account",), values=("list",), techniques=("T1098",))
    assert not judge(expected, [finding("account", "blacklist", attack="T1098")]).is_found


def test_what_is_above_low_is_too_loud_on_an_ordinary_host() -> None:
    findings = [finding(level="low"), finding(level="medium"), finding(level="critical")]
    assert [each["level"] for each in too_loud(findings)] == ["medium", "critical"]
    assert [each["level"] for each in too_loud(findings, Level.MEDIUM)] == ["critical"]


def test_what_was_there_before_is_not_new() -> None:
    before, after = finding(identity="1"), finding(identity="2")
    assert new_findings([before, after], [before]) == [after]
