import pytest

from hemostat.detect.check import HostContext, claims_of
from hemostat.detect.checks.hidden_file import folder_count, hidden_file
from hemostat.model.path import HostPath
from hemostat.model.record_set import RecordSet
from hemostat.model.records import CrossView, InjectedLibrary

pytestmark = pytest.mark.requirement("A6L.3")


def test_the_file_its_views_and_the_library_are_named() -> None:
    view = CrossView(kind="file", value="/a", seen_by="getdents64", missing_from="readdir")
    library = InjectedLibrary(path=HostPath("/lib/x.so"), hooks=("readdir",))
    (claim,) = claims_of(hidden_file, RecordSet([view, library]).of, HostContext())
    assert claim.subjects[0].value == "/a"
    assert claim.values["folder"] == "/"
    assert claim.values["library"] == "/lib/x.so"


def test_a_count_is_one_finding_about_the_folder() -> None:
    view = CrossView(
        kind="folder", value="/usr", seen_by="link count", missing_from="getdents64", count=3
    )
    (claim,) = claims_of(folder_count, RecordSet([view]).of, HostContext())
    assert claim.values == {"value": "/usr", "count": "3"}
    assert list(claims_of(hidden_file, RecordSet([view]).of, HostContext())) == []
