from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence
from hemostat.model.path import HostPath
from hemostat.parse.host.process_environ import parse_environ


def variables(data: bytes, *, with_names: bool = True) -> list[tuple[str, str]]:
    evidence = Evidence(data, HostPath("/proc/7/environ"))
    return [(each.name, each.value) for each in parse_environ(evidence, 7, with_names=with_names)]


def test_what_changes_what_runs_keeps_its_value_and_secrets_do_not() -> None:
    data = b"LD_PRELOAD=/tmp/a.so\0DB_PASSWORD=hunter2\0PATH=/bin:/tmp\0HISTFILE=\0"
    assert variables(data) == [
        ("LD_PRELOAD", "/tmp/a.so"),
        ("DB_PASSWORD", ""),
        ("PATH", "/bin:/tmp"),
        ("HISTFILE", ""),
    ]


def test_a_proxy_keeps_its_address_without_the_password() -> None:
    data = b"https_proxy=http://joe:s3@cret@10.0.0.1:3128/\0ALL_PROXY=joe:pw@10.0.0.2:1080\0"
    assert variables(data) == [
        ("https_proxy", "http://10.0.0.1:3128/"),
        ("ALL_PROXY", "10.0.0.2:1080"),
    ]


def test_names_of_no_interest_can_be_left_out() -> None:
    assert variables(b"A=1\0LD_AUDIT=x\0", with_names=False) == [("LD_AUDIT", "x")]


def test_a_title_written_over_the_environment_is_no_variable() -> None:
    assert variables(b"sshd: root@pts/0\0\0\0") == []


def test_two_variables_of_one_name_are_both_kept() -> None:
    assert variables(b"LD_PRELOAD=a\0LD_PRELOAD=b\0") == [("LD_PRELOAD", "a"), ("LD_PRELOAD", "b")]


@given(st.binary(max_size=500))
def test_every_assignment_is_one_variable(data: bytes) -> None:
    assert len(variables(data)) == sum(1 for raw in data.split(b"\0") if raw.find(b"=") > 0)
