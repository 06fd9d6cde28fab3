"""Small ELF files, made up: what their dynamic section and symbols say, and nothing that runs."""

import struct


def made_elf(
    needed: tuple[str, ...] = (),
    *,
    soname: str = "",
    interpreter: str = "",
    run_path: str = "",
    defines: tuple[str, ...] = (),
    machine: int = 62,
    more: bytes = b"",
) -> bytes:
    """A 64-bit little-endian ELF file; offsets and addresses are the same."""
    strings = b"\0"

    def at(text: str) -> int:
        nonlocal strings
        place = len(strings)
        strings += text.encode() + b"\0"
        return place

    entries = [(1, at(name)) for name in needed]
    if soname:
        entries.append((14, at(soname)))
    if run_path:
        entries.append((29, at(run_path)))
    symbols = bytes(24)
    for name in defines:
        symbols += struct.pack("<IBBHQQ", at(name), 0x12, 0, 7, 0x1000, 16)
    symbols += struct.pack("<IBBHQQ", at("imported"), 0x12, 0, 0, 0, 0)
    loader = interpreter.encode() + b"\0"
    count = 3 if interpreter else 2
    place = 64 + 56 * count
    at_loader, at_symbols = place, place + len(loader)
    at_strings = at_symbols + len(symbols)
    at_dynamic = at_strings + len(strings)
    dynamic = [*entries, (5, at_strings), (6, at_symbols), (10, len(strings)), (11, 24), (0, 0)]
    body = loader + symbols + strings
    body += b"".join(struct.pack("<qQ", *entry) for entry in dynamic) + more
    size = place + len(body)
    segments = [(1, 0, size), (2, at_dynamic, 16 * len(dynamic))]
    if interpreter:
        segments.append((3, at_loader, len(loader)))
    head = b"\x7fELF\x02\x01\x01" + bytes(9)
    head += struct.pack("<HHIQQQIHHHHHH", 3, machine, 1, 0x1000, 64, 0, 0, 64, 56, count, 64, 9, 0)
    for kind, offset, length in segments:
        head += struct.pack("<IIQQQQQQ", kind, 4, offset, offset, offset, length, length, 8)
    return head + body
