import pytest

from hemostat.detect.known_names import SECURITY, UPDATES, is_one_of, is_pool


@pytest.mark.parametrize("name", ["clamav.net", "DB.local.ClamAV.net.", "update.aegis.aliyun.com"])
def test_a_name_below_a_known_one_is_it(name: str) -> None:
    assert is_one_of(name, SECURITY)


@pytest.mark.parametrize("name", ["notclamav.net", "clamav.net.example.com", "net", ""])
def test_a_name_that_only_looks_like_it_is_not(name: str) -> None:
    assert not is_one_of(name, SECURITY | UPDATES)


@pytest.mark.parametrize(
    "name", ["pool.supportxmr.com", "xmr.f2pool.com", "stratum1.example.net", "pool.hashvault.pro"]
)
def test_pools_call_themselves_so(name: str) -> None:
    assert is_pool(name)


@pytest.mark.parametrize(
    "name", ["0.pool.ntp.org", "liverpool.example", "db-1.example", "localhost"]
)
def test_pools_of_time_and_other_names_are_none(name: str) -> None:
    assert not is_pool(name)
