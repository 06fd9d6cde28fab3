from detect.made_log_ins import failures, level, log_in
from detect.running import claims
from hemostat.detect.checks.login_guessing import password_guessing
from hemostat.model.level import Level


def test_guessing_without_success_is_only_told() -> None:
    assert level(password_guessing, failures(5_000)) == Level.INFO


def test_a_few_failures_are_not_told() -> None:
    assert level(password_guessing, failures(20), log_in()) is None


def test_two_logs_of_the_same_failures_are_counted_once() -> None:
    (claim,) = claims(password_guessing, failures(200), failures(180, log="btmp"))
    assert claim.values["count"] == "200"
