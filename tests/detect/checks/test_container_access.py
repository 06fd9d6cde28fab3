import pytest

from detect.made_processes import worst
from hemostat.detect.checks.container_access import host_access
from hemostat.model.level import Level
from hemostat.model.records import Container


@pytest.mark.requirement("B9")
def test_what_could_take_the_host_over_is_a_fact_and_never_more() -> None:
    everything = Container(
        id="a", is_privileged=True, mounts=("/:/host:rw",), shares=("pid",), capabilities=("ALL",)
    )
    assert worst(host_access, everything) == Level.LOW


def test_parts_of_a_cluster_are_context() -> None:
    proxy = Container(id="a", is_privileged=True, pod="kube-system/kube-proxy")
    assert worst(host_access, proxy) == Level.INFO


def test_a_plain_container_is_not_named() -> None:
    plain = Container(id="a", mounts=("/srv/www:/data:rw",), capabilities=("NET_ADMIN",))
    assert worst(host_access, plain) is None
