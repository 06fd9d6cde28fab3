"""The timeline: what has a time, in order, by day."""

from dataclasses import replace
from datetime import timedelta

from hemostat.model.level import Level
from hemostat.report.html.timeline import timeline_of
from report.made import NOW, claim, examination, findings, process_claim, rule


def test_findings_that_stand_alone_come_in_order_a_day_at_a_time() -> None:
    made = examination(
        (rule(), process_claim(exe="/b")),
        (rule(), claim(first_seen=NOW - timedelta(days=2))),
        (rule(level=Level.LOW), process_claim(exe="/low")),
        (rule(), claim("/no-time")),
    )
    known = {each.id: each for each in made.findings}
    days = timeline_of(made, known, "en")
    assert [day.date for day in days] == ["2026-11-20", "2026-11-22"]
    assert [len(day.moments) for day in days] == [1, 1]
    assert timeline_of(replace(made, findings=findings()), {}, "zh") == []
