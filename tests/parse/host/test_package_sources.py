"""Where package managers fetch from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence
from hemostat.model.path import HostPath
from hemostat.parse.host.package_sources import PARSERS
from hemostat.parse.place import Place

PLACE = Place(HostPath("/etc/pip.conf"))


@pytest.mark.requirement("B5.4")
@pytest.mark.parametrize(
    ("parser", "line", "service", "keyword", "value"),
    [
        ("pip_conf", "index-url = http://a/simple", "pip", "index-url", "http://a/simple"),
        ("pip_conf", "extra_index_url=http://u:p@a/", "pip", "extra-index-url", "http://a/"),
        ("npmrc", "registry=http://a:4873/", "npm", "registry", "http://a:4873/"),
        ("npmrc", "@acme:registry=https://a/", "npm", "@acme:registry", "https://a/"),
        ("npmrc", 'npmRegistryServer: "http://a/"', "npm", "npmregistryserver", "http://a/"),
        ("npmrc", "script-shell=/bin/x", "npm", "script-shell", "/bin/x"),
        ("yum_repo", "baseurl=http://a/", "yum", "baseurl", "http://a/"),
        (
            "apt_sources",
            "deb [trusted=yes] http://a/ ./",
            "apt",
            "deb",
            "[trusted=yes] http://a/ ./",
        ),
        ("fetcher_settings", "https_proxy = http://a:1/", "fetcher", "https-proxy", "http://a:1/"),
        ("fetcher_settings", "insecure", "fetcher", "insecure", ""),
    ],
)
def test_each_says_where_from(
    parser: str, line: str, service: str, keyword: str, value: str
) -> None:
    (record,) = PARSERS[parser](Evidence(line.encode(), PLACE.path), PLACE).records
    assert (record.service, record.keyword, record.value) == (service, keyword, value)


@pytest.mark.parametrize("line", ["# index-url = http://a", "//a/:_authToken=x", "cache=/x", ""])
def test_the_rest_gives_nothing(line: str) -> None:
    for parse in PARSERS.values():
        assert parse(Evidence(line.encode(), PLACE.path), PLACE).records == ()


@given(st.binary(max_size=300))
def test_no_password_of_an_address_is_kept(data: bytes) -> None:
    text = b"registry=http://user:hunter2@a/" + data
    for record in PARSERS["npmrc"](Evidence(text, PLACE.path), PLACE).records:
        assert "hunter2" not in record.value
        assert "hunter2" not in record.source.text
