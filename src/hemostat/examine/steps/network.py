"""The running packet filter, and connections the user asked to try."""

from hemostat.collect.probes.packet_filter import Message, dump_packet_filter
from hemostat.collect.probes.reach import try_to_reach
from hemostat.examine.work import Work, watched
from hemostat.model.coverage import Outcome, entry_for, outcome_of
from hemostat.model.failure import Absent, Failure, NotCollected, describe
from hemostat.model.path import HostPath
from hemostat.model.records import ReachTest, Setting
from hemostat.parse.host.firewall_netlink import firewall_of

LIVE = "linux.firewall.live"
REACH = "linux.network.reach"
_MOST_MODULES = 1 << 20
_LEGACY = (b"/proc/net/ip_tables_names", b"/proc/net/ip6_tables_names")


def read_network(work: Work) -> None:
    """Ask the kernel for its nftables rules on a running host; try what `--reach` named."""
    if not work.info.is_running:
        if work.settings.reach:
            work.note(REACH, "--reach", Outcome.UNSUPPORTED, "this source is not running here")
        return
    _ask_kernel(work)
    if work.settings.reach:
        for target, answer in watched(try_to_reach, work.settings.reach):
            if isinstance(answer, str):
                test = ReachTest(target=target, is_reached=not answer, answer=answer)
                work.records.add([test])
                work.note(REACH, target, Outcome.READ, "")
            else:
                work.coverage.append(entry_for(REACH, HostPath(target), answer))


def _count(keyword: str, value: str) -> Setting:
    """That the kernel was asked, and how much it had: no rule is a fact as well."""
    return Setting(service="packet_filter", keyword=keyword, value=value)


def _has_nf_tables(work: Work) -> bool | None:
    """Whether the kernel has its rules loaded; None where that cannot be told.

    Merely asking a kernel without them makes it run modprobe, which would change the host.
    """
    loaded = work.tree.read(b"/proc/modules", _MOST_MODULES)
    if isinstance(loaded, Absent):
        return True  # A kernel without modules loads none.
    if not isinstance(loaded, bytes):
        return None
    if any(line.startswith(b"nf_tables ") for line in loaded.splitlines()):
        return True
    release = work.tree.read(b"/proc/sys/kernel/osrelease", 256)
    name = release.strip() if isinstance(release, bytes) else b""
    built_in = work.tree.read(b"/lib/modules/" + name + b"/modules.builtin", _MOST_MODULES)
    return b"/nf_tables.ko" in built_in if isinstance(built_in, bytes) else None


def _packet_filter(work: Work) -> tuple[Message, ...] | Failure:
    has_rules = _has_nf_tables(work)
    if has_rules is None:
        return NotCollected("nf_tables is not loaded as a module: asking might load it")
    return dump_packet_filter() if has_rules else ()


def _ask_kernel(work: Work) -> None:
    for _, answer in watched(_packet_filter, (work,)):
        if isinstance(answer, tuple):
            rules = firewall_of(answer)
            work.records.add([*rules, _count("nftables_rules", str(len(rules)))])
            work.note(LIVE, "netlink:nf_tables", Outcome.READ if rules else Outcome.EMPTY, "")
        else:
            work.note(LIVE, "netlink:nf_tables", outcome_of(answer), describe(answer))
    for path in _LEGACY:
        tables = work.tree.read(path, 4096)
        if isinstance(tables, bytes) and tables.strip():
            work.records.add(
                [_count("older_tables", " ".join(tables.decode("ascii", "replace").split()))]
            )
            reason = "older iptables holds tables that netlink does not show: iptables-legacy-save"
            work.note(LIVE, path.decode(), Outcome.UNSUPPORTED, reason)
