"""The state of following a file."""

from detect.content.php_seen import seen
from hemostat.detect.content.php.state import plain_name
from hemostat.detect.content.php.value import REQUEST


def test_a_branch_does_not_forget_what_was_before_it() -> None:
    (sighting,) = seen("$a = $_GET[1]; if ($x) { $a = 'b'; } eval($a);")[:1]
    assert sighting.value.has(REQUEST)


def test_names_are_looked_up_without_their_namespace() -> None:
    assert plain_name(b"\\\\Foo\\\\SyStem") == "system"
