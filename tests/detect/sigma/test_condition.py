"""What a condition means: each modifier, wildcard and operator, through the whole front end."""

import pytest

from hemostat.detect.sigma.flat import Value, flat_of_fields
from hemostat.detect.sigma.front import compile_text
from hemostat.detect.sigma.match import closure_of

HEAD = """title: T
name: linux.test.rule
logsource: {product: linux, category: process}
"""


def rule(detection: str) -> str:
    return f"{HEAD}detection:\n{detection}\n"


def fires(
    detection: str, placeholders: dict[str, tuple[str, ...]] | None = None, **fields: Value
) -> bool:
    plans, problems = compile_text("r.yml", rule(detection), placeholders)
    assert not problems, problems
    return closure_of(plans[0].tree)(flat_of_fields(fields))


def one(field: str, value: str) -> str:
    return f"  a: {{'{field}': {value}}}\n  condition: a"


@pytest.mark.parametrize(
    ("field", "value", "matching", "other"),
    [
        ("command", "cURL", "Curl", "curl x"),
        ("command|contains", "cURL", "a curl b", "a b"),
        ("command|startswith", "cURL", "curl b", "a curl"),
        ("command|endswith", "cURL", "a CURL", "curl b"),
        ("command|contains|all", "[a, b]", "b a", "a"),
        ("command|contains", "[a, b]", "xbx", "c"),
        ("command|cased", "cURL", "cURL", "curl"),
        ("command|contains|cased", "cURL", "x cURL", "x curl"),
        ("command|re", "'c.RL$'", "x cuRL", "x curl"),
        ("command|re|i", "'c.RL$'", "x curl", "x curly"),
        ("command|re|m", "'^b$'", "a\nb", "a b"),
        ("command|re|s", "'a.b'", "a\nb", "ab"),
        ("command|re|i|s", "'A.B'", "a\nb", "ab"),
        ("command|re|contains", "'a|b$'", "xax", "xcx"),
        ("command", "'c*l'", "curl", "curly"),
        ("command", "'c?rl'", "cUrl", "cuurl"),
        ("command", r"'c\*l'", "c*l", "curl"),
        ("command", r"'c\?l'", "c?l", "cxl"),
        ("command", r"'a\b'", r"a\b", "ab"),
        ("command", r"'*\\*x'", r"a\bx", "abx"),
        ("command|contains", "'a*b'", "xa\nbx", "ba"),
        ("command|startswith", "'a?b'", "acb-", "xacb"),
        ("command|base64|contains", "foobar", "x Zm9vYmFy", "x zm9vymfy"),
        ("command|base64offset|contains", "foobar", "x ZmZvb2Jhcg", "x Zm9v"),
        ("command|wide|base64|contains", "ab", "YQBiAA==", "YQBiaa=="),
        ("command|utf16le|base64|contains", "ab", "YQBiAA==", "YWI="),
        ("command|utf16be|base64|contains", "ab", "AGEAYg==", "YQBiAA=="),
        ("command|utf16|base64|contains", "ab", "//5hAGIA", "YQBiAA=="),
        ("command|wide|contains", "ab", "xa\0b\0", "xab"),
        ("command|windash|contains", "' -a'", "x /a", "x a"),
        ("command|neq", "[a, b]", "c", "b"),
        ("command|fieldref", "name", "same", "other"),
        ("command|fieldref|endswith", "name", "x/same", "other"),
        ("exe|cidr", "[10.0.0.0/8, '2001:db8::/32']", "2001:db8::1", "11.0.0.1"),
        ("pid|gt", "7", 8, 7),
        ("pid|gte", "7", 7, 6),
        ("pid|lt", "7", 6, 7),
        ("pid|lte", "7", 7, 8),
        ("pid", "7", 7, 70),
        ("pid", "'7'", 7, 70),
        ("is_kernel_thread", "true", True, False),
        ("exe", "null", None, ""),
        ("exe", "''", "", "x"),
        ("exe|exists", "true", "", None),
        ("exe|exists", "false", None, ""),
        ("started|hour", "2", "2026-03-01T02:30:00+00:00", "2026-03-01T03:30:00+00:00"),
        ("argv", "B", ("a", "b"), ("a", "c")),
        ("argv|contains|all", "[x, y]", ("ax", "by"), ("ax", "bx")),
    ],
)
def test_each_modifier_does_what_sigma_says(
    field: str, value: str, matching: Value, other: Value
) -> None:
    name = field.partition("|")[0]
    assert fires(one(field, value), **{"name": "same", name: matching})
    assert not fires(one(field, value), **{"name": "same", name: other})


def test_a_map_is_and_a_list_of_maps_is_or() -> None:
    detection = "  a:\n    - {command: x, name: y}\n    - {pid: 1}\n  condition: a"
    assert fires(detection, command="x", name="y", pid=2)
    assert fires(detection, command="z", pid=1)
    assert not fires(detection, command="x", name="z", pid=2)


def test_keywords_are_found_in_any_text_field() -> None:
    detection = "  a: [curl, 'w*t']\n  condition: a"
    assert fires(detection, name="x CURL y")
    assert fires(detection, argv=("-x", "a wget b"))
    assert not fires(detection, name="x", command="y")
    every = "  a: {'|all': [x, y]}\n  condition: a"
    assert fires(every, name="x", command="y")
    assert not fires(every, name="x")


@pytest.mark.parametrize(
    ("condition", "names", "expected"),
    [
        ("1 of s*", {"s2"}, True),
        ("1 of s*", {"f"}, False),
        ("all of s*", {"s1"}, False),
        ("all of s*", {"s1", "s2"}, True),
        ("1 of them", {"f"}, True),
        ("any of them", {"f"}, True),
        ("all of them", {"s1", "s2"}, False),
        ("s1 and not f", {"s1"}, True),
        ("s1 and not f", {"s1", "f"}, False),
        ("not (s1 or s2) and f", {"f"}, True),
        ("not 1 of s* or f", {"s1"}, False),
    ],
)
def test_conditions_are_read_as_sigma_says(condition: str, names: set[str], expected: bool) -> None:
    detection = "".join(f"  {n}: {{argv: {n}}}\n" for n in ("s1", "s2", "f"))
    assert fires(f"{detection}  condition: {condition}", argv=tuple(names)) is expected


def test_several_conditions_are_alternatives() -> None:
    detection = "  a: {pid: 1}\n  b: {pid: 2}\n  condition: [a, b]"
    assert [fires(detection, pid=n) for n in (1, 2, 3)] == [True, True, False]


def test_placeholders_are_filled_from_what_is_given_and_refused_by_name_without() -> None:
    detection = one("account|expand", "'%admins%'")
    given_ = {"admins": ("root", "op")}
    assert fires(detection, given_, account="Op")
    assert not fires(detection, given_, account="%admins%")
    plans, problems = compile_text("r.yml", rule(detection))
    assert plans == ()
    assert "`%admins%`" in problems[0].reason
