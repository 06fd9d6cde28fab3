from dataclasses import replace

from hemostat.incident.backing import Backing
from hemostat.incident.hubs import Hubs
from hemostat.incident.touches import Host, touches_of
from hemostat.model.evidence import Source
from hemostat.model.finding import Observable
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.record_set import RecordSet
from hemostat.model.records import Account, AuthorizedKey, EmbeddedStrings, Provenance, Socket
from incident.stories import MINER, about, fact, found, process, startup, told


def touched(record: object, *others: object) -> dict[tuple[str, str], Level]:
    """What the finding about the first record holds on to."""
    every = RecordSet([record, *others])
    (finding,) = found(about(record))
    host = Host(every, Hubs(every))
    held = touches_of(finding, Backing((every,), [finding]), host)
    return {(each.thing.kind, each.thing.value): each.confidence for each in held}


def test_a_job_holds_its_line_its_file_and_its_program() -> None:
    held = touched(startup("/etc/cron.d/x", MINER))
    assert held["job", "/etc/cron.d/x:1"] is Level.HIGH
    assert held["file", "/etc/cron.d/x"] is Level.HIGH
    assert held["file", MINER] is Level.HIGH
    assert held["folder", "/var/tmp/.x"] is Level.MEDIUM


def test_a_file_of_many_hands_is_held_weakly() -> None:
    held = touched(startup("/var/spool/cron/crontabs/root", MINER))
    assert held["list", "/var/spool/cron/crontabs/root"] is Level.LOW
    assert ("file", "/var/spool/cron/crontabs/root") not in held


def test_packaged_programs_shells_and_root_are_held_by_nobody() -> None:
    job = startup("/etc/cron.d/x", "/usr/bin/curl", "/bin/sh", "/usr/bin/python3")
    held = touched(job, fact("/usr/bin/curl", state=Provenance.PACKAGED))
    assert not {"/usr/bin/curl", "/bin/sh", "/usr/bin/python3"} & {value for _, value in held}
    assert not any(kind == "account" for kind, _ in held)


def test_a_process_holds_those_above_it_up_to_what_starts_everything() -> None:
    server = process(50, "/usr/sbin/php-fpm", ppid=1)
    shell = process(60, "/bin/sh", ppid=50)
    own = process(70, MINER, ppid=60)
    held = [value.split()[0] for kind, value in touched(own, shell, server) if kind == "process"]
    assert sorted(held) == ["50", "60", "70"]


def test_a_process_holds_its_remote_addresses() -> None:
    socket = Socket(protocol="tcp", remote_address="203.0.113.9", remote_port=443, pids=(70,))
    assert touched(process(70, MINER), socket)["address", "203.0.113.9"] is Level.MEDIUM


def test_unrelated_runs_of_one_packaged_interpreter_are_two_stories() -> None:
    one = process(70, "/usr/bin/python3", exe_state="packaged")
    other = process(80, "/usr/bin/python3", exe_state="packaged")
    child = process(81, "/usr/bin/python3", exe_state="packaged", ppid=70, session=70)

    def pids(*both: object) -> int:
        every = RecordSet(both)
        (finding,) = found(*map(about, both))
        held = touches_of(finding, Backing((every,), [finding]), Host(every, Hubs(every)))
        return sum(each.thing.kind == "process" for each in held)

    assert pids(one, other) == 0
    assert pids(one, child) == 2


def test_a_key_holds_its_fingerprint_and_its_account() -> None:
    source = Source(path=HostPath("/home/li/.ssh/authorized_keys"), line=2)
    key = AuthorizedKey(source=source, owner="li", fingerprint="SHA256:abc")  # type: ignore[call-arg]
    held = touched(key)
    assert held["key", "SHA256:abc"] is Level.HIGH
    assert held["account", "li"] is Level.MEDIUM


def test_a_command_mentions_files_and_people() -> None:
    person = Account(name="svc-sync", uid=0)
    job = startup("/etc/cron.d/x", "/bin/sh", command="id svc-sync || cp /opt/own/a /srv/b")
    held = touched(job, person, fact("/opt/own/a"))
    assert held["account", "svc-sync"] is Level.MEDIUM
    assert held["file", "/opt/own/a"] is Level.MEDIUM


def test_two_programs_that_print_the_same_page_are_two_stories() -> None:
    url, page = Observable("url", "https://maker.test/team"), "https://maker.test/team"
    paths = ("/opt/a/one", "/srv/b/other")
    claims = []
    for number, path in enumerate(paths):
        info, claim = about(process(100 + number, path), f"linux.test.{number}")
        claims.append((info, replace(claim, observables=(url,))))
    printed = [EmbeddedStrings(path=HostPath(path), urls=(page,)) for path in paths]
    assert [len(each.findings) for each in told(*claims, records=printed)] == [1, 1]
    assert [len(each.findings) for each in told(*claims, records=printed[:1])] == [2]
