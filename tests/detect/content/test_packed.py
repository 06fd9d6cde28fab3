import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.detect.content.examples import noise
from hemostat.detect.content.made_elf import MadeElf, elf_bytes
from hemostat.detect.content.packed import PackedPrograms, entropy, shape_of
from hemostat.model.candidate import Candidate
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import Provenance

HEAD = b"\x7fELF\x02\x01\x01" + bytes(9)
CODE = (b"push mov add ret " * 800)[:8192]


def program(code: bytes, *, sections: int = 0, flags: int = 5) -> bytes:
    """A program of one loaded segment."""
    header = HEAD + struct.pack(
        "<HHIQQQIHHHHHH", 2, 62, 1, 0x400000, 64, 0, 0, 64, 56, 1, 64, sections, 0
    )
    segment = struct.pack("<IIQQQQQQ", 1, flags, 120, 0, 0, len(code), len(code), 4096)
    return header + segment + code


def level(content: bytes, path: str, state: Provenance = Provenance.UNOWNED) -> Level | None:
    file = Candidate(path=HostPath(path), real_path=HostPath(path), size=0, state=state)
    return next((hit.level for hit in PackedPrograms().scan(file, content)), None)


def test_entropy_has_its_known_ends() -> None:
    assert entropy(b"") == 0.0
    assert entropy(b"aaaa") == 0.0
    assert entropy(bytes(range(256))) == pytest.approx(8.0)


def test_headers_are_read() -> None:
    shape = shape_of(program(CODE, flags=7))
    assert shape is not None
    assert (shape.sections, shape.code, shape.is_writable_code) == (0, (120, len(CODE)), True)
    assert shape_of(elf_bytes(MadeElf("rel"))) is None


@pytest.mark.parametrize(
    ("content", "path", "expected"),
    [
        (program(noise(8192)), "/dev/shm/x", Level.HIGH),
        (program(noise(8192), sections=20), "/tmp/.x/a", Level.HIGH),
        (program(CODE), "/tmp/a", Level.MEDIUM),
        (program(CODE, sections=20), "/tmp/a", None),
        (program(noise(8192), sections=20), "/usr/local/bin/a", Level.LOW),
        (program(CODE) + b"UPX!" + bytes(36), "/var/www/html/uploads/a.png", Level.HIGH),
        (program(CODE) + b"UPX!" + bytes(36), "/opt/tool/bin/a", Level.LOW),
        (program(noise(8192)), "/tmp/_MEI123456/lib.so", Level.LOW),
    ],
)
def test_the_place_decides_how_bad_it_is(content: bytes, path: str, expected: Level | None) -> None:
    assert level(content, path) == expected


def test_what_a_package_delivered_stays_quiet_and_what_replaced_it_does_not() -> None:
    packed = program(noise(8192))
    assert level(packed, "/usr/bin/a", Provenance.PACKAGED) is None
    assert level(packed, "/usr/bin/ls", Provenance.CHANGED) is Level.HIGH


@given(st.binary(max_size=400))
def test_no_header_makes_it_raise(tail: bytes) -> None:
    for head in (HEAD, b"\x7fELF\x01\x02" + bytes(10), b"\x7fELF\x02\x01"):
        list(
            PackedPrograms().scan(
                Candidate(path=HostPath("/tmp/a"), real_path=HostPath("/"), size=0), head + tail
            )
        )


def test_segments_behind_every_address_are_none() -> None:
    content = bytearray(program(CODE))
    content[32:40] = struct.pack("<Q", 1 << 63)
    assert shape_of(bytes(content)) is None
