from hemostat.model.host import HOST, Scope
from hemostat.model.path import HostPath
from hemostat.model.records import OpenFile, Process, Socket
from hemostat.parse.host.process_joins import (
    join_sockets,
    socket_inode,
    with_accounts,
    with_parents,
    with_provenance,
)


def test_a_child_knows_its_parent_and_an_orphan_nobody() -> None:
    parent = Process(pid=1, name="init", exe=HostPath("/sbin/init"))
    child, orphan = Process(pid=2, ppid=1), Process(pid=3, ppid=99)
    found = with_parents((parent, child, orphan))
    assert (found[1].parent_name, found[1].parent_exe) == ("init", "/sbin/init")
    assert found[2].parent_name == ""


def test_accounts_are_the_hosts_and_not_a_containers() -> None:
    inside = Process(pid=2, euid=33, scope=Scope("container", "a"))
    found = with_accounts((Process(pid=1, euid=33), inside), {33: "www-data"})
    assert [each.account for each in found] == ["www-data", ""]


def test_memory_comes_from_nowhere_and_what_is_unreadable_stays_unknown() -> None:
    memory = Process(pid=1, exe=HostPath("/memfd:a"), exe_is_memory=True)
    found = with_provenance(
        (memory, Process(pid=2), Process(pid=3, exe=HostPath("/bin/a"))),
        lambda path, scope: ("packaged", path) if scope == HOST else ("unknown", ""),
    )
    assert [(each.exe_state, each.exe_package) for each in found] == [
        ("unowned", ""),
        ("unknown", ""),
        ("packaged", "/bin/a"),
    ]


def test_a_socket_has_all_who_hold_it() -> None:
    processes = (Process(pid=1, name="a", exe=HostPath("/a")), Process(pid=2, name="b"))
    opened = [OpenFile(pid=pid, descriptor=3, target="socket:[7]") for pid in (2, 1, 1)]
    held, free = join_sockets(
        (Socket(protocol="tcp", inode=7), Socket(protocol="tcp", inode=0)), opened, processes
    )
    assert (held.pids, held.process_names, held.process_exes) == ((1, 2), ("a", "b"), ("/a",))
    assert free.pids == ()


def test_only_a_sockets_text_names_an_inode() -> None:
    assert socket_inode("socket:[12]") == 12
    assert socket_inode("pipe:[12]") is None
    assert socket_inode("socket:[x]") is None
    assert socket_inode("socket:[²]") is None
