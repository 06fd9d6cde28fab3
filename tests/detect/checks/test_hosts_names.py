import pytest

from detect.made_processes import worst
from hemostat.detect.checks.hosts_names import MANY, keeps_pools_out, trusted_name_elsewhere
from hemostat.model.level import Level
from hemostat.model.records import HostsEntry

NOWHERE = "0.0.0.0"


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("198.51.100.9", "deb.debian.org"),
        ("2001:db8::9", "security.ubuntu.com"),
        ("198.51.100.9", "x.clamav.net"),
        ("198.51.100.9", "LOCALHOST"),
        ("198.51.100.9", "metadata.tencentyun.com"),
    ],
)
def test_trusted_names_at_public_addresses_are_told(address: str, name: str) -> None:
    entry = HostsEntry(address=address, names=("a", name))
    assert worst(trusted_name_elsewhere, entry) == Level.MEDIUM


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("10.0.0.9", "deb.debian.org"),
        ("127.0.0.1", "deb.debian.org"),
        ("140.82.112.4", "github.com"),
        ("203.0.113.9", "shop.example.com"),
        ("::1", "localhost"),
        ("fe80::1%lo0", "localhost"),
        ("not-an-address", "deb.debian.org"),
    ],
)
def test_mirrors_clusters_and_accelerators_are_not(address: str, name: str) -> None:
    assert worst(trusted_name_elsewhere, HostsEntry(address=address, names=(name,))) is None


def test_pools_in_a_block_list_say_nothing() -> None:
    pool = HostsEntry(address=NOWHERE, names=("pool.supportxmr.com",))
    others = [HostsEntry(address=NOWHERE, names=(f"ad{n}.example",)) for n in range(MANY)]
    assert worst(keeps_pools_out, pool) == Level.MEDIUM
    assert worst(keeps_pools_out, pool, *others) is None
