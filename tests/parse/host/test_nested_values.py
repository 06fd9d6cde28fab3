from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.parse.host.nested_values import (
    MOST_SCALARS,
    at,
    flag_at,
    json_value,
    list_at,
    pairs_at,
    scalars,
    text_at,
    texts_at,
    time_at,
    toml_value,
    yaml_values,
)

VALUE = {"a": {"b": ["x", 1, "y"], "c": True, "d": "word"}, "n": None}


def test_values_of_another_type_read_as_if_they_were_not_there() -> None:
    assert at(VALUE, "a", "d") == "word"
    assert at(VALUE, "a", "d", "e") is None
    assert text_at(VALUE, "a", "c") == ""
    assert texts_at(VALUE, "a", "b") == ("x", "y")
    assert texts_at(VALUE, "a", "d") == ("word",)
    assert list_at(VALUE, "a") == ()
    assert flag_at(VALUE, "a", "c")
    assert not flag_at(VALUE, "a", "d")
    assert pairs_at(VALUE, "n") == ()
    assert [name for name, _ in pairs_at(VALUE)] == ["a", "n"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-05-01T08:00:00.123456789Z", datetime(2026, 5, 1, 8, 0, 0, 123456, UTC)),
        ("2026-05-01T08:00:00+08:00", datetime(2026, 5, 1, 0, 0, 0, 0, UTC)),
        ("0001-01-01T00:00:00Z", None),
        ("9999-12-31T23:59:59-23:59", None),
        ("yesterday", None),
    ],
)
def test_times_are_utc_and_gos_zero_is_none(text: str, expected: datetime | None) -> None:
    assert time_at({"t": text}, "t") == expected


def test_scalars_are_named_from_the_outside_in() -> None:
    assert list(scalars(VALUE)) == [
        ("a.b.0", "x"),
        ("a.b.1", "1"),
        ("a.b.2", "y"),
        ("a.c", "true"),
        ("a.d", "word"),
        ("n", ""),
    ]


def test_scalars_are_bounded_in_number_and_depth() -> None:
    assert len(list(scalars(list(range(5 * MOST_SCALARS))))) == MOST_SCALARS
    deep: object = "x"
    for _ in range(100):
        deep = {"a": deep}
    assert list(scalars(deep)) == []


def test_deep_nesting_and_aliases_are_no_value() -> None:
    assert json_value(b"[" * 100_000) is None
    assert yaml_values(b"[" * 20_000) == ()
    assert yaml_values(b"a: &x [1]\nb: *x\n") == ()
    assert toml_value(b"a = ") is None
    assert yaml_values(b"a: 1\n---\nb: 2\n") == ({"a": 1}, {"b": 2})


@given(st.binary())
def test_nothing_raises(data: bytes) -> None:
    json_value(data)
    toml_value(data)
    assert isinstance(yaml_values(data), tuple)


@pytest.mark.parametrize("opening", ["[", "{", "- ", "{a: ", "? "])
def test_what_nests_deeper_than_any_loader_follows_is_no_value(opening: str) -> None:
    # Without a bound this ended the process, not the test: the loader recurses in C.
    data = (opening * 60_000).encode()
    assert (yaml_values(data), json_value(data), toml_value(data)) == ((), None, None)


def test_what_nests_as_people_write_is_read() -> None:
    (found,) = yaml_values(b"[" * 60 + b"x" + b"]" * 60)
    while isinstance(found, list):
        (found,) = found
    assert found == "x"


def test_a_key_of_very_many_parts_is_no_value() -> None:
    assert toml_value(b"a." * 2_001 + b"a = 1") is None
    assert at(toml_value(b"a." * 50 + b"a = 1"), *"a" * 51) == 1
