import pytest

from detect.made_log_ins import ROOT, level, log_in
from hemostat.detect.checks.history_off import history_off
from hemostat.model.evidence import Source
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import HistoryFile, TypedCommand

SESSIONS = [log_in(log="wtmp", terminal="pts/0", at=n) for n in range(3)]


def history(name: str = ".bash_history", target: str = "", account: str = "root") -> HistoryFile:
    source = Source(path=HostPath(f"/root/{name}"))
    return HistoryFile(
        source=source, account=account, target=target, kind="link" if target else "file"
    )


@pytest.mark.requirement("B5.2")
def test_a_shell_history_that_leads_nowhere_is_medium() -> None:
    assert level(history_off, ROOT, history(target="/dev/null")) == Level.MEDIUM


def test_a_database_clients_history_that_leads_nowhere_is_low() -> None:
    assert level(history_off, ROOT, history(".mysql_history", "/dev/null")) == Level.LOW


def test_an_empty_history_of_somebody_who_works_here_is_low() -> None:
    assert level(history_off, ROOT, history(), *SESSIONS) == Level.LOW


def test_an_empty_history_without_sessions_is_quiet() -> None:
    assert level(history_off, ROOT, history(), SESSIONS[0]) is None


def test_a_history_with_commands_is_quiet() -> None:
    typed = TypedCommand(command="ls", account="root", source=history().source)
    assert level(history_off, ROOT, history(), typed, *SESSIONS) is None


def test_a_link_to_another_file_is_quiet() -> None:
    assert level(history_off, ROOT, history(target="/root/.config/history")) is None
