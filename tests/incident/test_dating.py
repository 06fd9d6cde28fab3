from datetime import datetime, timedelta

import pytest

from hemostat.incident.backing import Backing
from hemostat.incident.chronology import Chronology
from hemostat.incident.dating import Date, Dating
from hemostat.incident.hubs import Hubs
from hemostat.incident.touches import Host
from hemostat.model.record_set import RecordSet
from hemostat.model.records import Provenance
from incident.stories import NOON, about, fact, found, process

pytestmark = pytest.mark.requirement("B3")

MINUTE = timedelta(minutes=1)
LATER = NOON + timedelta(days=3)


def dating(*records: object, taken: datetime | None = LATER) -> Dating:
    every = RecordSet(records)
    findings = found(about(records[0]))
    backing, times = Backing((every,), findings), Chronology(every, {})
    moments = {each.id: times.of(each, backing) for each in findings}
    return Dating(times, Host(every, Hubs(every)), moments, taken)


def date(*records: object, taken: datetime | None = LATER) -> Date | None:
    """When the first record's finding was done."""
    (finding,) = found(about(records[0]))
    return dating(*records, taken=taken).of(finding)


def test_the_ctime_comes_first() -> None:
    told = date(fact("/opt/x", 5, modified=NOON - timedelta(days=9)))
    assert told == Date(NOON + 5 * MINUTE, "changed", "/opt/x")


def test_a_ctime_of_the_last_minutes_gives_way_to_the_mtime() -> None:
    old = NOON - timedelta(days=9)
    taken = NOON + 8 * MINUTE
    assert date(fact("/opt/x", 5, modified=old), taken=taken) == Date(old, "modified", "/opt/x")
    assert date(fact("/opt/x", 5), taken=taken) is None


def test_times_that_most_packaged_files_share_say_nothing() -> None:
    packaged = fact("/usr/bin/true", 1, state=Provenance.PACKAGED)
    assert date(fact("/opt/x", 5), packaged) is None
    assert date(fact("/opt/x", 125), packaged) is not None


def test_a_process_is_dated_by_its_file_and_by_its_start_only_where_that_is_gone() -> None:
    runs = process(100, "/opt/x")
    assert date(runs, fact("/opt/x", 5)) == Date(NOON + 5 * MINUTE, "changed", "/opt/x")
    assert date(runs) is None
    gone = date(process(100, "/opt/x", exe_is_deleted=True))
    assert gone == Date(NOON + timedelta(seconds=100), "started", "pid 100")
    assert date(process(100, "/usr/bin/perl", exe_state="packaged")) is None


def test_a_list_of_many_hands_says_only_when_the_last_wrote() -> None:
    told = date(fact("/home/li/.ssh/authorized_keys", 5))
    assert told is not None
    assert told.is_shared


def test_it_is_quiet_where_few_folders_were_written_to() -> None:
    def is_quiet(folders: int, minutes: int = 60) -> bool:
        others = [fact(f"/srv/{number}/x", minutes) for number in range(folders)]
        records = [fact("/opt/x", 60), *others]
        return dating(*records).is_quiet(NOON + 60 * MINUTE, 10 * MINUTE, frozenset(("/opt/x",)))

    assert is_quiet(10)
    assert not is_quiet(11)
    assert is_quiet(11, minutes=90)
