"""One `Startup` from one command text: what every draft has in common. Pure."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from hemostat.model.evidence import Source
from hemostat.model.path import HostPath
from hemostat.model.path import name as last_part
from hemostat.model.records import Mechanism, Startup
from hemostat.parse.host.shell_text import ShellReader

# System-wide files of these run as root; those of _FOR_ALL run as whoever logs in, root included.
_AS_ROOT = frozenset(
    (
        Mechanism.ANACRON,
        Mechanism.PERIODIC,
        Mechanism.RC_LOCAL,
        Mechanism.INIT_SCRIPT,
        Mechanism.INITTAB,
        Mechanism.UPSTART,
        Mechanism.SYSTEMD_SERVICE,
        Mechanism.SYSTEMD_TIMER,
        Mechanism.SYSTEMD_GENERATOR,
        Mechanism.UDEV,
        Mechanism.PAM,
        Mechanism.MOTD,
        Mechanism.PACKAGE_HOOK,
        Mechanism.MODULE_COMMAND,
        Mechanism.NETWORK_SCRIPT,
        Mechanism.SUDOERS,
        Mechanism.LOGROTATE,
        Mechanism.DAEMON_COMMAND,
        Mechanism.KERNEL_HELPER,
        Mechanism.BOOT_LOADER,
    )
)
_FOR_ALL = frozenset(
    (
        Mechanism.SHELL_PROFILE,
        Mechanism.SYSTEMD_ENVIRONMENT,
        Mechanism.SSH_RC,
        Mechanism.SSHD_COMMAND,
        Mechanism.PYTHON_STARTUP,
        Mechanism.GIT,
        Mechanism.EDITOR,
    )
)
# Their lines are those of one script: `cd` and variables hold for the lines that follow.
_SCRIPTS = frozenset(
    (
        Mechanism.RC_LOCAL,
        Mechanism.INIT_SCRIPT,
        Mechanism.SHELL_PROFILE,
        Mechanism.SSH_RC,
        Mechanism.UPSTART,
        Mechanism.NETWORK_SCRIPT,
    )
)
_LONGEST = 16_384
# A unit that a script writes, line by line or in one text.
_IN_A_UNIT = re.compile(
    r"""(?:^|[\s"'>]|\\n)Exec(?:Start|Stop)(?:Pre|Post)?\s*=[-@:+!|]*["']?"""
    r"""(?P<command>/(?:(?!\\n)[^\n"'`>])+)"""
)


@dataclass(frozen=True, slots=True)
class Known:
    """What drafting needs beyond the record at hand."""

    which: Callable[[str], HostPath | None]
    names: dict[int, str]
    homes: dict[str, str]
    roots: frozenset[str]
    readers: dict[str, ShellReader] = field(default_factory=dict[str, ShellReader])


def draft(
    known: Known,
    source: Source,
    mechanism: Mechanism,
    command: str,
    *,
    account: str = "",
    name: str = "",
    trigger: str = "",
    environment: Sequence[str] = (),
    text: str | None = None,
    cwd: str = "",
    programs: Sequence[str] = (),
) -> Startup:
    """One startup. `text` is what the shell reads, where that is not `command` itself."""
    if not account and mechanism in _AS_ROOT:
        account = "root"
    home = known.homes.get(account, "")
    reader = known.readers.get(source.path)
    if reader is None:
        reader = ShellReader(cwd or home, home)
        if mechanism in _SCRIPTS:
            known.readers[source.path] = reader
    found = reader.line(command if text is None else text)
    named = (*commands_written(command), *found.runs)
    runs = (each if each.startswith("/") else known.which(each) for each in named)
    paths = dict.fromkeys(HostPath(each) for each in (*programs, *runs) if each)
    return Startup(
        source=source,
        mechanism=mechanism,
        technique=mechanism.technique,
        name=name or last_part(source.path),
        account=account,
        trigger=trigger,
        command=command,
        programs=tuple(paths),
        environment=tuple(dict.fromkeys((*environment, *found.assignments))),
        place=source.path,
        is_privileged=account in known.roots or (not account and mechanism in _FOR_ALL),
    )


def commands_written(line: str) -> Iterator[str]:
    """The programs of the commands that a line of a script writes into a unit: started later."""
    if "Exec" in line:
        for written in _IN_A_UNIT.finditer(line[:_LONGEST]):
            yield from ShellReader().line(written["command"]).runs
