"""What the tool touched, as lines: sums, folders, processes as one, hostile names harmless."""

from hemostat.cli.footprint import footprint_lines
from hemostat.trees.footprint import Footprint

MADE = Footprint(
    touched=(
        ("list", b"/etc", 1),
        ("open", b"/etc", 3),
        ("open", b"/proc/17", 2),
        ("open", b"/proc/17/fd", 1),
        ("open", b"/proc/4711", 5),
        ("open", b"/proc/net", 4),
        ("stat", b"/tmp/\x1b[2J\n\xff", 1),
    ),
    opened=(b"/etc/passwd", b"/etc/group"),
    bytes_read=1234,
)


def test_sums_come_first_and_processes_count_as_one_folder() -> None:
    lines = list(footprint_lines(MADE, "en"))
    assert lines[0] == "What hemostat touched (nothing was written)"
    assert lines[1] == "  2 files read, 1234 bytes"
    rows = [line.split() for line in lines[2:]]
    assert ["open", "8", "/proc/PID"] in rows
    assert ["open", "4", "/proc/net"] in rows
    assert ["open", "3", "/etc"] in rows
    assert len([row for row in rows if row[-1] == "/proc/PID"]) == 1


def test_nothing_a_name_holds_moves_the_cursor() -> None:
    assert all(line.isprintable() for line in footprint_lines(MADE, "en"))


def test_a_refused_noatime_is_told_with_its_count() -> None:
    refused = Footprint(opened=(b"/a", b"/b"), atime_refused=(b"/a",))
    english, chinese = (list(footprint_lines(refused, each)) for each in ("en", "zh"))
    assert english[2].strip().startswith("1 of them may have a new access time")
    assert chinese[2].strip().startswith("其中 1 个")
    assert not any("access time" in line for line in footprint_lines(MADE, "en"))
