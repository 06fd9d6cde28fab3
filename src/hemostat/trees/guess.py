"""What some bytes are, said to a person who handed us the wrong file."""

_MAGICS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"PK\x03\x04", "a zip archive: unpack it and name the folder"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7z archive: unpack it and name the folder"),
    (0, b"Rar!", "a rar archive: unpack it and name the folder"),
    (0, b"070701", "a cpio archive: unpack it and name the folder"),
    (0, b"\x7fELF", "a program (ELF)"),
    (0, b"MZ", "a Windows program"),
    (0, b"ElfFile\x00", "a Windows event log (EVTX)"),
    (0, b"\xd4\xc3\xb2\xa1", "a packet capture (pcap)"),
    (0, b"\xa1\xb2\xc3\xd4", "a packet capture (pcap)"),
    (0, b"\x0a\x0d\x0d\x0a", "a packet capture (pcapng)"),
    (0, b"QFI\xfb", "a packed or streamed disk image (qcow2): unpack it and name the file"),
    (0, b"KDMV", "a packed or streamed disk image (VMDK): unpack it and name the file"),
    (0, b"hsqs", "a squashfs image: mount it read-only and name the folder"),
    (0, b"XFSB", "a packed or streamed disk image (XFS): unpack it and name the file"),
    (0, b"EMiL", "a memory image (LiME)"),
    (0, b"SQLite format 3\x00", "an SQLite database"),
    (0, b"PAR1", "a Parquet table"),
    (0, b"%PDF", "a PDF document"),
    (510, b"\x55\xaa", "a packed or streamed disk image: unpack it and name the file"),
)


def guess_kind(head: bytes) -> str:
    """What something is, from its first bytes, at least 512 of them if it has as many."""
    if not head:
        return "empty"
    for offset, magic, words in _MAGICS:
        if head[offset:].startswith(magic):
            return words
    if not head.strip(b"\0"):
        return "zeros: an empty tar, or a file that was never written"
    printable = sum(0x20 <= byte < 0x7F or byte in b"\t\n\r" or byte >= 0x80 for byte in head)
    if printable == len(head) and b"\0" not in head:
        line = head.split(b"\n")[0][:60].decode("utf-8", "backslashreplace")
        return f"text that begins with {line!r}"
    return f"unknown bytes that begin with {head[:8].hex(' ')}"
