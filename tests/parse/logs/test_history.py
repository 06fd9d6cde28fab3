from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence
from hemostat.model.path import HostPath
from hemostat.model.records import HistoryFile, TypedCommand
from hemostat.parse.logs.history import MOST_LINES, parse_history, parse_history_link
from hemostat.parse.place import Place

TIME = datetime.fromtimestamp(1_795_000_000, UTC)


def typed(name: str, text: str | bytes) -> list[TypedCommand]:
    data = text.encode() if isinstance(text, str) else text
    path = HostPath(f"/root/{name}")
    parsed = parse_history(Evidence(data, path), Place(path, "root"))
    assert sum(isinstance(each, HistoryFile) for each in parsed.records) == 1
    return [each for each in parsed.records if isinstance(each, TypedCommand)]


@pytest.mark.requirement("B5.2")
@pytest.mark.parametrize(
    ("name", "text", "commands"),
    [
        (".bash_history", "ls\ncd /\n", [("ls", None), ("cd /", None)]),
        (".bash_history", "#1795000000\nls\nid\n", [("ls", TIME), ("id", TIME)]),
        (".bash_history", "#!/bin/sh\n", [("#!/bin/sh", None)]),
        (".zsh_history", ": 1795000000:0;ls\nid\n", [("ls", TIME), ("id", None)]),
        (
            ".zsh_history",
            ": 1795000000:0;for i in a\\\ndo x\\\ndone\n",
            [("for i in a\ndo x\ndone", TIME)],
        ),
        (
            "fish_history",
            "- cmd: ls\n  when: 1795000000\n- cmd: a\\nb\\\\n\n  when: 1795000000\n"
            "  paths:\n    - x\n- cmd: c\n",
            [("ls", TIME), ("a\nb\\n", TIME), ("c", None)],
        ),
        (".mysql_history", "select 1;\n\\! sh\n", [("\\! sh", None)]),
        (".python_history", "import os\nos.system('id')\n", [("os.system('id')", None)]),
    ],
)
def test_a_history_gives_commands_with_their_times(
    name: str, text: str, commands: list[tuple[str, datetime | None]]
) -> None:
    assert [(each.command, each.time) for each in typed(name, text)] == commands


def test_the_last_commands_of_a_long_history_are_kept() -> None:
    found = typed(".bash_history", "".join(f"c{n}\n" for n in range(MOST_LINES + 9)))
    assert (len(found), found[-1].command) == (MOST_LINES, f"c{MOST_LINES + 8}")
    assert found[-1].source.line == MOST_LINES + 9


def test_a_link_says_where_it_leads() -> None:
    path = HostPath("/root/.bash_history")
    (file,) = parse_history_link(Evidence(b"/dev/null", path), Place(path, "root")).records
    assert (file.kind, file.target, file.account) == ("link", "/dev/null", "root")


@given(st.binary(max_size=500), st.sampled_from([".bash_history", ".zsh_history", "fish_history"]))
def test_any_bytes_are_commands_or_nothing(data: bytes, name: str) -> None:
    assert len(typed(name, data)) <= data.count(b"\n") + 1
