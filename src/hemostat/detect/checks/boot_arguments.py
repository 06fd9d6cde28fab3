"""Kernel arguments that put another program before everything else."""

import re
from collections.abc import Iterable, Iterator

from hemostat.detect.check import Files, check, fires, quiet
from hemostat.detect.startup_claims import Run, claim_about, claim_about_startup, runs_of
from hemostat.model.finding import Claim, RuleTexts
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import Mechanism, Provenance, Startup
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="The kernel is told to start another program first",
        zh="内核启动参数指定了其他首个程序",
    ),
    summary=Text(
        en="{where}: the argument {trigger} starts {command} before or beside init, as root.",
        zh="{where}：启动参数 {trigger} 会在 init 之前或同时以 root 启动 {command}。",
    ),
    benign=Text(
        en="A password recovery whose argument was left in place, an image builder's first boot, "
        "or an appliance with an init of its own: the program then belongs to a known product.",
        zh="可能是找回密码后遗留的参数、镜像首次启动脚本，或设备自带的 init；"
        "该程序应属于已知产品。",
    ),
)
_RUNS = frozenset(("init", "rdinit", "systemd.run", "rd.systemd.run"))
_ORDINARY = re.compile(
    r"(?:(?:/usr)?/s?bin/(?:init|preinit|openrc-init|runit-init|s6-linux-init|finit|upstart|tini"
    r"|dumb-init|systemd)|/(?:usr/)?lib/(?:systemd/systemd|sysvinit/init)|/init|/linuxrc"
    r"|/nix/(?:store|var)/.*|/gnu/store/.*|/s?bin/overlayRoot\.sh|/usr/lib/raspi-config/\S+"
    r"|/usr/lib/raspberrypi-sys-mods/\S+|/boot/(?:firmware/)?firstrun\.sh|\$\S*)(?:\s.*)?"
)
_SHELL = re.compile(r"(?:/usr)?/bin/(?:ba|da|z|k|c|tc|a)?sh(?:\s.*)?|(?:/usr)?/s?bin/sulogin")
_FIRM = (Provenance.UNOWNED, Provenance.CHANGED)


def _argument(name: str, command: str, state: str = "unowned") -> Startup:
    return Startup(
        mechanism=Mechanism.BOOT_LOADER,
        technique="T1542.003",
        account="root",
        command=command,
        trigger=name,
        programs=(HostPath(command),) if command.startswith("/") else (),
        program_states=(state,) if command.startswith("/") else (),
        place=HostPath("/etc/default/grub"),
        place_state="configured",
        is_privileged=True,
    )


@check(
    "linux.boot.other-first-program",
    level=Level.HIGH,
    confidence=Level.MEDIUM,
    category="boot_arguments",
    attack=("T1542.003",),
    incident_types=("backdoor", "rootkit"),
    texts=TEXTS,
    next=("keep-evidence", "ask-owner", "disable-persistence", "rebuild-host"),
    by_hand="cat /proc/cmdline; grep -n 'init=' {place}; stat {program}",
    examples=(
        fires(_argument("init", "/usr/lib/.cache/init")),
        fires(_argument("rdinit", "/opt/agent/first")),
        fires(_argument("systemd.run", "/var/lib/x/run")),
        fires(_argument("init", "/bin/bash", "packaged")),
        quiet(_argument("init", "/sbin/init", "packaged")),
        quiet(_argument("init", "/lib/systemd/systemd", "unknown")),
        quiet(_argument("init", "/nix/store/abc-nixos-system/init")),
        quiet(_argument("init", "/lib/systemd/systemd-bootchart", "packaged")),
        quiet(_argument("systemd.run", "/boot/firstrun.sh")),
    ),
)
def other_first_program(startups: Iterable[Startup], files: Files) -> Iterator[Claim]:
    """An init that is none, or a command beside it, that no package explains.

    What runs before init sees no audit, no agent and no log. Medium for a plain shell, which a
    recovery leaves behind, and where the program's origin is not known; low for arguments that
    only open a shell at the console. Low as well for what the running kernel was given: of a small
    virtual machine its host says that, and the files that an intruder can edit speak for
    themselves.
    """
    boot = [
        each
        for each in startups
        if each.mechanism is Mechanism.BOOT_LOADER and not _ORDINARY.fullmatch(each.command)
    ]
    for each in boot:
        if each.trigger not in _RUNS:
            yield claim_about_startup(each, Level.LOW)
        elif _SHELL.fullmatch(each.command):
            yield claim_about_startup(each, Level.LOW if _is_running(each) else Level.MEDIUM)
    for run in runs_of(boot, files):
        is_first = run.program == run.startup.programs[0]
        if is_first and run.startup.trigger in _RUNS and not _SHELL.fullmatch(run.startup.command):
            level = _level(run)
            if level is not None:
                yield claim_about(run, level)


def _level(run: Run) -> Level | None:
    if run.is_vouched:
        return None
    if _is_running(run.startup):
        return Level.LOW
    if run.state is Provenance.MISSING:
        # In an image that starts before the disk is there, or gone: it cannot be told.
        return Level.MEDIUM if run.startup.trigger == "init" else Level.LOW
    return Level.HIGH if run.state in _FIRM else Level.MEDIUM


def _is_running(startup: Startup) -> bool:
    return startup.place.startswith("/proc/")
