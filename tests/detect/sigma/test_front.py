import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.detect.sigma.front import TEXT_LIMIT, compile_text

HEAD = """title: T
name: linux.test.rule
logsource: {product: linux, category: process}
"""


def rule(detection: str) -> str:
    return f"{HEAD}detection:\n{detection}\n"


def reasons(text: str) -> list[str]:
    plans, problems = compile_text("r.yml", text)
    assert plans == ()
    return [str(problem) for problem in problems]


def one(field: str, value: str) -> str:
    return f"  a: {{'{field}': {value}}}\n  condition: a"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (rule(one("command|sounds_like", "x")), "sounds_like"),
        (rule("  a: {command: x}\n  timeframe: 5m\n  condition: a"), "timeframe"),
        (rule("  a: {command: x}\n  condition: a | count() > 5"), "| count() > 5"),
        (f"{HEAD}correlation: {{type: event_count}}\n", "correlation"),
        (f"{HEAD}filter: {{rules: any}}\n", "filter"),
        (f"{HEAD}action: global\ndetection: {{a: {{pid: 1}}, condition: a}}\n", "action: global"),
        (rule(one("no_such_field", "x")), "no_such_field"),
        (rule("  a: {command: x}\n  condition: b"), "'b'"),
        (rule("  a: {command: x}\n  condition: 1 of z*"), "z*"),
        (rule("  a: {command: x}"), "condition"),
        (rule(one("command|re", "'a(?=b)'")), "a(?=b)"),
        (rule(one("command|re", "'('")), "'('"),
        (rule(one("command|cidr", "x/99")), "CIDR"),
        (rule(one("pid|gt", "many")), "many"),
        (HEAD, "detection"),
        ("title: T\nname: n\ndetection: {a: {pid: 1}, condition: a}\n", "logsource"),
        (
            HEAD.replace("linux,", "windows,") + "detection: {a: {pid: 1}, condition: a}\n",
            "windows",
        ),
        (
            HEAD.replace("process", "registry") + "detection: {a: {pid: 1}, condition: a}\n",
            "registry",
        ),
        (
            HEAD.replace("category", "service") + "detection: {a: {pid: 1}, condition: a}\n",
            "process",
        ),
        (
            HEAD.replace("name: linux.test.rule\n", "")
            + rule("  a: {pid: 1}\n  condition: a")[len(HEAD) :],
            "`name` nor `id`",
        ),
        (rule("  a: {pid: 1}\n  condition: a") + "level: awful\n", "awful"),
        (rule("  a: {pid: 1}\n  condition: a") + "tags: [[x]]\n", "tags"),
        ("- a\n- b\n", "a rule is a map"),
        ("a: [\n", "not YAML"),
        ("a: 1\na: 2\n", "Duplicate"),
        (rule(one("command", "[" * 3_000 + "]" * 3_000)), "deep"),
        ("[" * 400_000, "deep"),
        ("- " * 400_000, "deep"),
        ("x" * (TEXT_LIMIT + 1), "longer"),
    ],
)
def test_what_cannot_be_done_is_refused_by_name(text: str, named: str) -> None:
    assert any(named in reason for reason in reasons(text)), reasons(text)


def test_a_problem_says_file_and_line() -> None:
    text = "# first\n" + rule(one("no_such_field", "x"))
    assert reasons(text)[0].startswith("r.yml:5: field `no_such_field`")
    assert reasons("a: b\nc: [\n")[0].startswith("r.yml:3:1: not YAML")


def test_good_rules_load_beside_bad_ones_in_one_file() -> None:
    good = rule(one("command", "x"))
    plans, problems = compile_text("r.yml", f"{good}---\n{rule(one('nope', 'x'))}---\n{good}")
    assert len(plans) == 2
    assert [problem.line for problem in problems] == [11]


def test_aliases_that_grow_without_end_are_refused() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    assert "aliases" in reasons("\n".join(lines) + "\n" + rule(one("command", "*a8")))[0]


@given(st.text(max_size=300))
def test_any_text_gives_plans_or_problems(text: str) -> None:
    compile_text("r.yml", text)


JSONISH = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=6), st.floats()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(
    st.sampled_from(
        [
            "title",
            "level",
            "tags",
            "logsource",
            "detection",
            "hemostat",
            "name",
            "id",
            "falsepositives",
            "description",
        ]
    ),
    JSONISH,
)
def test_any_value_in_any_place_of_a_rule_gives_plans_or_problems(key: str, value: object) -> None:
    document = {
        "title": "T",
        "name": "n",
        "logsource": {"product": "linux", "category": "process"},
        "detection": {"a": {"pid": 1}, "condition": "a"},
        key: value,
    }
    plans, problems = compile_text("r.yml", json.dumps(document))
    assert len(plans) + bool(problems) == 1
