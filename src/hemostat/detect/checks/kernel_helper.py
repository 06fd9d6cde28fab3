# ruff: noqa: S108 — paths on the examined host, not ours.
"""Programs the kernel starts as root: core dumps, modules, devices, cgroups, formats."""

import re
from collections.abc import Iterable, Iterator

from hemostat.detect.check import HostContext, check, fires, quiet
from hemostat.detect.places import hidden_part, home_of, is_temporary
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath, name
from hemostat.model.records import Mechanism, Provenance, Startup
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(en="The kernel calls a foreign program as root", zh="内核会以 root 调用异常程序"),
    summary=Text(
        en="{file} makes the kernel run `{command}` as root ({trigger}). Provenance: {state}.",
        zh="{file} 令内核以 root 执行 `{command}`（触发：{trigger}）。来源：{state}。",
    ),
    benign=Text(
        en="Crash reporters (systemd-coredump, apport, abrt) and foreign-architecture "
        "interpreters (qemu) are set so: their program belongs to a package.",
        zh="崩溃收集（systemd-coredump、apport、abrt）及异架构解释器（qemu）会这样设置："
        "对应程序应属于软件包。",
    ),
)
_SHELLS = re.compile(
    r"(ba|da|z|k|c|tc|fi|a)?sh|busybox|python[\d.]*|perl[\d.]*|ruby[\d.]*|php[\d.]*|node|nc|ncat"
    r"|netcat|socat|curl|wget|env|nohup|setsid|tee|dd|chmod|cp"
)
# Handlers that lie on the host while we look from a namespace, and those of WSL and ChromeOS.
_HANDLERS = re.compile(
    r"(/usr)?/lib/systemd/systemd-(coredump|cgroups-agent)|/usr/share/apport/apport"
    r"|/usr/libexec/abrt-hook-ccpp|/usr/lib/abrt-hook-ccpp|/wsl-capture-crash|/sbin/crash_reporter"
    r"|/(usr/)?s?bin/(true|false|modprobe|kmod|hotplug|mdev|poweroff|core_collector)"
    r"|/run/current-system/sw/bin/\w+|/nix/store/.*|/init|/usr/s?bin/qemu-[\w-]+"
    r"|/run/cgmanager/agents/cgm-release-agent\.\w+|/run/binfmt_misc/bin/qemu-[\w-]+"
)
_MODULE_LOADERS = re.compile(
    r"(/usr)?/s?bin/(modprobe|kmod|true|false)|/run/current-system/.*|/nix/store/.*|/usr/local/s?bin/modprobe"
)


def _helper(
    command: str, trigger: str, state: Provenance, place: str = "/proc/sys/kernel/core_pattern"
) -> Startup:
    return Startup(
        mechanism=Mechanism.KERNEL_HELPER,
        account="root",
        trigger=trigger,
        command=command,
        programs=(HostPath(command.split(maxsplit=1)[0]),),
        program_states=(str(state),),
        place=HostPath(place),
        is_privileged=True,
    )


@check(
    "linux.kernel.foreign-helper",
    level=Level.HIGH,
    confidence=Level.HIGH,
    category="kernel_helper",
    attack="T1546",
    incident_types=("backdoor", "rootkit"),
    texts=TEXTS,
    next=("keep-evidence", "disable-persistence", "quarantine-file", "find-entry"),
    by_hand="cat {file}; ls -la {program}",
    examples=(
        fires(_helper("/tmp/.c %p", "crash", Provenance.UNOWNED)),
        fires(_helper("/bin/sh -c x", "crash", Provenance.PACKAGED)),
        fires(_helper("/opt/m", "module", Provenance.UNOWNED, "/proc/sys/kernel/modprobe")),
        fires(_helper("/var/tmp/i", "format", Provenance.UNOWNED, "/etc/binfmt.d/i.conf")),
        quiet(_helper("/usr/lib/systemd/systemd-coredump %P", "crash", Provenance.PACKAGED)),
        quiet(_helper("/usr/share/apport/apport -p%p", "crash", Provenance.MISSING)),
        quiet(_helper("/sbin/modprobe", "module", Provenance.PACKAGED)),
        quiet(_helper("/usr/bin/qemu-aarch64", "format", Provenance.MISSING)),
        quiet(_helper("/opt/agent/core", "crash", Provenance.PRODUCT)),
    ),
)
def foreign_helper(startups: Iterable[Startup], context: HostContext) -> Iterator[Claim]:
    """A helper of the kernel is a shell, or a program nobody vouches for.

    Whoever can make a program crash, or an unknown file run, has root again.
    """
    for startup in startups:
        if startup.mechanism is not Mechanism.KERNEL_HELPER or not startup.command:
            continue
        program = startup.command.split(maxsplit=1)[0]
        states = dict(zip(startup.programs, startup.program_states, strict=False))
        state = states.get(HostPath(program), Provenance.UNKNOWN)
        level = _level(program, state, startup, context)
        if level is not None:
            yield Claim(
                subjects=(Subject("file", program), Subject("file", startup.place)),
                because=(startup,),
                values={
                    "file": startup.place,
                    "command": startup.command,
                    "program": program,
                    "trigger": startup.trigger,
                    "state": str(state),
                },
                level=level,
            )


def _level(program: str, state: str, startup: Startup, context: HostContext) -> Level | None:
    trigger = startup.trigger
    if is_temporary(program) or hidden_part(program) or home_of(program):
        return None if _HANDLERS.fullmatch(program) else Level.HIGH
    if trigger == "module" and not _MODULE_LOADERS.fullmatch(program):
        return Level.LOW if state == Provenance.PRODUCT else Level.HIGH
    # Formats are run by shells on purpose, by wrappers of a package.
    if trigger != "format" and _SHELLS.fullmatch(name(program)):
        return Level.HIGH
    if state == Provenance.CHANGED:
        return Level.HIGH
    if state in (Provenance.UNOWNED, Provenance.MISSING) and not _HANDLERS.fullmatch(program):
        return _of_nobody(state, startup, context)
    return None


def _of_nobody(state: str, startup: Startup, context: HostContext) -> Level | None:
    """The level of a program in an ordinary place that no package owns."""
    if not context.has_package_database:
        return None
    if startup.trigger == "format":
        return Level.LOW
    if state == Provenance.MISSING:
        # The kernel runs it where init sees it; we may look from a namespace that does not.
        return Level.LOW if startup.place.startswith("/proc/") else Level.MEDIUM
    return Level.HIGH
