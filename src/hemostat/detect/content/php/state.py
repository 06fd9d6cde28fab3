"""The state of following one file: what is set, what was seen, how much may still be done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hemostat.detect.content.php.value import UNKNOWN, Value, join

if TYPE_CHECKING:
    from tree_sitter import Node

_MAX_DEPTH = 90
_STEPS = 150_000
_MAX_SIGHTINGS = 200

Handler = Callable[["State", "Node"], Value]


@dataclass(frozen=True, slots=True)
class Sighting:
    """Something that is executed, loaded or written, and what decides it.

    Attributes:
        kind: code, command, callable, include, write, upload, preload, spelled, unpacked.
        value: what decides it; of `write` and `upload` the path.
        other: what it is called with, or the content written.
        offset, length: of the place in the text that was parsed.
        layer: how many times the code itself was unpacked.
        is_checked: the name was looked up in a list before.
    """

    kind: str
    value: Value
    other: Value
    offset: int
    length: int
    layer: int
    is_checked: bool = False


@dataclass(slots=True)
class State:
    """One file (or one layer of it) while it is followed.

    `limit` says which limit left something unfollowed; empty for none.
    """

    handlers: dict[str, Handler]
    unpack: Callable[[State, bytes], None]
    env: dict[str, Value] = field(default_factory=dict[str, Value])
    globals: dict[str, Value] = field(default_factory=dict[str, Value])
    properties: dict[str, Value] = field(default_factory=dict[str, Value])
    constants: dict[str, Value] = field(default_factory=dict[str, Value])
    functions: dict[str, Node] = field(default_factory=dict[str, "Node"])
    methods: dict[str, list[Node]] = field(default_factory=dict[str, list["Node"]])
    aliases: dict[str, str] = field(default_factory=dict[str, str])
    results: dict[object, Value] = field(default_factory=dict[object, Value])
    hears: list[Value] = field(default_factory=list[Value])
    wrappers: set[bytes] = field(default_factory=set[bytes])
    checked: set[bytes] = field(default_factory=set[bytes])
    sightings: list[Sighting] = field(default_factory=list[Sighting])
    returns: list[Value] = field(default_factory=list[Value])
    steps: int = _STEPS
    depth: int = 0
    branch: int = 0
    layer: int = 0
    place: tuple[int, int] | None = None
    is_extracted: bool = False
    is_restored: bool = False
    limit: str = ""
    sent: Value = UNKNOWN

    def value(self, node: Node) -> Value:
        """What an expression gives; a statement is run and gives nothing."""
        self.steps -= 1
        if self.steps < 0 or self.depth > _MAX_DEPTH:
            self.limit = f"more than {_STEPS} steps" if self.steps < 0 else "nested too deeply"
            return UNKNOWN
        handler = self.handlers.get(node.type)
        self.depth += 1
        try:
            if handler is not None:
                return handler(self, node)
            for child in node.named_children:
                self.value(child)
            return UNKNOWN
        finally:
            self.depth -= 1

    def assign(self, name: str, value: Value) -> None:
        """Set a variable; in a branch the old value may live on."""
        env = self.globals if name == "_SESSION" else self.env
        old = env.get(name)
        env[name] = value if old is None or not self.branch else join(old, value)

    def see(
        self,
        kind: str,
        node: Node,
        value: Value,
        other: Value = UNKNOWN,
        checked: bool = False,  # noqa: FBT001, FBT002
    ) -> None:
        """Note something that is executed, loaded or written."""
        if len(self.sightings) >= _MAX_SIGHTINGS:
            self.limit = f"more than {_MAX_SIGHTINGS} places"
            return
        start, length = self.place or (node.start_byte, node.end_byte - node.start_byte)
        self.sightings.append(Sighting(kind, value, other, start, length, self.layer, checked))


def text_of(node: Node | None) -> bytes:
    """The source text of a node; empty for none."""
    return (node.text or b"") if node is not None else b""


def plain_name(text: bytes) -> str:
    """A function's name as PHP looks it up: lower case, without its namespace."""
    return text.rpartition(b"\\")[2].strip().lower().decode("latin-1")


def arguments_of(node: Node) -> Iterator[Node]:
    """The expressions handed to a call."""
    arguments = node.child_by_field_name("arguments")
    if arguments is None:
        arguments = next((each for each in node.named_children if each.type == "arguments"), None)
    if arguments is None:
        return
    for argument in arguments.named_children:
        if argument.type == "argument" and argument.named_children:
            yield argument.named_children[-1]
        elif argument.type != "comment":
            yield argument
