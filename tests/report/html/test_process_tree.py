"""The process tree: who is on the bad path, in what order, and no loop can trap it."""

import pytest

from hemostat.model.level import Level
from hemostat.model.records import Process
from hemostat.report.html import process_tree as module
from hemostat.report.html.process_tree import process_tree
from report.made import findings, process_claim, rule

BAD = findings((rule(level=Level.HIGH), process_claim(pid=30)))


def test_the_bad_path_leads_from_the_root_to_the_finding() -> None:
    processes = [
        Process(pid=1, ppid=0, name="init"),
        Process(pid=10, ppid=1, name="sshd"),
        Process(pid=20, ppid=1, name="nginx"),
        Process(pid=30, ppid=20, name="x"),
        Process(pid=31, ppid=20, name="worker"),
        Process(pid=2, ppid=0, name="kthreadd", is_kernel_thread=True),
    ]
    (root,) = process_tree(processes, BAD)
    assert [each.pid for each in root.children] == [20, 10]
    nginx = root.children[0]
    assert [(each.pid, each.is_on_path) for each in nginx.children] == [(30, True), (31, False)]
    assert (nginx.ordinary, root.below, root.ordinary) == (1, 4, 1)
    assert nginx.children[0].level is Level.HIGH


def test_what_is_below_medium_marks_no_path() -> None:
    low = findings((rule(level=Level.LOW), process_claim(pid=30)))
    (root,) = process_tree([Process(pid=30, ppid=0)], low)
    assert not root.is_on_path
    assert root.level is Level.LOW


def test_parents_in_a_loop_and_missing_parents_do_no_harm() -> None:
    processes = [Process(pid=30, ppid=31), Process(pid=31, ppid=30), Process(pid=5, ppid=5)]
    roots = process_tree(processes, BAD)
    assert [each.pid for each in roots] == [5]


def test_a_very_long_chain_and_very_many_processes_are_drawn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chain = [Process(pid=n, ppid=n - 1) for n in range(1, 3000)]
    (root,) = process_tree(chain, BAD)
    assert (root.pid, root.below) == (1, 2998)
    depth, here = 1, root
    while here.children:
        depth, here = depth + 1, here.children[0]
    assert depth == module.DEEPEST + 1
    monkeypatch.setattr(module, "MOST", 100)
    (root,) = process_tree(chain, BAD)
    assert root.is_on_path
