"""The tool's own traces, counted."""

from hemostat.trees.footprint import Footprint, Touches


def test_touches_are_counted_by_operation_and_folder() -> None:
    touches = Touches()
    for path in (b"/etc/a", b"/etc/b", b"/etc/a", b"/c"):
        touches.touch("open", path)
    touches.touch("stat", b"/etc/a")
    touches.take(10)
    touches.take(5)
    touches.refuse_noatime(b"/c")
    assert touches.footprint() == Footprint(
        touched=(("open", b"/", 1), ("open", b"/etc", 3), ("stat", b"/etc", 1)),
        opened=(b"/c", b"/etc/a", b"/etc/b"),
        bytes_read=15,
        atime_refused=(b"/c",),
    )
