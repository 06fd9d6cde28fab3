"""Requests and pages of access logs for the tests of what they tell."""

from datetime import UTC, datetime, timedelta

from detect.running import claims
from hemostat.detect.check import Check
from hemostat.model.evidence import Source
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import WebPage, WebRequest

WHEN = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
OUTSIDE, INSIDE = "198.51.100.7", "10.0.0.5"
LOG = "/var/log/nginx/access.log"


def asked(path: str, *signs: str, log: str = LOG, at: float = 0, **more: object) -> WebRequest:
    """A request with some signs, answered with 200 and 54 bytes unless told."""
    values: dict[str, object] = {
        "source": Source(path=HostPath(log), line=7),
        "client": OUTSIDE,
        "method": "GET",
        "uri": path,
        "path": path.partition("?")[0],
        "query": path.partition("?")[2],
        "status": 200,
        "size": 54,
        "signs": signs,
        "found": path,
        "time": WHEN + timedelta(minutes=at),
    }
    return WebRequest(**(values | more))  # type: ignore[arg-type]


def page(path: str, *clients: str, log: str = LOG, **more: object) -> WebPage:
    """A page as one log knows it; asked for by the address from outside unless told."""
    values: dict[str, object] = {
        "source": Source(path=HostPath(log), line=7),
        "path": path,
        "clients": clients or (OUTSIDE,),
        "first": WHEN,
        "last": WHEN,
    }
    return WebPage(**(values | more))  # type: ignore[arg-type]


def level(check: Check, *records: object) -> Level | None:
    """The worst level a check gives; None where it is quiet."""
    found = [
        check.info.level if claim.level is None else claim.level
        for claim in claims(check, *records)
    ]
    return max(found, default=None)
