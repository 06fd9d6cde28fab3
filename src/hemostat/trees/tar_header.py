"""The fields of a tar's header blocks, and the extended headers of pax. Nothing here raises.

Source: POSIX pax (ustar and pax interchange formats); GNU tar manual, "Basic Tar Format"; star(5).
"""

import re

BLOCK = 512
_DECIMAL = re.compile(rb"(-?[0-9]{1,19})(?:\.([0-9]{1,9})[0-9]*)?")

Pax = dict[str, bytes]


def is_header(block: bytes) -> bool:
    """Whether 512 bytes are a header: the checksum holds, summed as unsigned or signed bytes.

    The magic is not asked for: v7 tars have none.
    """
    expected = number(block[148:156])
    unsigned = sum(block[:148]) + sum(block[156:]) + 8 * 0x20
    if expected == unsigned:
        return unsigned > 8 * 0x20
    high = sum(each > 0x7F for each in block[:148]) + sum(each > 0x7F for each in block[156:])
    return high > 0 and expected == unsigned - 256 * high


def number(field: bytes) -> int:
    """A numeric field: octal digits, or GNU's base 256 when the first bit is set; else 0."""
    if field[0] & 0x80:
        value = int.from_bytes(field, "big")
        bits = 8 * len(field)
        negative = field[0] & 0x40 != 0
        return value - (1 << bits) if negative else value & ~(1 << (bits - 1))
    digits = field.split(b"\0")[0].strip(b" ")
    return int(digits, 8) if digits and not digits.strip(b"01234567") else 0


def name_of(block: bytes) -> bytes:
    """The name in a header block, with the prefix of ustar, or of star, where it has one."""
    name = block[:100].split(b"\0")[0]
    if block[257:263] != b"ustar\0":
        return name
    end = 476 if block[508:512] == b"tar\0" else 500
    prefix = block[345:end].split(b"\0")[0]
    return prefix + b"/" + name if prefix else name


def padded(size: int) -> int:
    """A size rounded up to whole blocks."""
    return -(-size // BLOCK) * BLOCK


def parse_pax(text: bytes) -> Pax:
    """The records of an extended header; reading ends at the first that is malformed.

    Of records with one key the last counts, except the repeated ones of sparse format 0.0: they
    become the map of 0.1.
    """
    records: Pax = {}
    sparse_map: list[bytes] = []
    position = 0
    while position < len(text):
        space = text.find(b" ", position, position + 20)
        digits = text[position:space] if space > 0 else b""
        if not digits.isdigit():
            break
        end = position + int(digits)
        if end <= space + 1 or end > len(text) or text[end - 1] != 0x0A:
            break
        key, equals, value = text[space + 1 : end - 1].partition(b"=")
        if equals:
            if key in (b"GNU.sparse.offset", b"GNU.sparse.numbytes"):
                sparse_map.append(value)
            records[key.decode("utf-8", "surrogateescape")] = value
        position = end
    if sparse_map:
        records["GNU.sparse.map"] = b",".join(sparse_map)
    return records


def decimal(pax: Pax, key: str, otherwise: int) -> int:
    """A whole, non-negative number of an extended header; `otherwise` if it has none."""
    value = pax.get(key, b"")
    return int(value) if value.isdigit() and len(value) < 20 else otherwise


def nanoseconds(pax: Pax, key: str, otherwise: int) -> int:
    """A time of an extended header, decimal seconds, as nanoseconds since 1970.

    Args:
        pax: the extended header.
        key: which time.
        otherwise: whole seconds, if it has none.
    """
    match = _DECIMAL.fullmatch(pax.get(key, b""))
    if match is None:
        return otherwise * 10**9
    seconds, fraction = match[1], match[2] or b""
    part = int(fraction.ljust(9, b"0")) if fraction else 0
    return int(seconds) * 10**9 + (-part if seconds.startswith(b"-") else part)
