import pytest

from detect.made_log_ins import INSIDE, OUTSIDE, ROOT, failures, level, log_in
from detect.running import claims
from hemostat.detect.checks.login_guessed import guessed_password
from hemostat.model.level import Level

pytestmark = pytest.mark.requirement("B3", "B5.2")


def test_root_guessed_from_outside_is_critical() -> None:
    assert level(guessed_password, ROOT, failures(40), log_in()) == Level.CRITICAL


def test_another_account_guessed_from_outside_is_high() -> None:
    assert level(guessed_password, ROOT, failures(40, "ops"), log_in("ops")) == Level.HIGH


def test_a_second_root_counts_as_root() -> None:
    toor = ROOT.__class__(name="toor", uid=0)
    assert level(guessed_password, toor, failures(40, "toor"), log_in("toor")) == Level.CRITICAL


@pytest.mark.parametrize("count", [1, 3, 9])
def test_somebody_who_mistypes_is_quiet(count: int) -> None:
    assert level(guessed_password, ROOT, failures(count), log_in()) is None


def test_one_failure_a_day_on_many_accounts_is_found() -> None:
    slow = [failures(1, f"u{n}", at=-1_440.0 * n - 60) for n in range(5)]
    assert level(guessed_password, *slow, log_in("u2")) == Level.HIGH


def test_many_failures_long_ago_are_quiet() -> None:
    assert level(guessed_password, ROOT, failures(400, at=-5_000), log_in()) is None


def test_a_key_is_not_guessed() -> None:
    assert level(guessed_password, ROOT, failures(400), log_in(method="publickey")) is None


def test_a_bastion_from_which_people_came_before_is_quiet() -> None:
    before = log_in("ops", INSIDE, at=-9_000)
    records = (before, failures(40, "li", INSIDE), log_in("li", INSIDE))
    assert level(guessed_password, *records) is None


def test_a_stale_job_from_inside_that_was_put_right_is_low() -> None:
    assert level(guessed_password, failures(900, "job", INSIDE), log_in("job", INSIDE)) == Level.LOW


def test_many_accounts_tried_from_inside_are_high() -> None:
    tried = [failures(9, name, INSIDE) for name in ("root", "ops", "li")]
    assert level(guessed_password, *tried, log_in("li", INSIDE)) == Level.HIGH


def test_wtmp_alone_without_a_method_counts_beside_btmp() -> None:
    entry = log_in(method="", log="wtmp", terminal="pts/0", service="")
    assert level(guessed_password, ROOT, failures(40, log="btmp"), entry) == Level.CRITICAL


def test_a_record_of_wtmp_whose_twin_was_by_key_is_quiet() -> None:
    entry = log_in(method="", log="wtmp", terminal="pts/0", service="", at=0.2)
    assert level(guessed_password, failures(40), log_in(method="publickey"), entry) is None


def test_the_address_is_something_to_look_for() -> None:
    (claim,) = claims(guessed_password, ROOT, failures(40), log_in())
    assert [each.value for each in claim.observables] == [OUTSIDE]
    assert {subject.kind for subject in claim.subjects} == {"account", "address"}
