import pytest

from hemostat.incident.chronology import Moment
from hemostat.incident.correlate import is_close
from hemostat.model.level import Level
from hemostat.model.records import Provenance
from incident.stories import MINER, NOON, about, fact, process, startup, told

pytestmark = pytest.mark.requirement("B3", "A7.13")


def joined(*claims: object, **more: object) -> list[int]:
    """How many findings stand in each thread."""
    return [len(thread.findings) for thread in told(*claims, **more)]  # type: ignore[arg-type]


def test_a_job_and_the_process_it_starts_are_one_story() -> None:
    job, runs = startup("/etc/cron.d/x", MINER), process(100, MINER)
    (thread,) = told(about(job), about(runs, "linux.test.b"))
    assert [link.kind for link in thread.links] == ["file"]
    assert thread.links[0].subject.value == MINER
    assert thread.links[0].confidence is Level.HIGH


def test_two_stories_without_anything_in_common_stay_two() -> None:
    one, other = startup("/etc/cron.d/x", "/opt/a/one"), process(100, "/srv/b/other")
    assert joined(about(one), about(other, "linux.test.b")) == [1, 1]


@pytest.mark.parametrize("program", ["/bin/sh", "/usr/bin/python3", "/usr/bin/curl"])
def test_sharing_a_program_of_the_system_joins_nothing(program: str) -> None:
    jobs = [startup(f"/etc/cron.d/{name}", program) for name in "ab"]
    sound = fact(program, state=Provenance.PACKAGED)
    claims = [about(each, f"linux.test.{n}") for n, each in enumerate(jobs)]
    assert joined(*claims, records=[sound]) == [1, 1]


def test_lines_of_one_crontab_are_of_many_hands() -> None:
    jobs = [
        startup("/var/spool/cron/crontabs/root", f"/opt/{n}/run", line=n, command=f"job {n}")
        for n in (1, 2)
    ]
    claims = [about(each, f"linux.test.{each.source.line}") for each in jobs]
    assert joined(*claims, records=[fact("/var/spool/cron/crontabs/root", 1)]) == [1, 1]


def test_a_remote_address_joins_and_a_public_resolver_does_not() -> None:
    one, other = startup("/etc/cron.d/x", "/opt/a/one"), process(100, "/srv/b/other")

    def by(address: str) -> list[int]:
        second = about(other, "linux.test.b", addresses=[address])
        return joined(about(one, addresses=[address]), second)

    assert by("203.0.113.9") == [2]
    assert by("8.8.8.8") == [1, 1]


def test_children_of_one_shell_are_one_story_children_of_sshd_are_not() -> None:
    def below(parent: str) -> list[int]:
        above = process(50, parent, exe_state="packaged")
        children = [process(n, f"/opt/{n}/x", ppid=50) for n in (60, 70)]
        claims = [about(each, f"linux.test.{each.pid}") for each in children]
        return joined(*claims, records=[above])

    assert below("/usr/sbin/php-fpm8.2") == [2]
    assert below("/usr/sbin/sshd") == [1, 1]


def test_time_and_account_together_join_and_neither_does_alone() -> None:
    def pair(account: str, minutes: int) -> list[int]:
        one = process(100, "/opt/a/one", account="li")
        later = process(200, "/srv/b/other", account=account, started=NOON.replace(minute=minutes))
        return joined(about(one), about(later, "linux.test.b"))

    assert pair("li", 3) == [2]
    assert pair("li", 30) == [1, 1]
    assert pair("chen", 3) == [1, 1]
    assert pair("www-data", 3) == [1, 1]


def test_times_read_off_one_file_are_no_coincidence() -> None:
    one = Moment(NOON, "changed", "/etc/passwd")
    assert not is_close(one, one)
    assert is_close(one, Moment(NOON, "changed", "/etc/x"))
    assert not is_close(one, Moment(NOON, "modified", "/etc/x"))


def test_a_name_shared_by_an_account_and_a_program_joins() -> None:
    from hemostat.model.records import Account

    account = Account(name="sysupd", uid=0)
    claims = (about(account), about(process(100, "/opt/b/sysupd"), "linux.test.b"))
    (thread,) = told(*claims)
    assert [link.kind for link in thread.links] == ["name"]


def test_low_findings_join_nothing_and_a_lone_medium_is_no_thread() -> None:
    job, runs = startup("/etc/cron.d/x", MINER), process(100, MINER)
    low = about(runs, "linux.test.b", Level.LOW)
    assert joined(about(job), low) == [1]
    assert joined(about(job, level=Level.MEDIUM), low) == []
    medium = about(runs, "linux.test.b", Level.MEDIUM)
    assert joined(about(job, level=Level.MEDIUM), medium) == [2]


def test_a_thread_has_one_link_less_than_findings() -> None:
    job = startup("/etc/cron.d/x", MINER)
    claims = [about(process(n, MINER), f"linux.test.p{n}") for n in range(100, 108)]
    (thread,) = told(about(job), *claims)
    assert (len(thread.findings), len(thread.links)) == (9, 8)


def test_very_many_findings_on_one_thing_are_still_one_thread() -> None:
    claims = [about(process(n, MINER), f"linux.test.p{n}") for n in range(100, 160)]
    assert joined(*claims) == [60]


def test_a_gap_to_close_joins_nothing_whatever_its_level() -> None:
    job = about(startup("/etc/cron.d/x", MINER))
    gap = about(startup("/etc/cron.d/y", MINER), "linux.test.b", category="hardening_x")
    assert joined(job, gap) == [1]
