import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.detect.observables import observables_in
from hemostat.model.finding import Observable


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("miner -o pool.Example.org:443 -u w", [("domain-name", "pool.example.org")]),
        ("nc 198.51.100.7 4444", [("ipv4-addr", "198.51.100.7")]),
        ("curl http://127.0.0.1:9200/", [("url", "http://127.0.0.1:9200/")]),
        ("systemctl start app.service", []),
        ("docker run -p 80:80 registry.example/app", []),
        ("scp user@host.example:22 x", []),
    ],
)
def test_only_what_names_another_host_is_observable(
    command: str, expected: list[tuple[str, str]]
) -> None:
    assert observables_in(command) == tuple(Observable(*each) for each in expected)


def test_each_value_is_given_once() -> None:
    found = observables_in("a.example:80 a.example:81 http://a.example/x")
    assert [each.value for each in found if each.type == "domain-name"] == ["a.example"]


@given(st.text(st.sampled_from("ab1.:/-@ \udcff"), max_size=60))
def test_any_text_is_taken(command: str) -> None:
    found = observables_in(command)
    assert all(each.value.lower() in command.lower() for each in found if each.type == "url")
    assert len(set(found)) == len(found)
