from hypothesis import given
from hypothesis import strategies as st

from hemostat.parse.host.memory_regions import parse_regions

MAPS = b"""55d0c0000000-55d0c0001000 r-xp 00000000 08:01 12 /usr/bin/x
55d0c1000000-55d0c1002000 rw-p 00000000 00:00 0 [heap]
7f0000000000-7f0000004000 rwxp 00000000 00:00 0
7f0000010000-7f0000011000 ---p 00000000 00:00 0
7f0000020000-7f0000021000 r-xp 00000000 00:01 5 /memfd:x (deleted)
7f0000030000-7f0000031000 r--p 00000000 08:01 6 /tmp/a b (deleted)
ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0 [vsyscall]
not a mapping
"""


def test_regions_are_told_apart() -> None:
    code, heap, injected, memfd, deleted = parse_regions(MAPS)
    assert (code.is_anonymous, code.is_executable, code.name) == (False, True, b"/usr/bin/x")
    assert (heap.is_anonymous, heap.size, heap.is_injected) == (True, 0x2000, False)
    assert (injected.start, injected.is_injected) == (0x7F0000000000, True)
    assert (memfd.is_anonymous, deleted.is_anonymous) == (True, True)
    assert deleted.name == b"/tmp/a b (deleted)"


@given(st.binary())
def test_no_bytes_make_it_raise(maps: bytes) -> None:
    for region in parse_regions(maps):
        assert region.size > 0
