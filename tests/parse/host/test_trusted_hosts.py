"""Lists of trusted hosts."""

from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence
from hemostat.model.path import HostPath
from hemostat.parse.host.trusted_hosts import parse_trusted_hosts
from hemostat.parse.place import Place


def test_each_line_is_host_and_account() -> None:
    place = Place(HostPath("/root/.rhosts"), account="root")
    data = b"# c\n+ +\nNode1 li # x\n\n-bad\n"
    found = parse_trusted_hosts(Evidence(data, place.path), place).records
    assert [(each.section, each.keyword, each.value) for each in found] == [
        ("root", "+", "+"),
        ("root", "node1", "li"),
        ("root", "-bad", ""),
    ]


@given(st.binary(max_size=300))
def test_any_bytes_are_read(data: bytes) -> None:
    place = Place(HostPath("/etc/hosts.equiv"))
    found = parse_trusted_hosts(Evidence(data, place.path), place).records
    assert all(each.keyword for each in found)
