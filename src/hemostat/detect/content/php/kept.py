"""Files a page writes and then loads or runs itself: what it put there is what runs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from hemostat.detect.content.php.state import Sighting
from hemostat.detect.content.php.value import (
    ESCAPED,
    EXTRACTED,
    NAMED,
    REQUEST,
    UNKNOWN,
    UPLOAD,
    Value,
    join,
    literal,
    marks_of,
)

TEMPORARY = literal(b"/tmp/php-temporary")
"""The path of a temporary file. One for all: a page that loads code has one."""
_WRAPPER = re.compile(rb"(?i)\A(?:compress\.[a-z0-9]+|file|php)://|\A(?:\./)+")
_ARCHIVED = re.compile(rb"(?i)\A(?:phar|zip)://")
_RUNNER = re.compile(
    rb"(?i)\A\s*(?:(?:\S*/)?(?:(?:ba|da|z|k)?sh|php[\d.]*|perl|python[\d.]*|ruby|nohup|sudo|source|\.)\s+(?:-\S+\s+)*)*"
    rb"[\"']?"
)
_OPENING = re.compile(rb"(?i)(?:\s|<\?(?:php)?|\?>|return|[;@(])*")
_LEAST = 3


def runs_what_was_written(sightings: Iterable[Sighting]) -> Iterator[Sighting]:
    """Files the visitor filled that are then loaded, or run, as the execution of what they hold."""
    seen = list(sightings)
    written = [
        (each.value, each.other)
        for each in seen
        if each.kind in ("write", "upload") and _is_the_visitors(each.other)
    ]
    for each in seen:
        if not written or each.kind not in ("include", "command"):
            continue
        is_same = _is_loaded if each.kind == "include" else _is_run
        for path, content in written:
            if is_same(path, each.value):
                yield replace(each, kind="code", value=content)


def _is_the_visitors(content: Value) -> bool:
    """Whether the visitor decides it from the first statement on: settings begin otherwise."""
    marks = marks_of(content)
    is_sent = marks & (REQUEST | EXTRACTED | UPLOAD) and not marks & (NAMED | ESCAPED)
    return bool(is_sent) and _OPENING.fullmatch(content.head) is not None


def content_of(place: Value, sightings: Iterable[Sighting]) -> Value:
    """What a page wrote into a file before; unknown where it wrote nothing there."""
    content = UNKNOWN
    for each in sightings:
        if each.kind == "write" and _is_loaded(each.value, place):
            content = join(content, each.other)
    return content


def _is_loaded(path: Value, loaded: Value) -> bool:
    """Whether two paths are one, as far as they are known."""
    if path.text is not None and loaded.text is not None:
        one, other = _WRAPPER.sub(b"", path.text), _WRAPPER.sub(b"", loaded.text)
        return one == other or bool(_ARCHIVED.match(other) and one and other.endswith(one))
    if path.text is not None or loaded.text is not None or path.marks & REQUEST:
        return False
    one, other = _WRAPPER.sub(b"", path.head), _WRAPPER.sub(b"", loaded.head)
    return (one, path.tail) == (other, loaded.tail) and len(one + path.tail) >= _LEAST


def _is_run(path: Value, command: Value) -> bool:
    """Whether a command begins with the file, or hands it to an interpreter of scripts."""
    known = path.text if path.text is not None else path.head
    line = command.text if command.text is not None else command.head
    start = _RUNNER.match(line)
    return len(known) > _LEAST and line[start.end() if start else 0 :].startswith(known)
