from dataclasses import replace
from datetime import timedelta

from hemostat.incident.backing import Backing
from hemostat.incident.chronology import Chronology, FileTimes, Moment
from hemostat.model.record_set import RecordSet
from hemostat.model.records import FileFact, Provenance
from incident.stories import MINER, NOON, about, fact, found, process, startup


def moment(*records: object, times: dict[str, FileTimes] | None = None) -> Moment:
    """When the first record's finding happened."""
    every = RecordSet(records)
    (finding,) = found(about(records[0]))
    return Chronology(every, times or {}).of(finding, Backing((every,), [finding]))


def test_a_process_has_its_start() -> None:
    assert moment(process(100, MINER)) == Moment(
        NOON + timedelta(seconds=100), "started", "pid 100"
    )


def test_a_job_has_the_ctime_of_its_file_not_that_of_its_program() -> None:
    told = moment(startup("/etc/cron.d/x", MINER), fact("/etc/cron.d/x", 5), fact(MINER, 1))
    assert told == Moment(NOON + timedelta(minutes=5), "changed", "/etc/cron.d/x")


def test_ctime_beats_mtime_and_mtime_is_called_so() -> None:
    old = NOON - timedelta(days=900)
    both, one = FileTimes(NOON, old), FileTimes(None, old)
    assert Chronology(RecordSet(), {"/a": both}).of_file("/a") == Moment(NOON, "changed", "/a")
    assert Chronology(RecordSet(), {"/a": one}).of_file("/a") == Moment(old, "modified", "/a")


def test_a_ctime_that_most_files_share_is_that_of_the_copy() -> None:
    def packaged(number: int) -> FileFact:
        return fact(f"/usr/bin/{number}", 1, state=Provenance.PACKAGED)

    copied = replace(fact("/etc/cron.d/x", 2), modified=NOON - timedelta(days=9))
    many = Chronology(RecordSet([copied, *map(packaged, range(30))]), {})
    assert many.of_file("/etc/cron.d/x").precision == "modified"
    few = Chronology(RecordSet([copied, *map(packaged, range(5))]), {})
    assert few.of_file("/etc/cron.d/x").precision == "changed"


def test_what_has_no_time_has_none() -> None:
    assert moment(startup("/etc/cron.d/x", MINER)).precision == "unknown"
    folder = {"/etc/cron.d/x": FileTimes(NOON, NOON, "folder")}
    assert moment(startup("/etc/cron.d/x", MINER), times=folder).time is None
