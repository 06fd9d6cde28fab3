"""Values of PHP that is not run."""

from hemostat.detect.content.php.value import (
    BUILT,
    FREE,
    PREFIXED,
    REQUEST,
    UNKNOWN,
    concat,
    join,
    literal,
    number,
    to_number,
    unknown,
)


def test_concat_keeps_what_is_known_of_the_beginning() -> None:
    value = concat(literal(b"ls "), unknown(REQUEST))
    assert (value.text, value.head, value.marks) == (None, b"ls ", REQUEST)


def test_concat_of_two_known_texts_is_built() -> None:
    assert concat(literal(b"sys"), literal(b"tem")) == literal(b"system").with_marks(BUILT)


def test_something_unknown_before_the_request_is_marked() -> None:
    assert concat(UNKNOWN, unknown(REQUEST)).has(PREFIXED)


def test_a_command_after_a_separator_is_free() -> None:
    start = concat(concat(literal(b"cd "), unknown(REQUEST)), literal(b"; "))
    assert concat(start, unknown(REQUEST)).has(FREE)


def test_join_keeps_the_name_and_the_origin() -> None:
    joined = join(unknown(REQUEST), literal(b"default"))
    assert joined.has(REQUEST)


def test_numbers_are_printed_as_php_does() -> None:
    assert [number(each).text for each in (2.0, 7, 0.5)] == [b"2", b"7", b"0.5"]
    assert to_number(b"12 apples") is None
