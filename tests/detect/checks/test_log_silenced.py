import pytest

from detect.made_log_ins import level
from detect.running import claims
from hemostat.detect.checks.log_silenced import log_silenced
from hemostat.model.evidence import Source
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import LogSpan


def span(path: str, state: str = "read", target: str = "") -> LogSpan:
    return LogSpan(
        source=Source(path=HostPath(f"/var/log/{path}")),
        family=path.removesuffix(".1"),
        kind="text",
        state=state,
        target=target,
    )


@pytest.mark.requirement("B3")
@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("wtmp", Level.HIGH),
        ("secure", Level.HIGH),
        ("syslog", Level.MEDIUM),
        ("btmp", Level.MEDIUM),
        ("cron", Level.LOW),
    ],
)
def test_a_log_that_leads_to_the_null_device(path: str, said: Level) -> None:
    assert level(log_silenced, span(path, "link", "/dev/null")) == said


def test_a_folder_in_the_place_of_a_log_is_high() -> None:
    assert level(log_silenced, span("wtmp", "folder")) == Level.HIGH


def test_a_log_kept_on_another_disk_is_quiet() -> None:
    assert level(log_silenced, span("auth.log", "link", "/data/log/auth.log")) is None


def test_a_log_that_is_gone_while_its_daemon_writes_another_is_medium() -> None:
    (claim,) = claims(log_silenced, span("auth.log.1"), span("syslog"))
    assert claim.level == Level.MEDIUM
    assert claim.subjects[0].value == "/var/log/auth.log"


def test_logs_that_went_together_are_quiet() -> None:
    assert level(log_silenced, span("auth.log.1"), span("syslog.1")) is None


def test_a_log_that_was_just_rotated_is_quiet() -> None:
    assert (
        level(log_silenced, span("auth.log.1"), span("auth.log", "empty"), span("syslog")) is None
    )
