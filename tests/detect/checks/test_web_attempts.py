import pytest

from detect.made_web import WHEN
from detect.running import claims
from hemostat.detect.checks.web_attempts import attempts
from hemostat.model.level import Level
from hemostat.model.records import WebAttempts

pytestmark = pytest.mark.requirement("A6L.1")


def tried(sign: str, requests: int) -> WebAttempts:
    return WebAttempts(sign=sign, requests=requests, clients=2, answered=1, first=WHEN, last=WHEN)


def test_all_logs_give_one_finding_a_kind() -> None:
    found = claims(attempts, tried("sql", 5), tried("sql", 7), tried("lookup", 1))
    assert [each.subjects[0].value for each in found] == [
        "web requests: lookup",
        "web requests: sql",
    ]
    assert found[1].values["requests"] == "12"


def test_attempts_alone_are_for_information() -> None:
    assert attempts.info.level == Level.INFO
    assert claims(attempts, tried("sql", 0)) == []
