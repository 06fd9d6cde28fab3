import pytest

from detect.running import claims, examples
from hemostat.detect.checks import cluster_requests
from hemostat.detect.checks.cluster_requests import strange_request
from hemostat.model.level import Level
from hemostat.model.records import ApiRequest

pytestmark = pytest.mark.requirement("B3", "B5.2")


def asked(resource: str, verb: str = "list", code: int = 200, **more: object) -> ApiRequest:
    uri = str(more.get("uri", f"/api/v1/{resource}"))
    return ApiRequest(account="system:anonymous", verb=verb, resource=resource, uri=uri, code=code)


def test_texts_can_be_filled_in() -> None:
    for check, example in examples(cluster_requests):
        claims(check, *example.records, context=example.context)


@pytest.mark.parametrize(
    ("request_", "level"),
    [
        (asked("secrets"), Level.HIGH),
        (asked("pods/exec", "create", 101), Level.HIGH),
        (asked("namespaces"), Level.MEDIUM),
        (asked("", "get", uri="/metrics"), Level.LOW),
        (asked("", "get", uri="/apis"), None),
        (asked("selfsubjectaccessreviews", "create", 201), None),
        (asked("secrets", code=401), None),
    ],
)
def test_what_nobody_was_given(request_: ApiRequest, level: Level | None) -> None:
    found = claims(strange_request, request_)
    assert [each.level for each in found] == ([level] if level else [])
