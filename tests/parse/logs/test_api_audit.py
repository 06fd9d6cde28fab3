import json

import pytest

from hemostat.model.records import ApiRequest
from hemostat.parse.logs.api_audit import read_api_audit
from parse.logs.made_logs import evidence, span

pytestmark = pytest.mark.requirement("B3")


def event(**fields: object) -> str:
    told: dict[str, object] = {
        "kind": "Event",
        "stage": "ResponseComplete",
        "verb": "create",
        "requestURI": "/api/v1/pods",
        "user": {"username": "system:anonymous"},
        "sourceIPs": ["198.51.100.4"],
        "objectRef": {"resource": "pods"},
        "responseStatus": {"code": 201},
        "requestReceivedTimestamp": "2026-11-20T03:00:00.1Z",
        **fields,
    }
    return json.dumps(told, separators=(",", ":")) + "\n"


def read(text: str) -> list[ApiRequest]:
    reading = read_api_audit(evidence(text.encode()), span("audit.log", "records"))
    return [each for each in reading.records if isinstance(each, ApiRequest)]


def test_requests_alike_are_counted() -> None:
    (request,) = read(event() * 4 + event(stage="RequestReceived"))
    assert (request.account, request.count, request.code) == ("system:anonymous", 4, 201)


def test_the_powers_of_what_is_made_are_seen_through_what_makes_it() -> None:
    pod = {
        "hostPID": True,
        "containers": [{"command": ["sh"], "securityContext": {"privileged": True}}],
        "volumes": [{"hostPath": {"path": "/"}}],
    }
    cron = {"spec": {"jobTemplate": {"spec": {"template": {"spec": pod}}}}}
    (request,) = read(event(requestObject=cron))
    assert request.powers == ("host_path", "host_pid", "privileged")
    assert request.command == "sh"


def test_an_exec_names_its_command() -> None:
    uri = "/api/v1/namespaces/a/pods/b/exec?command=sh&command=-c&command=id"
    reference = {"resource": "pods", "subresource": "exec"}
    (request,) = read(event(requestURI=uri, objectRef=reference))
    assert (request.resource, request.command) == ("pods/exec", "sh -c id")


def test_the_clusters_own_parts_are_not_kept() -> None:
    assert read(event(user={"username": "system:node:a"})) == []


@pytest.mark.parametrize("text", ["{", "[]\n", '{"verb":"create"}\n', '"verb":"create"\n'])
def test_hostile_lines_raise_nothing(text: str) -> None:
    assert len(read(text)) <= 1
