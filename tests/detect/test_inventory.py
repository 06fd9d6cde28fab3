"""From records to items somebody would compare."""

from hemostat.detect.inventory import items_of
from hemostat.model.host import Scope
from hemostat.model.inventory import KINDS, Item
from hemostat.model.path import HostPath
from hemostat.model.record_set import RecordSet
from hemostat.model.records import (
    Account,
    FileFact,
    Mechanism,
    Package,
    Provenance,
    Socket,
    Startup,
)


def test_an_account_says_all_that_an_intruder_would_change() -> None:
    (item,) = items_of(RecordSet([Account(name="root", uid=0, home=HostPath("/root"))]))
    assert item == Item("account", "root", "uid 0, gid 0, /root, /bin/sh")


def test_two_jobs_of_one_file_are_two_items() -> None:
    place = HostPath("/etc/crontab")
    jobs = [Startup(mechanism=Mechanism.CRON, place=place, command=each) for each in ("a", "b")]
    assert [item.value for item in items_of(RecordSet([*jobs, jobs[0]]))] == ["a", "b"]


def test_a_port_that_only_waits_for_an_answer_is_no_listener() -> None:
    sockets = [
        Socket(protocol="tcp", local_address="0.0.0.0", local_port=22, state="listen"),
        Socket(protocol="tcp", local_address="192.0.2.1", local_port=22, state="established"),
        Socket(protocol="udp", local_address="0.0.0.0", local_port=53),
        Socket(protocol="udp", local_address="0.0.0.0", local_port=48_123),
    ]
    keys = [item.key for item in items_of(RecordSet(sockets))]
    assert keys == ["tcp 0.0.0.0 port 22", "udp 0.0.0.0 port 53"]


def test_files_as_delivered_and_those_of_containers_are_left_out() -> None:
    facts = [
        FileFact(path=HostPath("/bin/ls"), state=Provenance.PACKAGED),
        FileFact(path=HostPath("/opt/x"), state=Provenance.UNOWNED, mode=0o104755, uid=0),
        FileFact(path=HostPath("/y"), state=Provenance.UNOWNED, scope=Scope("container", "c")),
    ]
    (item,) = items_of(RecordSet(facts))
    assert (item.key, item.value) == ("/opt/x", "4755 uid 0 sha256 ?")


def test_a_removed_package_is_not_there() -> None:
    packages = [
        Package(manager="dpkg", name="nginx", version="1", architecture="amd64"),
        Package(manager="dpkg", name="gone", version="1", is_installed=False),
    ]
    items = items_of(RecordSet(packages))
    assert items == (Item("package", "dpkg nginx:amd64", "1"),)
    assert {item.kind for item in items} <= set(KINDS)
