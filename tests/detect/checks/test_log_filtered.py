"""Rules of log daemons that throw security events away."""

import pytest

from detect.running import claims, examples
from hemostat.detect.check import Check, Example
from hemostat.detect.checks import log_filtered as module
from hemostat.model.evidence import Source
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import Setting


@pytest.mark.parametrize(("check", "example"), examples(module))
def test_each_example_does_what_it_says(check: Check, example: Example) -> None:
    assert bool(claims(check, *example.records, context=example.context)) == example.fires


def test_several_rules_of_one_file_are_one_claim_and_high() -> None:
    texts = (':msg, contains, "Accepted" ~', "if $programname == 'sudo' then stop")
    lines = [
        Setting(
            source=Source(path=HostPath("/etc/rsyslog.d/a"), line=number, text=text),
            service="rsyslog",
            keyword=":msg",
        )
        for number, text in enumerate(texts, start=3)
    ]
    (claim,) = claims(module.events_thrown_away, *lines)
    assert claim.level is Level.HIGH
    assert (claim.values["line"], claim.values["count"]) == ("3", "2")
