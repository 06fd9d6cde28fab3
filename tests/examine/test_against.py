"""An examination beside earlier ones."""

from dataclasses import replace

from hemostat.examine.against import against
from hemostat.incident.compare import known
from hemostat.model.inventory import Earlier, Since
from report.made import NOW, claim, examination, rule


def test_a_look_that_saw_everything_may_call_things_gone_another_may_not() -> None:
    before = examination((rule(), claim()))
    earlier = Earlier(
        name="x", host_id="ab12", taken=NOW, findings=tuple(known(each) for each in before.findings)
    )
    now = examination()
    whole = against(replace(now, coverage=()), [earlier]).comparison
    holes = against(replace(now, coverage=(), is_complete=False), [earlier]).comparison
    assert whole is not None
    assert holes is not None
    assert [each.since for each in whole.findings] == [Since.GONE]
    assert [each.since for each in holes.findings] == [Since.UNSEEN]
