"""Patterns that languages share."""

from hemostat.detect.content.webscripts.language import C_ASSIGNMENT, C_COMMENTS


def test_an_assignment_is_read_anew_within_another() -> None:
    found = [
        (m["name"], m["value"]) for m in C_ASSIGNMENT.finditer("<%@ a=1 %><% b = c(d); e += f; %>")
    ]
    assert [name for name, _ in found] == ["a", "b", "e"]
    assert found[1][1].strip() == "c(d)"


def test_an_address_is_no_comment() -> None:
    assert C_COMMENTS.sub("", 'a("http://x"); // b') == 'a("http://x"); '
