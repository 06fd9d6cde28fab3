from datetime import UTC

import pytest

from hemostat.model.records import LogEvent
from hemostat.parse.logs.sudo_log import read_sudo_log
from parse.logs.made_logs import WHEN, evidence, span

pytestmark = pytest.mark.requirement("B3")


@pytest.mark.parametrize(
    "text",
    [
        "Nov 20 03:00:00 : ann : TTY=pts/0 ; PWD=/ ; USER=root ;\n    COMMAND=/bin/ls -l\n",
        "Nov 20 03:00:00 2026 : ann : HOST=srv ; PWD=/ ; USER=root ; COMMAND=/bin/ls -l\n",
        '{"sudo":{"accept":{"server_time":{"seconds":1795143600},"submituser":"ann",'
        '"runuser":"root","ttyname":"pts/0","command":"/bin/ls","runargv":["/bin/ls","-l"]}}}\n',
    ],
)
def test_each_form_of_sudos_own_log(text: str) -> None:
    reading = read_sudo_log(evidence(text.encode()), span("sudo.log", "records"), UTC, WHEN)
    (event,) = (each for each in reading.records if isinstance(each, LogEvent))
    assert (event.kind, event.account, event.target) == ("sudo", "ann", "root")
    assert (event.detail, event.time) == ("/bin/ls -l", WHEN)


def test_a_torn_line_says_nothing() -> None:
    reading = read_sudo_log(evidence(b'{"sudo": 3}\n{"sudo"'), span("s", "records"), UTC, WHEN)
    assert reading.records == ()
