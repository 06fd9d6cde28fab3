from datetime import UTC, datetime

import pytest

from detect.running import claims
from hemostat.detect.check import HostContext
from hemostat.detect.checks.kernel_log import log_names_hole, log_names_module
from hemostat.model.level import Level
from hemostat.model.records import KernelModule, LogEvent

pytestmark = pytest.mark.requirement("B3", "B5.2")
WHEN = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
LISTED = KernelModule(name="ext4", state="Live")


def event(kind: str, target: str, hour: int = 3) -> LogEvent:
    time = WHEN.replace(hour=hour)
    return LogEvent(log="text", kind=kind, target=target, program="kernel", time=time)


def test_a_module_of_an_earlier_boot_is_not_missed() -> None:
    found = claims(log_names_module, LISTED, event("module_taint", "acme"), event("boot", "", 5))
    assert found == []


def test_a_module_that_vanished_since_boot_is_medium_and_a_rootkits_name_high() -> None:
    boot = event("boot", "", 1)
    (claim,) = claims(log_names_module, LISTED, boot, event("module_taint", "acme"))
    assert claim.level == Level.MEDIUM
    (claim,) = claims(log_names_module, event("module_taint", "reptile_module"))
    assert claim.level == Level.HIGH


def test_at_rest_nobody_knows_which_modules_were_loaded() -> None:
    rest = HostContext(is_running=False)
    assert claims(log_names_module, LISTED, event("module_taint", "acme"), context=rest) == []


@pytest.mark.parametrize(("count", "is_found"), [(9, False), (10, True)])
def test_crashes_of_what_guards_the_way_in(count: int, is_found: bool) -> None:
    crashes = [event("crashed", "sshd") for _ in range(count)]
    assert bool(claims(log_names_hole, *crashes)) is is_found
