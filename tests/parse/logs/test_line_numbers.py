from hemostat.parse.logs.line_numbers import LineNumbers
from parse.logs.made_logs import evidence


def test_places_are_counted_in_order() -> None:
    numbers = LineNumbers(evidence(b"a\nbb\nccc\n"))
    assert numbers.source(2, 4).line == 2
    found = numbers.source(5, 8)
    assert (found.line, found.text) == (3, "ccc")
