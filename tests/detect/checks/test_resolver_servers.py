import pytest

from detect.made_processes import worst
from hemostat.detect.checks.resolver_servers import unknown_server, unknown_service
from hemostat.model.evidence import Source
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import FileFact, Provenance, ResolverEntry, Setting

LIBRARY = HostPath("/usr/lib/x86_64-linux-gnu/libnss_corp.so.2")


def server(address: str) -> ResolverEntry:
    source = Source(path=HostPath("/etc/resolv.conf"), line=1)
    return ResolverEntry(source=source, keyword="nameserver", value=address)


def passwd(value: str) -> ResolverEntry:
    source = Source(path=HostPath("/etc/nsswitch.conf"), line=1)
    return ResolverEntry(source=source, keyword="passwd", value=value)


def configured(address: str) -> Setting:
    return Setting(service="resolved", section="network", keyword="dns", value=address)


def test_only_a_server_put_before_the_configured_one_is_worth_a_look() -> None:
    odd, own, known = server("198.51.100.5"), server("10.0.0.2"), configured("10.0.0.2")
    assert worst(unknown_server, odd, own, known) == Level.MEDIUM
    assert worst(unknown_server, own, odd, known) == Level.LOW
    assert worst(unknown_server, odd, known) == Level.LOW
    assert worst(unknown_server, odd) == Level.LOW


@pytest.mark.parametrize("address", ["10.0.0.2", "127.0.0.53", "114.114.114.114", "fe80::1%eth0"])
def test_inner_and_well_known_servers_are_ordinary(address: str) -> None:
    assert worst(unknown_server, server(address)) is None


@pytest.mark.parametrize(
    ("state", "level"),
    [(Provenance.UNOWNED, Level.MEDIUM), (Provenance.PACKAGED, None), (None, Level.LOW)],
)
def test_a_service_is_judged_by_its_library(state: Provenance | None, level: Level | None) -> None:
    facts = [FileFact(path=LIBRARY, state=state)] if state else []
    assert worst(unknown_service, passwd("files corp"), *facts) == level


def test_known_services_need_no_library() -> None:
    assert worst(unknown_service, passwd("files systemd sss winbind")) is None
