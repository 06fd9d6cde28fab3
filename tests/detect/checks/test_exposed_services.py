import pytest

from detect.made_processes import worst
from hemostat.detect.checks.exposed_services import open_to_everyone, service_reachable
from hemostat.model.evidence import Source
from hemostat.model.host import Scope
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import HostAddress, Process, Setting, Socket

ALL = "0.0.0.0"
ASKED = Setting(service="packet_filter", keyword="nftables_rules", value="0")


def waiting(port: int, *names: str, address: str = ALL, pids: tuple[int, ...] = ()) -> Socket:
    return Socket(
        protocol="tcp",
        local_address=address,
        local_port=port,
        state="listen",
        process_names=names,
        pids=pids,
    )


def redis(file: str, **values: str) -> list[Setting]:
    source = Source(path=HostPath(file))
    return [
        Setting(source=source, service="redis", keyword=key.replace("_", "-"), value=value)
        for key, value in values.items()
    ]


@pytest.mark.requirement("A6.3")
def test_an_open_redis_is_worth_a_look_on_any_network() -> None:
    open_one = redis("/etc/redis.conf", protected_mode="no")
    assert worst(open_to_everyone, waiting(6379), ASKED, *open_one) == Level.MEDIUM
    assert worst(open_to_everyone, waiting(6379), *open_one) is None


def test_of_several_redis_each_answers_for_its_own_port() -> None:
    shut = redis("/etc/redis/a.conf", port="6379", requirepass="(set)", protected_mode="no")
    other = redis("/etc/redis/b.conf", port="6380", protected_mode="no")
    found = [ASKED, *shut, *other]
    assert worst(open_to_everyone, waiting(6379), *found) is None
    assert worst(open_to_everyone, waiting(6380, "redis-server"), *found) == Level.MEDIUM


def test_an_open_database_counts_where_the_internet_reaches_it() -> None:
    plain = Setting(service="mongodb", keyword="net.port", value="27017")
    inside, outside = HostAddress(address="10.0.0.5"), HostAddress(address="203.0.113.5")
    assert worst(open_to_everyone, waiting(27017), ASKED, plain, inside) is None
    assert worst(open_to_everyone, waiting(27017), ASKED, plain, outside) == Level.MEDIUM


def test_a_listener_within_a_container_is_not_the_hosts() -> None:
    inside = Process(pid=9, scope=Scope(kind="container", id="a"))
    assert worst(service_reachable, waiting(6379, pids=(9,)), inside) is None
    assert worst(service_reachable, waiting(6379, pids=(9,)), Process(pid=9)) == Level.LOW
