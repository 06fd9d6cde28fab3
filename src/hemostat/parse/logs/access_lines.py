"""One line of an access log: Apache's and nginx's common and combined, Tomcat's, and JSON.

Source: Apache 2.4 mod_log_config, nginx ngx_http_log_module, Tomcat 9 AccessLogValve, Caddy 2
`format json`, Traefik 3 access logs.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import NamedTuple, cast

import orjson

from hemostat.parse.logs.stamps import moment


class Line(NamedTuple):
    """What one line says; texts as written, `time` in seconds since 1970."""

    site: str
    client: str
    account: str
    time: float | None
    method: str
    target: str
    status: int
    size: int | None
    referer: str
    agent: str


_COMMON = re.compile(
    rb"(?:([\w.-]+(?::\d{1,5})?) )?([0-9a-fA-F.:]{2,45}|[\w.-]+)(?:, ?[0-9a-fA-F.:]+){0,8} \S+"
    rb' ("[^"]{0,80}"|[^\[]{1,80}?) \[([^\]\n]{19,32})\] '
    rb'"([A-Z][A-Z_-]{1,19}) ([^"\\\n]*(?:\\.[^"\\\n]*)*)" (\d{3}) (\d+|-)'
    rb'(?: "([^"\\\n]*(?:\\.[^"\\\n]*)*)" "([^"\\\n]*(?:\\.[^"\\\n]*)*)")?([^\n]*)'
)
_PROTOCOL = re.compile(r" HTTP/[\d.]{1,4}$")
_QUOTED_ADDRESSES = re.compile(rb'"([0-9a-fA-F.:]{3,45}(?:, ?[0-9a-fA-F.:]{3,45}){0,8})"')
_INSIDE = re.compile(
    r"(?:::ffff:)?(?:10\.|127\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|169\.254\.)"
    r"|::1$|f[cd][0-9a-f]{2}:|fe80:",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"(\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d):(\d\d)(?: ([+-]\d{4}))?$")
_NAMES_OF_MONTHS = (
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
)
_MONTHS = {name: number for number, name in enumerate(_NAMES_OF_MONTHS, start=1)}
_LONGEST = 16_384


def read_line(line: bytes, zone: tzinfo) -> Line | None:
    """One line; None for what is no access log's.

    Args:
        line: without its end.
        zone: the host's, for stamps without one.
    """
    if len(line) > _LONGEST:
        line = line[:_LONGEST]
    if line.startswith(b"{"):
        return _of_json(line, zone)
    found = _COMMON.match(line)
    if found is None:
        return None
    site, client, account, time, method, target, status, size, referer, agent, rest = found.groups()
    return Line(
        site=_text(site),
        client=_client(_text(client), _text(rest)),
        account=_account(_text(account)),
        time=read_time(_text(time), zone),
        method=_text(method),
        target=_PROTOCOL.sub("", _text(target)),
        status=int(status),
        size=int(size) if size != b"-" else None,
        referer=_dashed(_text(referer)),
        agent=_dashed(_text(agent)),
    )


def read_time(text: str, zone: tzinfo) -> float | None:
    """`10/Oct/2000:13:55:36 -0700` or ISO 8601, as seconds since 1970; None for no time."""
    found = _CLOCK.match(text)
    try:
        if found is None:
            time = datetime.fromisoformat(text)
            return (time if time.tzinfo else time.replace(tzinfo=zone)).timestamp()
        return _minute(found[1], found[3] or "", zone) + int(found[2])
    except (ValueError, OverflowError):
        return None


@lru_cache(maxsize=4_096)
def _minute(text: str, offset: str, zone: tzinfo) -> float:
    day, month, rest = text.split("/")
    year, hour, minute = rest.split(":")
    if offset:
        east = timedelta(hours=int(offset[1:3]), minutes=int(offset[3:5]))
        zone = timezone(east if offset[0] == "+" else -east)
    number = _MONTHS.get(month, 0)
    return datetime(int(year), number, int(day), int(hour), int(minute), tzinfo=zone).timestamp()


def is_inside(address: str) -> bool:
    """Whether an address is a private network's or this host's own."""
    return bool(_INSIDE.match(address))


def _client(client: str, rest: str) -> str:
    """Whom a request came from: behind a proxy of one's own, whom the proxy says.

    The last outside address counts, for a client may itself have sent those before it.
    """
    if not is_inside(client):
        return client
    for named in _QUOTED_ADDRESSES.finditer(rest.encode("utf-8", "backslashreplace")):
        for each in reversed([part.strip() for part in _text(named[1]).split(",")]):
            if ("." in each or ":" in each) and not is_inside(each):
                return each
    return client


def _text(raw: bytes | None) -> str:
    return raw.decode("utf-8", "backslashreplace") if raw else ""


def _dashed(text: str) -> str:
    return "" if text == "-" else text


def _account(text: str) -> str:
    return _dashed(text.strip('" '))


_NAMES: Mapping[str, tuple[str, ...]] = {
    "site": ("host", "http_host", "server_name", "vhost", "RequestHost", "virtual_host"),
    "client": ("client_ip", "remote_addr", "remote_ip", "clientip", "ClientHost", "client"),
    "forwarded": ("http_x_forwarded_for", "x_forwarded_for", "xff", "http_x_real_ip"),
    "account": ("remote_user", "user_id", "ClientUsername", "user"),
    "time": ("time_iso8601", "@timestamp", "time_local", "ts", "timestamp", "StartUTC", "time"),
    "method": ("method", "request_method", "RequestMethod", "verb"),
    "target": ("request_uri", "uri", "RequestPath", "url", "path"),
    "request": ("request",),
    "status": ("status", "DownstreamStatus", "response", "status_code", "code"),
    "size": ("body_bytes_sent", "bytes_sent", "size", "DownstreamContentSize", "bytes"),
    "referer": ("http_referer", "referer", "referrer", "request_Referer"),
    "agent": ("http_user_agent", "user_agent", "agent", "request_User-Agent", "userAgent"),
}


def _of_json(line: bytes, zone: tzinfo) -> Line | None:
    try:
        document: object = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(document, dict):
        return None
    fields = dict(_flat(cast(dict[str, object], document)))
    get = {
        ours: next((fields[name] for name in names if name in fields), "")
        for ours, names in _NAMES.items()
    }
    parts = get["request"].split(" ")
    method = get["method"] or (parts[0] if len(parts) > 1 else "")
    target = " ".join(parts[1:-1] if parts[-1].startswith("HTTP/") else parts[1:])
    target = target or get["target"]
    if not method or not target:
        return None
    return Line(
        site=get["site"],
        client=_client(get["client"], f'"{get["forwarded"]}"'),
        account=_dashed(get["account"]),
        time=_json_time(get["time"], zone),
        method=method,
        target=target,
        status=_number(get["status"]) or 0,
        size=_number(get["size"]),
        referer=_dashed(get["referer"]),
        agent=_dashed(get["agent"]),
    )


def _flat(document: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Each value as text; of what Caddy nests below `request` and its headers too."""
    for name, value in document.items():
        if isinstance(value, str | int | float):
            yield name, str(value)
    nested = document.get("request")
    if isinstance(nested, dict):
        request = cast(dict[str, object], nested)
        yield from _flat({name: each for name, each in request.items() if name != "request"})
        headers = request.get("headers")
        for name, value in (
            cast(dict[str, object], headers) if isinstance(headers, dict) else {}
        ).items():
            if isinstance(value, list) and value:
                first = cast(list[object], value)[0]
                yield f"http_{name.lower().replace('-', '_')}", str(first)


def _json_time(text: str, zone: tzinfo) -> float | None:
    try:
        seconds = float(text)
    except ValueError:
        return read_time(text, zone)
    seconds = seconds / 1_000 if seconds > 1e11 else seconds
    return seconds if moment(seconds) else None


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 19 else None
