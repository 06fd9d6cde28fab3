"""Which lines the rules of log daemons lose."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.detect.log_filters import lost_events
from hemostat.model.evidence import Source
from hemostat.model.path import HostPath
from hemostat.model.records import Setting


def lost(*texts: str) -> list[tuple[int | None, str]]:
    lines = [
        Setting(
            source=Source(path=HostPath("/etc/rsyslog.conf"), line=number, text=text),
            service="rsyslog",
            keyword="x",
        )
        for number, text in enumerate(texts, start=1)
    ]
    return [(each.setting.source.line, each.what) for each in lost_events(lines)]


@pytest.mark.requirement("A9.8")
def test_a_block_is_told_by_its_first_line() -> None:
    found = lost("*.* /x", "if $programname == 'sshd' then {", "if $msg contains 'Accepted' then {",
                 "stop", "}", "}")  # fmt: skip
    assert found == [(2, "$programname == 'sshd' and $msg contains 'Accepted'")]


@pytest.mark.parametrize(
    "text",
    [
        "if $programname != 'sshd' then stop",
        ':msg, !contains, "Accepted password" ~',
        "if not ($msg contains 'Accepted password') then stop",
    ],
)
def test_what_a_denial_keeps_is_not_lost(text: str) -> None:
    assert lost(text) == []


@given(st.lists(st.text(alphabet="if then{}stop~:msg,\"' /devnull$", max_size=40), max_size=20))
def test_any_lines_are_read(texts: list[str]) -> None:
    assert len(lost(*texts)) <= len(texts)
