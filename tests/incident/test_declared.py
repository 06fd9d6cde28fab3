"""What the user declares to be theirs labels a finding, and never more than that."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hemostat.incident.declared import Declared, labelled, network_of, read_scope, time_of
from hemostat.model.errors import DataError
from hemostat.model.finding import Finding
from incident.stories import MINER, NOON, about, found, process, startup

FILE = """
responders:
  - name: night shift
    addresses: [192.0.2.7, "2001:db8::/48"]
    accounts: [ir-li]
    keys: ["SHA256:abc"]
    processes: [/opt/edr/agent]
    paths: [/opt/ir]
scanners:
  - {name: weekly scan, addresses: [10.9.0.0/16]}
tests:
  - name: red team
    addresses: [198.51.100.0/24]
    from: 2026-11-21T08:00:00+08:00
    until: 2026-11-22
"""


def runs(exe: str = MINER, **more: object) -> Finding:
    (finding,) = found(about(process(100, exe, **more)))
    return replace(finding, first_seen=NOON, last_seen=NOON)


def labels(finding: Finding, *declared: Declared) -> list[str]:
    (after,) = labelled([finding], declared)
    assert (after.level, after.id) == (finding.level, finding.id)
    return [label.reason for label in after.labels]


def test_a_scope_file_is_read_as_it_is_written() -> None:
    responder, scanner, test = read_scope("scope.yaml", FILE)
    assert (responder.kind, responder.name, responder.accounts) == (
        "responder",
        "night shift",
        ("ir-li",),
    )
    assert responder.addresses == (network_of("192.0.2.7"), network_of("2001:db8::/48"))
    assert scanner.kind == "scanner"
    assert test.begins == datetime(2026, 11, 21, 0, 0, tzinfo=UTC)
    assert test.ends == datetime(2026, 11, 22, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[]", "must hold lists named responders"),
        ("a: [", "not YAML"),
        ("friends: []", "friends: no such list"),
        ("responders: {}", "responders: must be a list"),
        ("responders: [x]", "entry 1: must have a name"),
        ("responders: [{accounts: [a]}]", "needs a name"),
        ("responders: [{name: a}]", "names nothing"),
        ("responders: [{name: a, acounts: [b]}]", "unknown acounts"),
        ("responders: [{name: a, addresses: [300.1.1.1]}]", "'300.1.1.1' is neither"),
        ("responders: [{name: a, accounts: [7]}]", "accounts: must be a list of words"),
        ("responders: [{name: a, paths: [opt]}]", "must be an absolute path"),
        ("responders: [{name: a, paths: [/]}]", "not the whole host"),
        ("tests: [{name: a, accounts: [b]}]", "needs `from` and `until`"),
        ("tests: [{name: a, accounts: [b], from: soon, until: later}]", "'soon' is no time"),
        (
            "tests: [{name: a, accounts: [b], from: 2026-02-02, until: 2026-01-01}]",
            "`from` is after `until`",
        ),
    ],
)
def test_what_is_wrong_with_a_scope_file_is_said(text: str, words: str) -> None:
    with pytest.raises(DataError, match=r"scope\.yaml") as caught:
        read_scope("scope.yaml", text)
    assert words in str(caught.value)


def test_every_problem_is_named_not_only_the_first() -> None:
    with pytest.raises(DataError) as caught:
        read_scope("s", "foo: []\nscanners: [{name: a}]")
    assert str(caught.value).count("s: ") == 2


def test_a_process_of_a_declared_account_or_place_is_labelled() -> None:
    mine = Declared(kind="responder", name="me", accounts=("li",), processes=("/opt/ir",))
    assert labels(runs(account="li"), mine) == ["account li"]
    assert labels(runs("/opt/ir/scan", account="chen"), mine) == ["process /opt/ir/scan"]
    assert labels(runs(account="chen"), mine) == []


def test_a_finding_that_names_anything_beyond_is_not_explained() -> None:
    place = Declared(kind="responder", name="me", paths=("/etc/cron.d/ir",))
    (whole,) = found(about(startup("/etc/cron.d/ir")))
    (more,) = found(about(startup("/etc/cron.d/ir", MINER)))
    assert labels(whole, place) == ["path /etc/cron.d/ir"]
    assert labels(more, place) == []


def test_addresses_are_matched_by_network() -> None:
    scan = Declared(kind="scanner", name="scan", addresses=(network_of("10.9.0.0/16"),))
    (inside,) = found(about(startup("/etc/cron.d/x"), addresses=["10.9.3.4"]))
    (both,) = found(about(startup("/etc/cron.d/x"), addresses=["10.9.3.4", "203.0.113.9"]))
    assert labels(inside, scan) == ["address 10.9.3.4"]
    assert labels(both, scan) == []


def test_a_window_explains_only_what_falls_into_it() -> None:
    hour = timedelta(hours=1)
    window = Declared(
        kind="test", name="red", accounts=("li",), begins=NOON - hour, ends=NOON + hour
    )
    finding = runs(account="li")
    assert labels(finding, window) == ["account li"]
    assert labels(replace(finding, last_seen=NOON + 2 * hour), window) == []
    assert labels(replace(finding, first_seen=None, last_seen=None), window) == []


def test_since_we_came_labels_what_began_later() -> None:
    since = Declared(kind="own", name="--since-us", begins=NOON)
    assert labels(runs(), since) == ["since 2026-11-21 12:00 UTC"]
    assert labels(replace(runs(), first_seen=NOON - timedelta(minutes=1)), since) == []


def test_a_time_without_an_offset_is_utc() -> None:
    assert time_of("2026-11-22T02:00:00") == datetime(2026, 11, 22, 2, tzinfo=UTC)
    assert time_of("2026-11-22T02:00:00+08:00") == datetime(2026, 11, 21, 18, tzinfo=UTC)


def test_what_nobody_declared_stays_as_it_was() -> None:
    findings = found(about(process(100, MINER)))
    assert labelled(findings, ()) == findings
