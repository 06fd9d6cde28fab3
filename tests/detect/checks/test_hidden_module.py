import pytest

from hemostat.detect.check import HostContext, claims_of
from hemostat.detect.checks.hidden_module import hidden_module
from hemostat.model.level import Level
from hemostat.model.record_set import RecordSet
from hemostat.model.records import CrossView

pytestmark = pytest.mark.requirement("A6L.3", "A4.13")


@pytest.mark.parametrize(
    ("seen_by", "level"),
    [
        ("/sys/module", Level.CRITICAL),
        ("/proc/kallsyms", Level.HIGH),
        ("/proc/modules", Level.MEDIUM),
    ],
)
def test_how_bad_it_is_depends_on_the_list_that_has_it(seen_by: str, level: Level) -> None:
    view = CrossView(kind="module", value="rk", seen_by=seen_by, missing_from="another")
    (claim,) = claims_of(hidden_module, RecordSet([view]).of, HostContext())
    assert (claim.level, claim.subjects[0].value) == (level, "rk")
