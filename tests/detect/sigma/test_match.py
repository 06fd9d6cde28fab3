import pytest
from hypothesis import given
from hypothesis import strategies as st

from detect.sigma.plan_trees import trees
from hemostat.detect.sigma.flat import Value, flat_of_fields
from hemostat.detect.sigma.match import closure_of
from hemostat.detect.sigma.plan import (
    AllOf,
    AnyOf,
    Exists,
    Network,
    Node,
    Not,
    Null,
    Number,
    Pattern,
    SameAs,
    TimePart,
    Truth,
    Words,
)


def matches(node: Node, **fields: Value) -> bool:
    return closure_of(node)(flat_of_fields(fields))


@pytest.mark.parametrize(
    ("how", "text", "expected"),
    [
        ("equals", "CuRL", True),
        ("equals", "curl ", False),
        ("contains", "a CURL b", True),
        ("starts", "curl x", True),
        ("starts", "xcurl", False),
        ("ends", "/bin/Curl", True),
        ("ends", "curl x", False),
    ],
)
def test_texts_are_compared_without_regard_to_case(how: str, text: str, expected: bool) -> None:
    assert matches(Words("f", how, "curl"), f=text) is expected


def test_cased_texts_are_compared_as_they_are() -> None:
    node = Words("f", "contains", "cUrl", is_cased=True)
    assert matches(node, f="x cUrl")
    assert not matches(node, f="x curl")


@pytest.mark.parametrize("how", ["equals", "contains", "starts", "ends"])
def test_any_element_of_a_list_matches(how: str) -> None:
    assert matches(Words("f", how, "b"), f=("a", "b"))
    assert not matches(Words("f", how, "c"), f=("a", "b"))
    assert not matches(Not(Words("f", how, "b")), f=("a", "b"))


@pytest.mark.parametrize(
    "node",
    [
        Words("f", "contains", ""),
        Words("f", "equals", "", is_cased=True),
        Pattern("f", ""),
        Network("f", "0.0.0.0/0"),
        Number("f", "neq", 1),
        Truth("f", value=False),
        SameAs("f", "f", "equals"),
        TimePart("f", "hour", 0),
    ],
    ids=repr,
)
def test_no_value_matches_nothing(node: Node) -> None:
    assert not matches(node, f=None)


def test_patterns_see_the_raw_value() -> None:
    assert matches(Pattern("f", "Curl"), f="a Curl")
    assert not matches(Pattern("f", "Curl"), f="a curl")
    assert matches(Pattern("f", "(?i)Curl"), f="a curl")


@pytest.mark.parametrize(
    ("address", "expected"),
    [("10.1.2.3", True), ("11.1.2.3", False), ("::1", False), ("no address", False), ("", False)],
)
def test_an_address_lies_in_a_network_or_not(address: str, expected: bool) -> None:
    assert matches(Network("f", "10.0.0.0/8"), f=address) is expected


@pytest.mark.parametrize(
    ("how", "value", "expected"),
    [
        ("gt", 8, True),
        ("gt", 7, False),
        ("gte", 7.0, True),
        ("lt", 6, True),
        ("lte", 8, False),
        ("neq", 7, False),
        ("eq", "7", True),
        ("eq", "7x", False),
        ("eq", True, False),
    ],
)
def test_numbers_are_compared_as_numbers(how: str, value: Value, expected: bool) -> None:
    assert matches(Number("f", how, 7), f=value) is expected


def test_truth_null_and_existence() -> None:
    assert matches(Truth("f", value=True), f=True)
    assert not matches(Truth("f", value=True), f=False)
    assert matches(Null("f"))
    assert matches(Null("f"), f=())
    assert not matches(Null("f"), f="")
    assert matches(Exists("f", value=True), f="")
    assert matches(Exists("f", value=False))


@pytest.mark.parametrize(
    ("how", "other", "expected"),
    [("equals", "A/b", True), ("starts", "a", True), ("ends", "B", True), ("contains", "z", False)],
)
def test_a_field_is_compared_with_another(how: str, other: str, expected: bool) -> None:
    assert matches(SameAs("f", "g", how), f="a/b", g=other) is expected


def test_parts_of_a_time_are_compared() -> None:
    when = "2026-03-01T02:30:00+00:00"
    parts = {"minute": 30, "hour": 2, "day": 1, "week": 9, "month": 3, "year": 2026}
    for part, value in parts.items():
        assert matches(TimePart("f", part, value), f=when)
        assert not matches(TimePart("f", part, value + 1), f=when)
    assert not matches(TimePart("f", "hour", 2), f="two o'clock")


def test_any_of_mixed_words_and_fields_asks_each() -> None:
    node = AnyOf(
        (Words("f", "contains", "a"), Words("g", "ends", "b"), Words("f", "equals", "C", True))
    )
    assert matches(node, f="xax")
    assert matches(node, g="xb")
    assert matches(node, f="C")
    assert not matches(node, f="c", g="bx")


@given(
    trees,
    st.dictionaries(
        st.sampled_from(["command", "pid"]),
        st.one_of(
            st.none(),
            st.booleans(),
            st.integers(-9, 9),
            st.text(max_size=9),
            st.just(("a", "\udcff")),
        ),
    ),
)
def test_a_closure_is_total_and_not_turns_it_around(tree: Node, fields: dict[str, Value]) -> None:
    answer = matches(tree, **fields)
    assert matches(Not(tree), **fields) is not answer
    assert matches(AllOf((tree, tree, tree)), **fields) is answer
    assert matches(AnyOf((tree, tree)), **fields) is answer
