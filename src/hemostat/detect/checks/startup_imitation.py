"""Programs and units that start by themselves under the names of kernel threads or daemons."""

import re
from collections.abc import Iterable, Iterator

from hemostat.detect.check import Files, HostContext, check, fires, quiet
from hemostat.detect.names import SHELLS
from hemostat.detect.startup_claims import SYSTEMD, claim_about, runs_of
from hemostat.model.finding import Claim, RuleTexts
from hemostat.model.level import Level
from hemostat.model.path import HostPath, name
from hemostat.model.records import Mechanism, Provenance, Startup
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="A program that starts by itself imitates a part of the system",
        zh="自启动程序仿冒系统组件名称",
    ),
    summary=Text(
        en="{where} starts {program} as {account} ({name}). The name is that of a system "
        "component or close to one, yet no package owns the program or what starts it.",
        zh="{where} 以 {account} 身份启动 {program}（{name}），名称与系统组件相同或相近，"
        "但程序与启动项均不属于任何软件包。",
    ),
    benign=Text(
        en="Software built by hand may bear such a name; compare the file with what its maker "
        "ships.",
        zh="自行编译的软件可能同名；请与官方发布的文件比对。",
    ),
)

# Kernel threads: no program bears such a name.
# Fewer than a process may pretend to be: units are named after disks and networks, too.
_KERNEL = re.compile(
    r"\[?(kworker|kthread|ksoftirqd|kswapd|khugepaged|kauditd|kdevtmpfs|kcompactd|kblockd|"
    r"kintegrityd|kmpathd|kpsmoused|jbd2|rcu_(sched|bh|gp|preempt)|oom_reaper|scsi_eh|"
    r"mm_percpu_wq|migration/|watchdog/)"
)
# Components nobody builds by hand: their very name, away from its package, is a disguise.
_SYSTEM = [
    "udevd",
    "journald",
    "logind",
    "networkd",
    "resolved",
    "timesyncd",
    "dbus-daemon",
    "dbus-broker",
    "polkitd",
    "getty",
    "agetty",
    "mingetty",
    "auditd",
    "irqbalance",
    "accounts-daemon",
    "udisksd",
    "upowerd",
    "packagekitd",
    "rtkit-daemon",
    "multipathd",
    "networkd-dispatcher",
    "wpa_supplicant",
    "NetworkManager",
    "ModemManager",
]
# Daemons that people do build by hand: only a name close to theirs is a disguise.
_DAEMONS = ("sshd", "crond", "rsyslogd", "chronyd", "acpid", "firewalld", "rpcbind", "gssproxy")
# Names long and odd enough that one letter more or less is no word of its own.
_LONG = frozenset(
    (
        *("systemd", "dbus-daemon", "irqbalance", "accounts-daemon", "udisksd", "packagekitd"),
        *("rtkit-daemon", "multipathd", "networkd-dispatcher", "wpa_supplicant", "polkitd"),
        *("NetworkManager", "ModemManager", "rsyslogd", "chronyd", "firewalld", "gssproxy"),
    )
)
_SUFFIX = re.compile(r"[-_.]?(helper|agent|service|update[rs]?|monitor|daemon|worker|core|\d+|d)")
_PREFIXES = ("systemd", "dbus", "udev", "journald", "logind", "polkit", "kernel-", "kthread")
_DIGITS = str.maketrans("0135", "oles")
_LOOKALIKE = str.maketrans("1l", "ii")
_ORDINARY = re.compile(
    r".*[-_]exporter|udevil|dbus-(launch|run-session|x11|cleanup-sockets|send|monitor)"
    r"|udev-.*\.sh|kernel-(install|headers|update).*"
)


def imitated(program: str) -> str:
    """What a program's or unit's name imitates; empty for nothing."""
    own = name(program).rpartition(".")[0] if program.endswith((".sh", ".py")) else name(program)
    if _ORDINARY.fullmatch(own):
        return ""
    if match := _KERNEL.match(own):
        return match[0].lstrip("[")
    if own.startswith("-") and own[1:] in SHELLS:
        return own[1:]
    if own in _SYSTEM:
        return own
    if prefix := next((each for each in _PREFIXES if own.startswith(each)), ""):
        return prefix.rstrip("-")
    return next((each for each in (*_SYSTEM, *_DAEMONS, "systemd") if _is_close(own, each)), "")


def _is_close(own: str, known: str) -> bool:
    if own == known:
        return False
    if own.startswith(known) and _SUFFIX.fullmatch(own[len(known) :]):
        return known in _SYSTEM or own[len(known) :].isdigit() or own.endswith("dd")
    if own.translate(_DIGITS) == known or own.translate(_LOOKALIKE) == known.translate(_LOOKALIKE):
        return True
    if re.sub(r"(.)\1+", r"\1", own) == re.sub(r"(.)\1+", r"\1", known):
        return True
    return known in _LONG and _is_one_edit_apart(own, known)


def _is_one_edit_apart(first: str, second: str) -> bool:
    """Whether one letter added, dropped, changed or swapped with the next makes one the other."""
    if abs(len(first) - len(second)) > 1:
        return False
    at = next((i for i, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), None)
    if at is None:
        return True
    rests = ((at + 1, at + 1), (at, at + 1), (at + 1, at))
    if any(first[a:] == second[b:] for a, b in rests):
        return True
    return first[at : at + 2] == second[at : at + 2][::-1] and first[at + 2 :] == second[at + 2 :]


def _unit(
    program: str, unit: str = "x.service", state: str = "unowned", place_state: str = "unowned"
) -> Startup:
    return Startup(
        mechanism=Mechanism.SYSTEMD_SERVICE,
        technique="T1543.002",
        name=unit,
        account="root",
        command=program,
        programs=(HostPath(program),),
        program_states=(state,),
        place=HostPath(f"/etc/systemd/system/{unit}"),
        place_state=place_state,
        is_privileged=True,
    )


@check(
    "linux.startup.imitates-system",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="startup_imitation",
    attack=("T1036.005",),
    incident_types=("backdoor", "trojan", "mining"),
    texts=TEXTS,
    next=("keep-evidence", "capture-process", "disable-persistence", "quarantine-file"),
    by_hand="stat {program} {place}; cat {place}",
    examples=(
        fires(_unit("/usr/local/bin/kworkerd")),
        fires(_unit("/tmp/kdevtmpfsi")),  # noqa: S108 — a path on the examined host
        fires(_unit("/usr/lib/systemd/systemd-netword")),
        fires(_unit("/opt/sshdd")),
        fires(_unit("/usr/bin/port/getty")),
        fires(_unit("/opt/rsys1ogd")),
        fires(_unit("/opt/app/run", "dbus-helper.service")),
        fires(_unit("/usr/local/sbin/-bash")),
        quiet(_unit("/usr/local/openssh/sbin/sshd")),
        quiet(_unit("/opt/app/resolver", "resolver.service")),
        quiet(_unit("/usr/local/bin/node_exporter", "node_exporter.service")),
        quiet(_unit("/usr/local/bin/systemd_exporter", "systemd-exporter.service")),
        quiet(_unit("/usr/local/nginx/sbin/nginx", "nginx.service")),
        quiet(_unit("/usr/lib/systemd/systemd-networkd", state="packaged")),
        quiet(_unit("/usr/local/bin/kworkerd", state="product")),
        quiet(_unit("/opt/app/run", "systemd-app.service", "unowned", "packaged")),
    ),
)  # fmt: skip
def imitates_system(
    startups: Iterable[Startup], files: Files, context: HostContext
) -> Iterator[Claim]:
    """Neither the program nor what starts it is packaged, and the name is borrowed.

    The name of a kernel thread is high: no program has reason to bear one.
    """
    if not context.has_package_database:
        return
    for run in runs_of(startups, files):
        startup = run.startup
        if run.state is not Provenance.UNOWNED or startup.place_state in ("packaged", "product"):
            continue
        unit = startup.name.rpartition(".")[0] if startup.mechanism in SYSTEMD else ""
        if _KERNEL.match(name(run.program)):
            yield claim_about(run, Level.HIGH)
        elif imitated(run.program) or (
            unit and startup.place_state == Provenance.UNOWNED and imitated(unit.rstrip("@"))
        ):
            yield claim_about(run)
