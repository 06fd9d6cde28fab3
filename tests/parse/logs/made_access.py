"""Lines of access logs for tests, and reading them in one call."""

from datetime import UTC, datetime, timedelta
from typing import TypeVar

from hemostat.model.records import WebRequest
from hemostat.parse.logs.access_log import read_access_log
from hemostat.parse.logs.reading import LogReading
from parse.logs.made_logs import evidence, span

T = TypeVar("T")
WHEN = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
BAD, GOOD = "198.51.100.7", "203.0.113.9"


def line(
    request: str,
    status: int = 200,
    size: int | str = 300,
    client: str = BAD,
    *,
    at: float = 0,
    agent: str = "x/1",
    referer: str = "-",
) -> str:
    """One line in the combined format, `at` minutes after three."""
    time = WHEN + timedelta(minutes=at)
    stamp = f"{time:%d/%b/%Y:%H:%M:%S +0000}"
    return f'{client} - - [{stamp}] "{request} HTTP/1.1" {status} {size} "{referer}" "{agent}"\n'


def read(*lines: str) -> LogReading:
    """What an access log of these lines gives."""
    return read_access_log(
        evidence("".join(lines).encode(), "/var/log/nginx/access.log"),
        span("web access", "records"),
        UTC,
    )


def of(reading: LogReading, kind: type[T]) -> list[T]:
    """Its records of one type."""
    return [each for each in reading.records if isinstance(each, kind)]


def requests(*lines: str) -> list[WebRequest]:
    """The requests kept of these lines."""
    return of(read(*lines), WebRequest)
