import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence, Parsed
from hemostat.model.path import HostPath
from hemostat.model.records import AtJob
from hemostat.parse.host.at_jobs import parse_at_job
from hemostat.parse.place import Place

# Made up after what at 3.2.5 of Debian 12 writes.
JOB = b"""#!/bin/sh
# atrun uid=1000 gid=1000
# mail alice 0
umask 22
PATH=/usr/bin:/bin; export PATH
LS_COLORS=di=01\\;34:; export LS_COLORS
PWD=/home/alice; export PWD
cd /home/alice || {
\t echo 'Execution directory inaccessible' >&2
\t exit 1
}
/opt/x --now
echo done
"""


def job(data: bytes, name: str = "a0000101c9c380") -> Parsed[AtJob]:
    place = Place(HostPath(f"/var/spool/cron/atjobs/{name}"))
    return parse_at_job(Evidence(data, place.path), place)


@pytest.mark.requirement("B5.4")
def test_a_job_is_what_follows_the_environment() -> None:
    (record,) = job(JOB).records
    assert (record.uid, record.command, record.source.line) == (1000, "/opt/x --now\necho done", 12)
    assert record.when == "2027-01-15T08:00:00Z"


def test_the_form_of_fedora_is_read() -> None:
    data = JOB.replace(
        b"/opt/x --now\necho done\n",
        b"${SHELL:-/bin/sh} << 'marcinDELIMITER5f0c'\n/opt/x\nmarcinDELIMITER5f0c\n",
    )
    assert job(data).records[0].command == "/opt/x"


def test_nothing_hides_among_the_variables() -> None:
    data = JOB.replace(
        b"umask 22", b"umask 22\nA=$(/tmp/x); export A\nLD_PRELOAD=/a; export LD_PRELOAD"
    )
    assert (
        job(data)
        .records[0]
        .command.startswith("A=$(/tmp/x); export A\nLD_PRELOAD=/a; export LD_PRELOAD\n/opt/x")
    )


def test_an_odd_name_has_no_time() -> None:
    assert job(JOB, "odd").records[0].when == ""


def test_a_file_without_header_is_unread() -> None:
    parsed = job(b"/tmp/x\n")
    assert (parsed.records, len(parsed.unread)) == ((), 1)


def test_the_counter_is_no_job() -> None:
    parsed = job(b"00001\n", ".SEQ")
    assert (parsed.records, parsed.unread) == ((), ())


@given(st.binary(max_size=300))
def test_each_line_behind_the_header_is_kept_or_is_one_at_writes(body: bytes) -> None:
    (record,) = job(b"#!/bin/sh\n# atrun uid=0 gid=0\n/opt/first\n" + body).records
    text = body.decode("utf-8", "backslashreplace")
    plain = [line for line in text.split("\n") if line.startswith("/")]
    assert [line for line in record.command.split("\n") if line.startswith("/")][1:] == plain
