"""What a PHP file checks before it uses it: names looked up in a list of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hemostat.detect.content.php import names
from hemostat.detect.content.php.state import State, text_of
from hemostat.detect.content.php.value import REQUEST, UNKNOWN, marks_of

if TYPE_CHECKING:
    from tree_sitter import Node


def note_checks(state: State, name: str, arguments: list[Node]) -> None:
    """Remember what a call of a checking function vouches for, by how it is written."""
    if name not in names.CHECKS:
        return
    for argument in _looked_up(state, name, arguments):
        # That a parameter was sent says nothing of it; that a table has it as a key does.
        if name != "isset":
            state.checked.add(text_of(argument))
        if argument.type == "subscript_expression" and not _is_sent(state, argument):
            state.checked.add(text_of(argument.named_children[-1]))


def _looked_up(state: State, name: str, arguments: list[Node]) -> list[Node]:
    """The arguments whose value is compared with a list; none where the list is the visitor's."""
    if name not in names.LISTS:
        return arguments
    given = state.value(arguments[1]) if len(arguments) > 1 else UNKNOWN
    return arguments[:1] if given.items is not None or given.marks != REQUEST else []


def _is_sent(state: State, argument: Node) -> bool:
    """Whether it is a part of what the visitor sent, so that its key is no key of a table."""
    return bool(marks_of(state.value(argument.named_children[0])) & REQUEST)
