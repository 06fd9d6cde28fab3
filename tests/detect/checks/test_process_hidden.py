import pytest

from detect.made_processes import connected, running, worst
from hemostat.detect.checks.process_hidden import hidden_path
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import Account


@pytest.mark.parametrize(
    "exe",
    [
        "/usr/lib/.x/a",
        "/etc/.cache/a",
        "/opt/.../a",
        "/srv/a /b",
        "/var/lib/.d/a",
        "/opt/a\u202e/b",
    ],
)
def test_a_hidden_folder_outside_homes_is_high(exe: str) -> None:
    assert worst(hidden_path, running(9, exe, exe_state="unowned")) == Level.HIGH


@pytest.mark.parametrize(
    "exe",
    [
        "/home/d/.vscode-server/cli/servers/Stable-1/server/node",
        "/root/.nvm/versions/node/v20/bin/node",
        "/srv/app/node_modules/.pnpm/esbuild@1/bin/esbuild",
        "/var/lib/jenkins/.cache/tool/bin/a",
        "/home/d/.local/share/JetBrains/a",
        "/opt/app/.venv/bin/python3",
        "/nix/store/0abc-tool-1.0/bin/.tool-wrapped",
    ],
)
def test_folders_that_tools_make_are_ordinary(exe: str) -> None:
    assert worst(hidden_path, running(9, exe, exe_state="unowned")) is None


def test_an_unknown_tool_in_a_home_is_low_until_more_speaks_against_it() -> None:
    service = running(9, "/home/d/.acme/agent", unit="acme.service", euid=1000)
    assert worst(hidden_path, service) == Level.LOW
    assert worst(hidden_path, running(9, "/root/.acme/agent", euid=0)) == Level.MEDIUM
    bare = running(9, "/root/.x/agent", euid=0)
    assert worst(hidden_path, bare, connected(9, "203.0.113.4", 4444)) == Level.HIGH


def test_a_service_accounts_home_is_a_home() -> None:
    account = Account(name="app", uid=900, home=HostPath("/var/lib/app"))
    process = running(9, "/var/lib/app/.acme/agent", unit="app.service", euid=900)
    assert worst(hidden_path, process, account) == Level.LOW
    assert worst(hidden_path, process) == Level.HIGH
