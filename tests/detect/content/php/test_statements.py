"""Statements."""

# ruff: noqa: E501 — one case, one line.

import pytest

from detect.content.php_seen import seen


@pytest.mark.parametrize(
    "code",
    [
        "for ($i = 0; $i < 3; $i++) { $o .= chr(97 + $i); } eval($o);",
        "$i = 0; while ($i < 3) { $o .= chr(97 + $i); $i++; } eval($o);",
        "$i = 0; do { $o .= chr(97 + $i); $i++; } while ($i < 3); eval($o);",
        "foreach ([97, 98, 99] as $c) { $o .= chr($c); } eval($o);",
        "goto b; a: eval($o); goto c; b: $o = 'abc'; goto a; c: ;",
    ],
)
def test_decoding_loops_are_counted_out(code: str) -> None:
    assert [each.value.text for each in seen(code) if each.kind == "code"] == [b"abc"]


def test_each_branch_is_followed() -> None:
    code = "switch ($x) { case 1: eval('a'); break; default: eval('b'); } try { eval('c'); } finally {}"
    assert [each.value.text for each in seen(code)] == [b"a", b"b", b"c"]
