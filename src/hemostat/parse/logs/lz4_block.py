"""LZ4 blocks, bounded: what journals of systemd 215 to 245 pack long values with.

Source: lz4_Block_format.md of LZ4 1.9. Python's library has none, and 30 lines are less than a
library with C code that would parse hostile bytes.
"""


def unpack_block(data: bytes, most: int) -> bytes | None:
    """The unpacked bytes, at most `most` of them; None for what is no block."""
    found = bytearray()
    at, end = 0, len(data)
    try:
        while at < end and len(found) < most:
            token = data[at]
            length, at = _length(data, at + 1, token >> 4)
            if at + length > end:
                return None
            found += data[at : at + length]
            at += length
            if at >= end:
                break
            offset = data[at] | data[at + 1] << 8
            length, at = _length(data, at + 2, token & 15)
            begin = len(found) - offset
            if offset == 0 or begin < 0:
                return None
            length = min(length + 4, most - len(found) + 4)
            piece = bytes(found[begin : begin + length])
            while len(piece) < length:
                piece += piece[: length - len(piece)]
            found += piece
    except IndexError:
        return None
    return bytes(found[:most])


def _length(data: bytes, at: int, first: int) -> tuple[int, int]:
    """A length that goes on while its bytes are 255, and where it ends."""
    length = first
    if first == 15:
        while True:
            more = data[at]
            at += 1
            length += more
            if more != 255:
                break
    return length, at
