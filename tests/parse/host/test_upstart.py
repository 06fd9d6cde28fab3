import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence, Parsed
from hemostat.model.path import HostPath
from hemostat.model.records import StartupLine
from hemostat.parse.host.upstart import parse_upstart_job
from hemostat.parse.place import Place

# Made up after jobs of Ubuntu 14.04.
JOB = b"""# ssh - OpenBSD Secure Shell server
description "a daemon"
start on runlevel [2345]
stop on runlevel [!2345]
setuid daemon
respawn limit 10 5
env LD_PRELOAD=/tmp/x.so
pre-start script
    test -x /usr/sbin/x || { stop; exit 0; }
    mkdir -p /run/x
end script
exec /usr/sbin/x \\
  -D
"""


def job(data: bytes) -> Parsed[StartupLine]:
    path = HostPath("/etc/init/x.conf")
    return parse_upstart_job(Evidence(data, path), Place(path))


@pytest.mark.requirement("B5.4")
def test_exec_script_and_env_are_read() -> None:
    parsed = job(JOB)
    assert parsed.unread == ()
    assert [(each.source.line, each.command) for each in parsed.records] == [
        (7, "LD_PRELOAD=/tmp/x.so"),
        (9, "test -x /usr/sbin/x || { stop; exit 0; }"),
        (10, "mkdir -p /run/x"),
        (12, "/usr/sbin/x   -D"),
    ]
    assert {(each.account, each.trigger) for each in parsed.records} == {
        ("daemon", "runlevel [2345]")
    }


def test_what_is_no_stanza_is_unread() -> None:
    assert [each.source.text for each in job(b"hello world\n").unread] == ["hello world"]


@given(st.lists(st.sampled_from(["exec a", "script", "end script", "/x", "task", "env A=b", "?"])))
def test_no_line_is_lost(lines: list[str]) -> None:
    parsed = job("\n".join(lines).encode())
    seen = {each.source.text for each in (*parsed.records, *parsed.unread)}
    assert set(lines) - {"script", "end script", "task"} <= seen
