from dataclasses import replace

from hemostat.incident.dating import Dating
from hemostat.incident.group import Group
from hemostat.incident.parts import Part, are_two_ways_in, merged, part_of
from hemostat.model.finding import Subject
from hemostat.model.level import Level
from hemostat.model.records import Account
from hemostat.model.story import Link
from incident.stories import about, fact, group, process


def part(*claims: object, records: tuple[object, ...] = ()) -> Part:
    told = group(*claims, records=records)  # type: ignore[arg-type]
    told = replace(told, ranked=told.findings)
    return part_of(told, dating(told))


def dating(told: Group) -> Dating:
    return Dating(told.times, told.host, told.moments, None)


def page(path: str, uid: int = 0, account: str = "root") -> Part:
    claim = about(fact(path, 0, uid=uid), attack=("T1505.003",))
    return part(claim, records=(Account(name=account, uid=uid),))


def test_a_web_shell_is_a_way_in_and_a_file_is_none() -> None:
    assert page("/srv/a/up/a.php").has_way_in
    assert not part(about(fact("/opt/x", 0))).is_established


def test_two_doors_or_two_accounts_are_two_ways_in() -> None:
    one, other = page("/srv/a/up/a.php"), page("/srv/b/up/b.php")
    assert are_two_ways_in(one, other)
    assert not are_two_ways_in(one, part(about(fact("/opt/x", 0))))


def test_findings_of_one_file_have_one_date_and_a_lists_is_not_the_first() -> None:
    both = part(about(fact("/opt/x", 5)), about(fact("/opt/x", 5), "linux.test.b"))
    assert [date.origin for date, _ in both.dates] == ["/opt/x"]
    keys = part(about(fact("/home/li/.ssh/authorized_keys", 5)))
    assert [date.is_shared for date, _ in keys.dates] == [True]
    assert keys.first() is None


def test_what_is_merged_has_the_findings_and_links_of_both_worst_first() -> None:
    whole = group(
        about(process(100, "/opt/x"), level=Level.MEDIUM), about(fact("/opt/x", 5), "linux.test.b")
    )
    whole = replace(whole, ranked=whole.findings, links=())
    one, other = (
        part_of(replace(whole, findings=(finding,)), dating(whole)) for finding in whole.findings
    )
    link = Link(
        whole.findings[0].id, whole.findings[1].id, "alone", Subject("host", "x"), Level.LOW
    )
    both = merged(other, one, link, dating(whole))
    assert both.group.findings == whole.findings
    assert both.group.links == (link,)
    assert both.level == Level.HIGH
