"""An area keeps its limits."""

from hemostat.model.area import Area, AreaKind
from hemostat.model.path import HostPath


def test_an_area_has_limits_of_its_own() -> None:
    area = Area(HostPath("/tmp"), AreaKind.TEMPORARY, most=3)
    assert (area.depth, area.most) == (8, 3)
    assert area.kind == "temporary"
