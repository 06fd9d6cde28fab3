import os
import subprocess
import sys
import time

import pytest

from hemostat.collect.process_memory import CHUNK, OVERLAP, Chunk, chunks_of, regions_of
from hemostat.model.failure import Absent
from hemostat.parse.host.memory_regions import MemoryRegion

SLEEPER = "import sys; s = 'needle-' + str(6 * 7) + '-in-memory'; print('up', flush=True); input()"


@pytest.mark.requirement("A5.12")
def test_memory_of_another_process_is_read_while_it_goes_on() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", SLEEPER], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout and child.stdout.readline() == b"up\n"
        regions = regions_of(child.pid, is_suspect=True)
        assert isinstance(regions, tuple)
        pieces = [each for each in chunks_of(child.pid, regions) if isinstance(each, Chunk)]
        child.communicate(b"\n")
    assert any(b"needle-42-in-memory" in piece.data for piece in pieces)
    assert max(len(piece.data) for piece in pieces) <= CHUNK


def test_of_an_ordinary_process_only_code_brought_in_is_read() -> None:
    regions = regions_of(os.getpid(), is_suspect=False)
    assert isinstance(regions, tuple)
    assert all(region.is_injected for region in regions)


def test_a_process_that_is_gone_is_absent() -> None:
    with subprocess.Popen(["true"]) as child:
        pass
    time.sleep(0)
    assert regions_of(child.pid, is_suspect=True) == Absent()
    region = MemoryRegion(0, 4096, True, True, True, b"")
    assert list(chunks_of(child.pid, [region])) == []


def test_what_stands_across_two_pieces_is_seen_and_the_limit_holds() -> None:
    size = 3 * CHUNK
    buffer = bytearray(b"x" * size)
    import ctypes

    start = ctypes.addressof(ctypes.c_char.from_buffer(buffer))
    region = MemoryRegion(start, start + size, True, True, False, b"")
    pieces = [each for each in chunks_of(os.getpid(), [region]) if isinstance(each, Chunk)]
    assert [p.address - start for p in pieces[:2]] == [0, CHUNK - OVERLAP]
    assert pieces[-1].address + len(pieces[-1].data) == start + size
    some = list(chunks_of(os.getpid(), [region], most=1000))
    assert [len(each.data) for each in some if isinstance(each, Chunk)] == [1000]
