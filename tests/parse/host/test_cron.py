import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence, Parsed
from hemostat.model.path import HostPath
from hemostat.model.records import CronJob, Mechanism
from hemostat.parse.host.cron import parse_anacrontab, parse_system_crontab, parse_user_crontab
from hemostat.parse.place import Place

# Made up after the /etc/crontab of Debian 12.
DEBIAN = b"""# /etc/crontab: system-wide crontab
SHELL=/bin/sh
# PATH=/usr/bin

17 *\t* * *\troot\tcd / && run-parts --report /etc/cron.hourly
25 6\t* * 7   www-data test -x /usr/sbin/anacron || { cd / && run-parts /etc/cron.weekly; }
#
"""


def system(data: bytes, path: str = "/etc/crontab") -> Parsed[CronJob]:
    place = Place(HostPath(path))
    return parse_system_crontab(Evidence(data, place.path), place)


def user(data: bytes, account: str = "alice") -> Parsed[CronJob]:
    place = Place(HostPath(f"/var/spool/cron/crontabs/{account}"), account=account)
    return parse_user_crontab(Evidence(data, place.path), place)


@pytest.mark.requirement("A4.13", "B5.4")
def test_the_account_is_read_anew_on_every_line() -> None:
    parsed = system(DEBIAN)
    assert parsed.unread == ()
    assert [(job.user, job.when, job.source.line) for job in parsed.records] == [
        ("root", "17 * * * *", 5),
        ("www-data", "25 6 * * 7", 6),
    ]
    assert parsed.records[0].command == "cd / && run-parts --report /etc/cron.hourly"
    assert parsed.records[0].environment == ("SHELL=/bin/sh",)


@pytest.mark.parametrize(
    ("line", "when", "command"),
    [
        ("* * * * * /opt/x", "* * * * *", "/opt/x"),
        ("*/5 0-23/2 1,15 jan-mar Mon,fri x y", "*/5 0-23/2 1,15 jan-mar Mon,fri", "x y"),
        ("@reboot /opt/x", "@reboot", "/opt/x"),
        ("@Daily\t/opt/x", "@Daily", "/opt/x"),
        ("0~59 ~ * * * /opt/x", "0~59 ~ * * *", "/opt/x"),
        ("-*/15 * * * * /opt/x", "-*/15 * * * *", "/opt/x"),
        ("* * * * * -n -q /opt/x", "* * * * *", "/opt/x"),
        ("  \t1 2 3 4 5\t x % in % put", "1 2 3 4 5", "x % in % put"),
        ("* * * * * A=b c=d", "* * * * *", "A=b c=d"),
    ],
)
def test_job_lines_are_read(line: str, when: str, command: str) -> None:
    (job,) = user(line.encode()).records
    assert (job.when, job.user, job.command) == (when, "alice", command)


@pytest.mark.parametrize(
    ("line", "variable"),
    [
        ("A=b", "A=b"),
        ("A = b c ", "A=b c"),
        ('"A" = "b c "', "A=b c "),
        ("A='b # c'", "A=b # c"),
        ("CRON_TZ=Asia/Shanghai", "CRON_TZ=Asia/Shanghai"),
        ("LD_PRELOAD=/tmp/x.so", "LD_PRELOAD=/tmp/x.so"),
        ('MAILTO=""', "MAILTO="),
        ("MAILTO=", "MAILTO="),
    ],
)
def test_variables_go_to_the_jobs_behind_them(line: str, variable: str) -> None:
    parsed = user(f"* * * * * first\n{line}\n* * * * * second\n".encode())
    assert [job.environment for job in parsed.records] == [(), (variable,)]
    assert parsed.unread == ()


@pytest.mark.parametrize(
    "line", ["* * * *", "@sometimes x", "hello", "* * * * !", "A B=c", '"A=b', "60 x"]
)
def test_what_is_neither_is_unread(line: str) -> None:
    parsed = user(f"{line}\n".encode())
    assert [(each.source.line, each.source.text) for each in parsed.unread] == [(1, line)]


def test_a_system_line_without_an_account_is_unread() -> None:
    assert len(system(b"* * * * * /opt/x\n").unread) == 1


def test_a_carriage_return_hides_nothing() -> None:
    parsed = user(b"* * * * * /tmp/x #\rno crontab for alice\n")
    assert parsed.records[0].command == "/tmp/x #\rno crontab for alice"
    assert len(user(b"# note\r* * * * * /tmp/x\n").records) == 0


def test_a_name_with_a_dot_is_read_for_cronie_runs_it() -> None:
    assert len(system(b"* * * * * root x\n", "/etc/cron.d/job.sh").records) == 1


def test_a_file_no_cron_takes_is_unread_as_a_whole() -> None:
    parsed = system(b"* * * * * root x\n", "/etc/cron.d/.job")
    assert (parsed.records, [each.reason for each in parsed.unread]) == (
        (),
        ["cron takes no file of this name"],
    )
    assert system(b"# keep\n", "/etc/cron.d/.placeholder").unread == ()


def test_anacrontab_is_read() -> None:
    place = Place(HostPath("/etc/anacrontab"))
    data = (
        b"SHELL=/bin/sh\nRANDOM_DELAY=45\n"
        b"1\t5\tcron.daily\trun-parts /etc/cron.daily\n@monthly 45 cron.monthly nice x\nbad\n"
    )
    parsed = parse_anacrontab(Evidence(data, place.path), place)
    assert [(job.when, job.command, job.user) for job in parsed.records] == [
        ("1 5 cron.daily", "run-parts /etc/cron.daily", None),
        ("@monthly 45 cron.monthly", "nice x", None),
    ]
    assert parsed.records[0].mechanism is Mechanism.ANACRON
    assert parsed.records[0].environment == ("SHELL=/bin/sh", "RANDOM_DELAY=45")
    assert [each.source.line for each in parsed.unread] == [5]


LINES = st.one_of(
    st.binary(max_size=60),
    st.text(alphabet="*@/-~, \t0159abmon=\"'#\r%", max_size=40).map(str.encode),
)


@given(st.lists(LINES, max_size=8).map(b"\n".join))
def test_no_line_is_ever_lost(data: bytes) -> None:
    for parsed in (user(data), system(data)):
        seen = [record.source.line for record in (*parsed.records, *parsed.unread)]
        assert len(seen) == len(set(seen))
        for number, raw in enumerate(data.split(b"\n"), 1):
            line = raw.decode("utf-8", "backslashreplace").strip(" \t")
            if not line or line.startswith("#"):
                assert number not in seen
            elif "=" not in line:
                assert number in seen


@pytest.mark.parametrize(
    "line",
    [
        "*," * 30_000,
        "1-" * 30_000,
        "a" * 60_000,
        "'" * 60_000,
        " = " * 20_000,
        "@" * 60_000,
        "a=b" + (" " * 1_000 + "c") * 900,
        "a='" + (" " * 1_000 + "'") * 900 + "b",
    ],
)
def test_a_giant_line_costs_bounded_time(line: str) -> None:
    begin = time.process_time()
    system(line.encode())
    user(("* * * * " + line).encode())
    assert time.process_time() - begin < 1.0
