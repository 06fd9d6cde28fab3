"""Programs the kernel starts."""

import pytest

from detect.running import claims, examples
from hemostat.detect.check import Check, Example
from hemostat.detect.checks import kernel_helper as module
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import Mechanism, Provenance, Startup


@pytest.mark.parametrize(("check", "example"), examples(module))
def test_each_example_does_what_it_says(check: Check, example: Example) -> None:
    assert bool(claims(check, *example.records, context=example.context)) == example.fires


@pytest.mark.parametrize(
    ("command", "trigger", "state", "place", "level"),
    [
        ("/opt/x/c %p", "crash", Provenance.UNOWNED, "/etc/sysctl.d/a.conf", Level.HIGH),
        ("/opt/x/c %p", "crash", Provenance.MISSING, "/etc/sysctl.d/a.conf", Level.MEDIUM),
        ("/opt/x/c %p", "crash", Provenance.MISSING, "/proc/sys/kernel/core_pattern", Level.LOW),
        ("/usr/bin/python3 /x", "crash", Provenance.PACKAGED, "/proc/x", Level.HIGH),
        ("/usr/libexec/abrt-hook-ccpp %s", "crash", Provenance.PACKAGED, "/proc/x", None),
        ("/wsl-capture-crash %t", "crash", Provenance.MISSING, "/proc/x", None),
        ("/bin/false", "crash", Provenance.PACKAGED, "/proc/x", None),
        ("/sbin/modprobe", "module", Provenance.UNKNOWN, "/proc/x", None),
        ("/usr/bin/find", "module", Provenance.PACKAGED, "/proc/x", Level.HIGH),
        ("/cmd", "cgroup", Provenance.UNOWNED, "/sys/fs/cgroup/rdma/release_agent", Level.HIGH),
        ("/opt/wine/wine", "format", Provenance.UNOWNED, "/etc/binfmt.d/a", Level.LOW),
        ("/home/li/.i", "format", Provenance.UNOWNED, "/etc/binfmt.d/a", Level.HIGH),
    ],
)
def test_program_and_trigger_decide(
    command: str, trigger: str, state: Provenance, place: str, level: Level | None
) -> None:
    record = Startup(
        mechanism=Mechanism.KERNEL_HELPER,
        command=command,
        trigger=trigger,
        programs=(HostPath(command.split(maxsplit=1)[0]),),
        program_states=(str(state),),
        place=HostPath(place),
    )
    found = claims(module.foreign_helper, record)
    assert [claim.level for claim in found] == ([level] if level else [])
