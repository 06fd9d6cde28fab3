import re

import pytest

from hemostat.model.record import table_of
from hemostat.model.records import AtJob, CronJob, Mechanism, Startup


def test_every_mechanism_is_found_by_its_slug_and_has_a_technique() -> None:
    for mechanism in Mechanism:
        assert Mechanism.of(mechanism.value) is mechanism
        assert mechanism == mechanism.value
        assert re.fullmatch(r"[a-z_]+", mechanism)
        assert re.fullmatch(r"T\d{4}(\.\d{3})?", mechanism.technique)


def test_an_unknown_mechanism_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"'sorcery' is no mechanism; they are cron, anacron"):
        Mechanism.of("sorcery")


def test_a_job_whose_file_names_no_account_says_none() -> None:
    assert CronJob(when="@daily", user=None).user is None
    assert AtJob(uid=None).uid is None


def test_a_startup_has_as_many_states_as_programs_or_none_yet() -> None:
    startup = Startup(mechanism=Mechanism.CRON)
    assert (startup.programs, startup.program_states) == ((), ())
    assert startup.place_state == "unknown"
    assert table_of(Startup).categories == ("startup", "command")
