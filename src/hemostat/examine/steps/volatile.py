"""What is gone in a moment: processes and sockets, and a second look at their CPU time."""

import os
import time

from hemostat.collect.processes import Processes, sample_cpu, snapshot, with_cpu, without
from hemostat.examine.work import Work, wait_until, watched
from hemostat.model.records import Account, Socket
from hemostat.parse.host.process_joins import join_sockets, with_accounts

CPU_SECONDS = 1.0


def read_volatile(work: Work) -> None:
    """Processes and sockets, before anything else changes them."""
    if work.kernel:
        work.records.add([work.kernel])
    work.sampled_after = time.monotonic() + CPU_SECONDS
    work.processes = snapshot(work.tree, each=watched, also=work.hidden_pids)
    work.coverage += work.processes.coverage


def look_again(work: Work) -> None:
    """CPU shares over a second; then the processes join the records."""
    found = work.processes
    try:
        if work.info.is_running:
            wait_until(work.sampled_after)
        found = with_cpu(found, sample_cpu(work.tree, found))
    finally:
        # Ctrl-C in the wait costs the CPU shares, not the processes.
        _join(work, found)


def _join(work: Work, found: Processes) -> None:
    """Take the processes, with what accounts and sockets say of them."""
    known: dict[int, str] = {}
    for account in work.records.of(Account):
        known.setdefault(account.uid, account.name)
    if work.info.is_running:
        found = without(found, os.getpid())
    processes = with_accounts(found.processes, known)
    sockets = (*work.records.of(Socket), *found.sockets)
    work.records.replace(Socket, join_sockets(sockets, found.opened, processes))
    work.records.add((*processes, *found.variables, *found.mapped, *found.opened))
