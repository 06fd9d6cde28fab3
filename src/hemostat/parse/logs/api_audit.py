"""The audit log of a Kubernetes API server: one JSON object a line.

Source: audit.k8s.io/v1 and v1beta1, of kube-apiserver, k3s, RKE2 and OpenShift.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import cast

from hemostat.model.evidence import Evidence, Source
from hemostat.model.records import ApiRequest, LogSpan
from hemostat.parse.logs.line_numbers import LineNumbers
from hemostat.parse.logs.reading import LogReading, Pulse

_MOST = 20_000
_LONGEST = 262_144
# The cluster's own parts ask all day; of them nothing is kept but what makes or enters things.
_OWN = re.compile(
    rb'"username":"system:(?:node:|kube-|apiserver|serviceaccount:kube-system:|volume-scheduler)'
)
_NEEDED = re.compile(
    rb'"(?:system:anonymous|system:unauthenticated)"|"verb":"(?:create|patch|update|connect)"'
    rb'|"resource":"secrets"'
)


def read_api_audit(evidence: Evidence, base: LogSpan) -> LogReading:
    """Read one audit log; requests of one client for one kind of thing count as one."""
    numbers, pulse = LineNumbers(evidence), Pulse()
    alike: dict[tuple[object, ...], ApiRequest] = {}
    data, at, unread, dropped = evidence.data, 0, 0, 0
    while at < len(data):
        stop = data.find(b"\n", at)
        stop = len(data) if stop < 0 else stop
        line, begin = data[at:stop], at
        at = stop + 1
        if not line.strip() or len(line) > _LONGEST:
            unread += len(line) > _LONGEST
            continue
        if _OWN.search(line) or not _NEEDED.search(line):
            pulse.entries += 1
            continue
        request = _request(line, partial(numbers.source, begin, stop))
        if request is None:
            unread += 1
            continue
        if request.time:
            pulse.beat(request.time.timestamp())
        dropped += _count(request, alike)
    return LogReading(tuple(alike.values()), pulse.span(base, unread), dropped)


def _count(request: ApiRequest, alike: dict[tuple[object, ...], ApiRequest]) -> int:
    key = (
        request.account,
        request.address,
        request.verb,
        request.resource,
        request.code,
        request.powers,
        request.command,
    )
    known = alike.get(key)
    if known is None and len(alike) >= _MOST:
        return 1
    if known is None:
        alike[key] = request
    else:
        alike[key] = replace(known, count=known.count + 1, last=request.time or known.last)
    return 0


def _request(line: bytes, source: "partial[Source]") -> ApiRequest | None:
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        return None
    event = _map({"": told}, "")
    if not event or event.get("stage", "ResponseComplete") == "RequestReceived":
        return None
    user, about = _map(event, "user"), _map(event, "objectRef")
    resource, part = _text(about, "resource"), _text(about, "subresource")
    addresses = event.get("sourceIPs")
    code = _map(event, "responseStatus").get("code")
    made = _map(event, "requestObject")
    uri = _text(event, "requestURI")
    return ApiRequest(
        source=source(),
        account=_text(user, "username"),
        groups=_texts(user.get("groups")),
        address=(_texts(addresses) or ("",))[0],
        verb=_text(event, "verb"),
        resource=f"{resource}/{part}" if part and not resource.endswith(part) else resource,
        namespace=_text(about, "namespace"),
        name=_text(about, "name") or _text(_map(made, "metadata"), "name"),
        uri=uri[:300],
        code=code if isinstance(code, int) else 0,
        agent=_text(event, "userAgent"),
        command=_command(made, uri),
        powers=tuple(sorted(_powers(made))),
        time=_time(_text(event, "requestReceivedTimestamp")),
    )


def _map(value: Mapping[str, object], name: str) -> dict[str, object]:
    found = value.get(name)
    return cast(dict[str, object], found) if isinstance(found, dict) else {}


def _maps(value: Mapping[str, object], name: str) -> list[dict[str, object]]:
    found = value.get(name)
    listed = cast(list[object], found) if isinstance(found, list) else []
    return [cast(dict[str, object], each) for each in listed[:100] if isinstance(each, dict)]


def _text(value: Mapping[str, object], name: str) -> str:
    found = value.get(name)
    return found[:400] if isinstance(found, str) else ""


def _texts(value: object) -> tuple[str, ...]:
    listed = cast(list[object], value) if isinstance(value, list) else []
    return tuple(str(each)[:400] for each in listed[:20])


def _time(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _command(made: Mapping[str, object], uri: str) -> str:
    """What the containers of a made object run, or what an exec asked to run."""
    asked = re.findall(r"[?&]command=([^&]{1,200})", uri)
    words: list[str] = [each.replace("%20", " ").replace("+", " ") for each in asked]
    for container in _containers(made):
        for name in ("command", "args"):
            words += _texts(container.get(name))
    return " ".join(words)[:600]


def _pod(made: Mapping[str, object]) -> dict[str, object]:
    """The pod's specification, of a pod or of what makes pods."""
    spec = _map(made, "spec")
    for _ in range(2):
        spec = _map(_map(spec, "jobTemplate"), "spec") or spec
        spec = _map(_map(spec, "template"), "spec") or spec
    return spec


def _containers(made: Mapping[str, object]) -> list[dict[str, object]]:
    pod = _pod(made)
    found: list[dict[str, object]] = []
    for name in ("containers", "initContainers", "ephemeralContainers"):
        found += _maps(pod, name)
    return found


def _powers(made: Mapping[str, object]) -> set[str]:
    pod, found = _pod(made), set[str]()
    for name, power in (
        ("hostPID", "host_pid"),
        ("hostNetwork", "host_network"),
        ("hostIPC", "host_ipc"),
    ):
        found |= {power} if pod.get(name) is True else set()
    if any(_map(each, "securityContext").get("privileged") is True for each in _containers(made)):
        found.add("privileged")
    for volume in _maps(pod, "volumes"):
        path = _text(_map(volume, "hostPath"), "path")
        if path.rstrip("/") in ("", "/etc", "/root", "/var/run", "/run") and path:
            found.add("host_path")
    if _text(_map(made, "roleRef"), "name") == "cluster-admin":
        found.add("cluster_admin")
    return found
