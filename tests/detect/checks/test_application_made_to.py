import pytest

from detect.running import claims, examples
from hemostat.detect.checks import application_made_to
from hemostat.detect.checks.application_made_to import application_made_to as check
from hemostat.model.evidence import Source
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import DaemonEvent

pytestmark = pytest.mark.requirement("B3", "B5.2")


def event(kind: str, target: str) -> DaemonEvent:
    source = Source(path=HostPath("/var/log/apache2/error.log"), line=4)
    return DaemonEvent(source=source, log="text", service="application", kind=kind, target=target)


def test_texts_can_be_filled_in() -> None:
    for each, example in examples(application_made_to):
        claims(each, *example.records, context=example.context)


def test_what_one_log_says_of_one_kind_is_one_claim() -> None:
    found = claims(
        check,
        event("fetched", "http://198.51.100.4/a"),
        event("fetched", "http://198.51.100.4/b"),
        event("fetched", "https://files.example.org/c"),
    )
    assert [(each.level, len(each.because)) for each in found] == [(Level.MEDIUM, 2)]
