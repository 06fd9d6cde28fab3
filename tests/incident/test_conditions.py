import pytest

from hemostat.incident.conditions import CONDITIONS
from hemostat.model.path import HostPath
from hemostat.model.records import Account, MappedFile, Provenance
from incident.stories import MINER, about, fact, group, process, startup

BUSY, IDLE = process(100, MINER, cpu_share=0.9), process(100, MINER, cpu_share=0.01)
RUNS = about(process(100, MINER))
JOB = about(startup("/etc/cron.d/x", MINER))
WEB = about(process(100, "/opt/x/a", account="www-data"))
LIBRARY = about(MappedFile(pid=5, path=HostPath("/opt/x/l.so")))
TWO = (JOB, about(startup("/etc/cron.d/x", MINER), "linux.test.b"))


@pytest.mark.parametrize(
    ("name", "holds", "does_not"),
    [
        ("nothing-runs", group(JOB, records=[process(7, "/sbin/x")]), group(JOB)),
        ("nothing-runs", group(JOB, records=[process(7, "/sbin/x")]), group(RUNS)),
        ("processor-idle", group(about(IDLE)), group(about(BUSY))),
        ("processor-idle", group(about(IDLE)), group(RUNS)),
        ("no-remote", group(JOB), group(about(startup("/a/b", MINER), addresses=["203.0.113.9"]))),
        (
            "no-own-file",
            group(about(process(9, "/bin/a")), records=[fact("/bin/a", state=Provenance.PACKAGED)]),
            group(RUNS, records=[fact(MINER)]),
        ),
        ("no-way-back", group(RUNS), group(JOB)),
        ("no-hiding", group(JOB), group(about(process(9, MINER), attack=("T1564.001",)))),
        ("no-web", group(RUNS), group(WEB)),
        ("no-web", group(RUNS), group(about(startup("/var/www/html/x", MINER)))),
        ("no-login", group(RUNS), group(about(Account(name="li", uid=0)))),
        ("no-library", group(RUNS), group(LIBRARY)),
        ("one-sign", group(RUNS), group(*TWO)),
    ],
)
def test_a_condition_holds_where_the_thing_is_missing(
    name: str, holds: object, does_not: object
) -> None:
    assert CONDITIONS[name](holds)  # type: ignore[arg-type]
    assert not CONDITIONS[name](does_not)  # type: ignore[arg-type]
