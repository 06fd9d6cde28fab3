"""The members of a tar in order, and what is counted beside them."""

import os
import tarfile
import tempfile

from hemostat.trees.tar_format import Member, TarReader
from trees.tars import END, tar_of


def read(data: bytes) -> tuple[list[Member], TarReader]:
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.flush()
        reader = TarReader(file.fileno(), len(data))
        return list(reader.members()), reader


def names(data: bytes) -> list[bytes]:
    return [member.name for member in read(data)[0]]


def test_a_tar_with_its_end_mark_is_whole() -> None:
    members, reader = read(tar_of(("a", b"1"), ("b", None)))
    assert [(member.name.rstrip(b"/"), member.type) for member in members] == [
        (b"a", "0"),
        (b"b", "5"),
    ]
    assert (reader.is_cut, reader.bad_headers) == (False, 0)


def test_without_its_end_mark_it_may_be_cut() -> None:
    members, reader = read(tar_of(("a", b"1"))[:1024])
    assert len(members) == 1
    assert reader.is_cut


def test_one_block_of_zeros_is_not_the_end() -> None:
    one, two = tar_of(("a", b"1"))[:1024], tar_of(("b", b"2"))[:1024]
    assert names(one + bytes(512) + two + END) == [b"a", b"b"]
    assert names(one + END + two) == [b"a"]


def test_a_name_ahead_belongs_to_the_next_member_only() -> None:
    data = tar_of(("n" * 200, b"1"), ("short", b"2"), form=tarfile.GNU_FORMAT)
    assert names(data) == [b"n" * 200, b"short"]


def test_a_global_header_holds_for_all() -> None:
    block = tarfile.TarInfo.create_pax_global_header({"uid": "77"})
    members, _ = read(block + tar_of(("a", b""), ("b", b""), form=tarfile.USTAR_FORMAT))
    assert [member.uid for member in members] == [77, 77]


def test_an_extended_header_of_gigabytes_is_left_out() -> None:
    header = tarfile.TarInfo("x")
    header.type, header.size = b"x", 5 << 30
    members, reader = read(header.tobuf(tarfile.GNU_FORMAT) + tar_of(("a", b"")))
    assert (members, reader.too_long, reader.is_cut) == ([], 1, True)


def test_a_size_below_zero_does_not_turn_back() -> None:
    block = bytearray(tarfile.TarInfo("a").tobuf(tarfile.GNU_FORMAT))
    block[124:136] = b"\xff" * 12
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block)
    members, _ = read(bytes(block) * 3 + END)
    assert [member.size for member in members] == [0, 0, 0]


def test_after_damage_it_goes_on_at_the_next_header() -> None:
    data = tar_of(("a", b"1"))[:1024] + os.urandom(700 * 512) + tar_of(("b", b"2"))
    members, reader = read(data)
    assert [member.name for member in members] == [b"a", b"b"]
    assert reader.bad_headers == 1
