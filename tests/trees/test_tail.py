from pathlib import Path

import pytest

from hemostat.model.failure import Absent
from hemostat.trees.folder import FolderTree
from hemostat.trees.tail import ALIGNMENT, Part, read_tail, tail_start


@pytest.mark.parametrize(
    ("size", "limit", "start"),
    [(100, 200, 0), (200, 200, 0), (20_000, 15_000, ALIGNMENT), (20_000, 10_400, ALIGNMENT)],
)
def test_the_last_part_begins_at_whole_records(size: int, limit: int, start: int) -> None:
    assert tail_start(size, limit) == start
    assert size - start <= limit
    assert start % 384 == start % 400 == 0


def test_a_folder_gives_the_end_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    data = bytes(range(256)) * 100
    (tmp_path / "etc/log").write_bytes(data)
    tree = FolderTree(bytes(tmp_path), "x")
    part = read_tail(tree, b"/etc/log", 16_000)
    assert part == Part(data[ALIGNMENT:], ALIGNMENT, len(data))
    assert not part.is_whole
    assert read_tail(tree, b"/etc/log", 1 << 20) == Part(data, 0, len(data))
    assert read_tail(tree, b"/etc/none", 10) == Absent()
