"""Where package managers fetch from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence
from hemostat.model.path import HostPath
from hemostat.parse.host.package_origins import parse_package_source
from hemostat.parse.place import Place


@pytest.mark.requirement("B5.4")
@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("/etc/apt/sources.list.d/a.sources", "Types: deb\nURIs: http://a/d\nTrusted: yes\n",
         [("apt", "unsigned", "http://a/d")]),
        ("/etc/apt/sources.list.d/a.sources", "Types: deb\nURIs: http://a/d\nEnabled: no\n", []),
        ("/etc/zypp/repos.d/a.repo", "[a]\nbaseurl=http://a/r\ngpgcheck=0\n",
         [("rpm", "unsigned", "http://a/r")]),
        ("/etc/zypp/repos.d/a.repo", "[a]\nbaseurl=http://a/r\ngpgcheck=0\nenabled=0\n", []),
        ("/etc/pacman.conf", "[a]\nSigLevel = Never\nServer = http://a/r\n",
         [("pacman", "unsigned", "http://a/r")]),
        ("/etc/apk/repositories", "http://a/v3/main\n#http://b/\n",
         [("apk", "signed", "http://a/v3/main")]),
        ("/root/.gemrc", ":sources:\n- http://a/g\n", [("gemrc", "unchecked", "http://a/g")]),
    ],
)  # fmt: skip
def test_each_address_is_told_with_what_is_checked(
    path: str, text: str, expected: list[tuple[str, str, str]]
) -> None:
    place = Place(HostPath(path))
    found = parse_package_source(Evidence(text.encode(), place.path), place).records
    assert [(each.section, each.keyword, each.value) for each in found] == expected


@given(st.binary(max_size=300), st.sampled_from(["a.sources", "a.repo", "pacman.conf", "gemrc"]))
def test_any_bytes_are_read(data: bytes, name: str) -> None:
    place = Place(HostPath(f"/etc/{name}"))
    found = parse_package_source(Evidence(data, place.path), place).records
    assert all("://" in each.value for each in found)
