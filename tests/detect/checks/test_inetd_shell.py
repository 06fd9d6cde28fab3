"""A shell behind a network port."""

import pytest

from detect.running import claims, examples
from hemostat.detect.check import Check, Example
from hemostat.detect.checks import inetd_shell as module
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import Mechanism, Startup


@pytest.mark.parametrize(("check", "example"), examples(module))
def test_each_example_does_what_it_says(check: Check, example: Example) -> None:
    assert bool(claims(check, *example.records, context=example.context)) == example.fires


@pytest.mark.parametrize(
    ("command", "account", "level"),
    [
        ("/bin/sh", "root", Level.CRITICAL),
        ("/bin/sh", "nobody", Level.HIGH),
        ("/usr/bin/socat STDIO EXEC:/bin/sh", "nobody", Level.HIGH),
        ("/usr/bin/check_mk_agent", "root", None),
        ("/usr/libexec/in.rshd", "root", None),
    ],
)
def test_whose_shell_it_is_decides(command: str, account: str, level: Level | None) -> None:
    record = Startup(
        mechanism=Mechanism.INETD,
        command=command,
        account=account,
        trigger="connection to x",
        place=HostPath("/etc/inetd.conf"),
    )
    found = claims(module.shell_behind_port, record)
    assert [claim.level for claim in found] == ([level] if level else [])
