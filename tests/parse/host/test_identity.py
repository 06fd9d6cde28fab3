from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.parse.host.identity import IdentityFiles, identity_of, zone_of

MACHINE = b"3d1219c7c4c5404aaa1f6d2a48adfda4\n"
KEY = b"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 root@a\n"


def test_the_given_name_comes_before_everything() -> None:
    found = identity_of(IdentityFiles(machine_id=MACHINE), given="web1")
    assert (found.id, found.id_from, found.name) == ("web1", "given", "web1")
    assert found.machine_id == MACHINE.decode().strip()


def test_then_the_machine_id_then_the_keys_then_the_source() -> None:
    assert identity_of(IdentityFiles(machine_id=MACHINE, ssh_keys=(KEY,))).id_from == "machine-id"
    assert identity_of(IdentityFiles(ssh_keys=(KEY,))).id_from == "ssh-host-keys"
    last = identity_of(IdentityFiles(), source="/mnt/disk")
    assert (last.id, last.id_from) == (sha256(b"/mnt/disk").hexdigest(), "source")


@pytest.mark.parametrize("data", [b"uninitialized\n", b"0" * 32, b"", b"not an id"])
def test_a_machine_id_that_is_none_does_not_count(data: bytes) -> None:
    assert identity_of(IdentityFiles(machine_id=data)).id_from == "source"


def test_neither_order_nor_comments_of_the_keys_matter() -> None:
    other = b"ssh-rsa AAAAB3NzaC1yc2E x\n"
    one = identity_of(IdentityFiles(ssh_keys=(KEY, other)))
    two = identity_of(IdentityFiles(ssh_keys=(other, KEY.replace(b"root@a", b"root@b"))))
    assert one.id == two.id


def test_the_boot_and_the_name_are_kept_beside_it() -> None:
    boot = b"aa4177aa-9900-47ab-8a39-25182e48d2ca\n"
    found = identity_of(IdentityFiles(boot_id=boot, hostname=b"# x\ndb-01\n"))
    assert (found.boot_id, found.name) == (boot.decode().strip(), "db-01")


@pytest.mark.parametrize(
    ("link", "text", "zone"),
    [
        (b"/usr/share/zoneinfo/Asia/Shanghai", b"Etc/UTC\n", "Asia/Shanghai"),
        (b"../usr/share/zoneinfo/posix/Europe/Berlin", b"", "Europe/Berlin"),
        (b"", b"America/Argentina/Salta\n", "America/Argentina/Salta"),
        (b"/usr/share/zoneinfo/../../../etc/passwd", b"", ""),
        (b"", b"", ""),
    ],
)
def test_the_zone_is_what_the_link_says(link: bytes, text: bytes, zone: str) -> None:
    assert zone_of(IdentityFiles(localtime=link, timezone=text)) == zone


@given(st.binary(max_size=80), st.binary(max_size=80))
def test_no_bytes_make_it_raise(one: bytes, two: bytes) -> None:
    files = IdentityFiles(
        machine_id=one, boot_id=two, hostname=one, ssh_keys=(one, two), localtime=one, timezone=two
    )
    assert identity_of(files, source="s").id
    assert "\n" not in zone_of(files)
