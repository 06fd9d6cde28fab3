"""The drawing of a thread: every finding in a box of its own, every line between two of them."""

from hemostat.model.finding import Subject
from hemostat.model.level import Level
from hemostat.model.story import Link, Phrase, Thread
from hemostat.model.text import Text
from hemostat.report.html.graph import BOX_HEIGHT, BOX_WIDTH, MOST, drawing_of
from report.made import claim, findings, rule


def thread(ids: list[str], links: list[tuple[str, str]]) -> Thread:
    return Thread(
        id="t",
        title=Phrase(Text("t", "t")),
        level=Level.HIGH,
        incident_types=(),
        entry=None,
        steps=(),
        findings=tuple(ids),
        next=(),
        subjects=(),
        links=tuple(
            Link(first, second, "file", Subject("file", "/x"), Level.HIGH)
            for first, second in links
        ),
    )


MADE = {
    each.id: each
    for each in findings(
        *((rule(), claim(subjects=(Subject("file", f"/f{n}"),))) for n in range(60))
    )
}
IDS = list(MADE)


def test_boxes_never_overlap_and_lie_within_the_drawing() -> None:
    links = [(IDS[0], each) for each in IDS[1:5]] + [(IDS[1], IDS[5]), (IDS[2], IDS[3])]
    drawing = drawing_of(thread(IDS[:6], links), MADE)
    assert drawing is not None
    places = [(box.x, box.y) for box in drawing.boxes]
    assert len(set(places)) == 6
    for x, y in places:
        assert 0 <= x <= drawing.width - BOX_WIDTH
        assert 0 <= y <= drawing.height - BOX_HEIGHT
        assert not any(
            (x, y) != (a, b) and abs(x - a) < BOX_WIDTH and abs(y - b) < BOX_HEIGHT
            for a, b in places
        )
    assert len(drawing.lines) == len(links)


def test_one_finding_or_none_joined_is_no_drawing() -> None:
    assert drawing_of(thread(IDS[:1], []), MADE) is None
    assert drawing_of(thread(IDS[:2], []), MADE) is None


def test_what_does_not_fit_is_counted() -> None:
    drawing = drawing_of(thread(IDS, [(IDS[0], IDS[1])]), MADE)
    assert drawing is not None
    assert (len(drawing.boxes), drawing.left_out) == (MOST, 60 - MOST)
