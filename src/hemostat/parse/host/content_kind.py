"""What kind of content a file begins with: program, script, text, archive, or other data."""

from typing import Final

HEAD_SIZE: Final = 4096
_ARCHIVES: Final = (
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"\xfd7zXZ\x00",
    b"BZh",
    b"\x28\xb5\x2f\xfd",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!\x1a\x07",
    b"!<arch>\n",
    b"\xed\xab\xee\xdb",
)
_CONTROLS: Final = bytes(code for code in range(32) if code not in (9, 10, 12, 13, 27))
_LONGEST_INTERPRETER: Final = 255


def content_kind(head: bytes) -> str:
    """`elf`, `script`, `text`, `archive`, `data` or `empty`, from the first 4 KiB of a file.

    Text is what holds no NUL and few control characters; any encoding without NULs passes.

    Source: elf(5); execve(2) for #!; the magic numbers of the archive formats.
    """
    if not head:
        return "empty"
    if head.startswith(b"\x7fELF"):
        return "elf"
    if head.startswith(b"#!"):
        return "script"
    if head.startswith(_ARCHIVES) or head[257:262] == b"ustar":
        return "archive"
    return "text" if _is_text(head) else "data"


def interpreter_of(head: bytes) -> str:
    """The first line of a script behind `#!`, at most 255 characters; empty for anything else."""
    if not head.startswith(b"#!"):
        return ""
    line = head[2:].split(b"\n", 1)[0].strip(b" \t\r")
    return line[:_LONGEST_INTERPRETER].decode("utf-8", "surrogateescape")


def _is_text(head: bytes) -> bool:
    if b"\0" in head:
        return False
    # translate() with a table that deletes is one pass in C.
    return (len(head) - len(head.translate(None, _CONTROLS))) * 50 <= len(head)
