import pytest

from hemostat.incident.hubs import (
    Hubs,
    is_common_account,
    is_common_domain,
    is_common_name,
    is_list,
    private_folder,
    stem,
)
from hemostat.model.path import HostPath
from hemostat.model.record_set import RecordSet
from hemostat.model.records import FileFact, Provenance, ResolverEntry, Socket
from incident.stories import process

FAR = {"protocol": "tcp", "local_address": "10.0.0.5", "local_port": 40000}


@pytest.mark.parametrize("name", ["systemd", "sshd", "cron", "containerd-shim", "sudo", "tini"])
def test_what_starts_things_for_everybody_joins_nothing(name: str) -> None:
    assert Hubs(RecordSet()).is_process(process(300, f"/usr/sbin/{name}"))


def test_a_server_and_a_shell_may_be_somebodys_parent() -> None:
    hubs = Hubs(RecordSet())
    assert not hubs.is_process(process(300, "/usr/sbin/php-fpm8.2"))
    assert not hubs.is_process(process(301, "/bin/bash"))


def test_a_parent_of_very_many_is_nobodys() -> None:
    children = [process(pid, "/opt/a", ppid=300) for pid in range(400, 430)]
    hubs = Hubs(RecordSet(children))
    assert hubs.is_process(process(300, "/opt/pool"))
    assert not hubs.is_process(process(301, "/opt/pool"))


def test_who_examines_is_no_part_of_the_story() -> None:
    hubs = Hubs(RecordSet(), frozenset({300}))
    assert hubs.is_process(process(300, "/bin/bash"))


def test_addresses_that_everybody_asks_join_nothing() -> None:
    resolver = ResolverEntry(keyword="nameserver", value="10.0.0.2")
    sound = process(10, "/usr/bin/update", exe_state="packaged")
    asked = Socket(**FAR, remote_address="192.0.2.1", pids=(10,), process_names=("update",))
    hubs = Hubs(RecordSet([resolver, sound, asked]))
    common = ("10.0.0.2", "10.0.0.5", "192.0.2.1", "8.8.8.8", "127.0.0.1", "169.254.169.254", "x")
    assert all(map(hubs.is_address, common))
    assert not hubs.is_address("203.0.113.9")


def test_an_address_that_curl_asks_is_the_callers() -> None:
    curl = process(10, "/usr/bin/curl", exe_state="packaged")
    asked = Socket(**FAR, remote_address="192.0.2.1", pids=(10,), process_names=("curl",))
    assert not Hubs(RecordSet([curl, asked])).is_address("192.0.2.1")


def test_content_that_a_package_delivers_is_common() -> None:
    sound = FileFact(path=HostPath("/bin/ls"), sha256="ab", state=Provenance.PACKAGED)
    assert Hubs(RecordSet([sound])).is_content("ab")
    assert not Hubs(RecordSet([sound])).is_content("cd")


@pytest.mark.parametrize(
    ("path", "folder"),
    [
        ("/tmp/.x/a", "/tmp/.x"),
        ("/tmp/.x/bin/b", "/tmp/.x"),
        ("/dev/shm/deep/er/c", "/dev/shm/deep"),
        ("/usr/lib/.../init", "/usr/lib/..."),
        ("/tmp/a", ""),
        ("/dev/shm/a", ""),
        ("/usr/bin/a", ""),
        ("/home/li/.ssh/authorized_keys", ""),
        ("/run/user/1000/a", ""),
        ("/proc/1/exe", ""),
    ],
)
def test_a_private_folder_is_the_outermost_that_hides(path: str, folder: str) -> None:
    assert private_folder(path) == folder


def test_lists_hold_lines_of_many() -> None:
    lists = ("/etc/passwd", "/var/spool/cron/crontabs/root", "/root/.ssh/authorized_keys")
    assert all(map(is_list, (*lists, "/home/a/.bashrc", "/etc/pam.d/sshd")))
    assert not is_list("/etc/cron.d/x")


def test_common_words_are_nobodys_name() -> None:
    assert is_common_name("backup")
    assert is_common_name("abc")
    assert not is_common_name("sysupd")
    assert (stem("sysupd.service"), stem("/lib/libxhide.so.1")) == ("sysupd", "xhide")


def test_common_accounts_and_domains() -> None:
    assert is_common_account("root")
    assert not is_common_account("deploy")
    assert is_common_domain("raw.githubusercontent.com")
    assert not is_common_domain("pool.evil.invalid")
