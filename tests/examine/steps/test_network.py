"""The packet filter is asked on a running host only; `--reach` is done when asked, never else."""

import socket
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from hemostat.collect.probes.packet_filter import Message
from hemostat.detect.rulebook import Rulebook
from hemostat.examine.steps import network as module
from hemostat.examine.steps.network import LIVE, REACH, read_network
from hemostat.examine.work import Settings, Work, begin
from hemostat.model.coverage import Outcome
from hemostat.model.failure import Absent, Denied, Failure
from hemostat.model.records import FirewallRule, ReachTest
from made_roots import put, tree_of, whole


def work_of(root: Path, *reach: str, is_running: bool = True) -> Work:
    if not (root / "proc/modules").exists():
        put(root, "/proc/modules", b"nf_tables 1 0 - Live 0x0\n")
    work = begin(tree_of(whole(root)), Settings(rulebook=Rulebook.of(()), reach=reach))
    work.info = replace(work.info, is_running=is_running)
    return work


def outcomes(work: Work, name: str) -> list[Outcome]:
    return [entry.outcome for entry in work.coverage if entry.artifact == name]


def answering(answer: tuple[Message, ...] | Failure, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "dump_packet_filter", lambda: answer)


def test_a_collected_source_is_asked_nothing(tmp_path: Path) -> None:
    work = work_of(tmp_path, "192.0.2.1:80", is_running=False)
    read_network(work)
    assert outcomes(work, LIVE) == []
    assert outcomes(work, REACH) == [Outcome.UNSUPPORTED]
    assert work.records.of(ReachTest) == ()


def test_no_right_is_a_hole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answering(Denied("no"), monkeypatch)
    work = work_of(tmp_path)
    read_network(work)
    assert outcomes(work, LIVE) == [Outcome.DENIED]
    assert work.records.of(FirewallRule) == ()


def test_tables_of_older_iptables_are_a_hole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "/proc/net/ip_tables_names", b"filter\nnat\n")
    answering((), monkeypatch)
    work = work_of(tmp_path)
    read_network(work)
    assert outcomes(work, LIVE) == [Outcome.EMPTY, Outcome.UNSUPPORTED]


@pytest.mark.requirement("A3.10")
def test_what_was_asked_for_is_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answering((), monkeypatch)
    with socket.create_server(("127.0.0.1", 0)) as server:
        target = f"127.0.0.1:{server.getsockname()[1]}"
        work = work_of(tmp_path, target)
        read_network(work)
    (test,) = work.records.of(ReachTest)
    assert (test.target, test.is_reached) == (target, True)
    assert outcomes(work, REACH) == [Outcome.READ]


@pytest.mark.requirement("A0.1")
@pytest.mark.parametrize(
    ("modules", "built_in", "is_asked", "outcome"),
    [
        ("nf_tables 1 0 - Live 0x0\n", None, True, Outcome.DENIED),
        ("ext4 1 0 - Live 0x0\n", "kernel/net/netfilter/nf_tables.ko\n", True, Outcome.DENIED),
        ("ext4 1 0 - Live 0x0\n", "kernel/fs/ext4.ko\n", False, Outcome.EMPTY),
        ("ext4 1 0 - Live 0x0\n", None, False, Outcome.NOT_COLLECTED),
    ],
)
def test_the_kernel_is_not_made_to_load_a_module(
    modules: str,
    built_in: str | None,
    is_asked: bool,
    outcome: Outcome,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(module, "dump_packet_filter", lambda: asked.append(1) or Denied("no"))
    put(tmp_path, "/proc/sys/kernel/osrelease", b"6.1.0\n")
    put(tmp_path, "/proc/modules", modules.encode())
    if built_in is not None:
        put(tmp_path, "/lib/modules/6.1.0/modules.builtin", built_in.encode())
    work = work_of(tmp_path)
    read_network(work)
    assert (bool(asked), outcomes(work, LIVE)) == (is_asked, [outcome])


def test_a_kernel_without_modules_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answering(Denied("no"), monkeypatch)
    work = work_of(tmp_path)
    work.tree = SimpleNamespace(read=lambda path, limit: Absent())  # type: ignore[assignment]  # noqa: ARG005
    read_network(work)
    assert outcomes(work, LIVE) == [Outcome.DENIED]
