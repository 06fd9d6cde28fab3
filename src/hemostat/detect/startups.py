"""`Startup`: the one view of everything that starts by itself, built from typed records. Pure."""

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from hemostat.detect.startup_units import EffectiveUnit, effective_units
from hemostat.model.evidence import Source
from hemostat.model.host import Scope
from hemostat.model.path import HostPath
from hemostat.model.path import name as last_part
from hemostat.model.records import (
    Account,
    AtJob,
    AuthorizedKey,
    CronJob,
    DesktopEntry,
    Mechanism,
    ModuleDirective,
    PackageHook,
    PamRule,
    Provenance,
    PythonStartup,
    SshdOption,
    Startup,
    StartupLine,
    UdevRule,
    UnitFile,
    UnitLink,
)
from hemostat.parse.host.shell_text import read_shell_text
from hemostat.parse.host.shell_text_words import simple_commands

T = TypeVar("T")

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
        Mechanism.KERNEL_HELPER,
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
_STARTS_AT_ROOT = frozenset({Mechanism.RC_LOCAL, Mechanism.INITTAB, Mechanism.UPSTART})
_PERCENT = re.compile(r"(?<!\\)%")
_EXEC_PREFIX = re.compile(r"[-@:+!|]*")
_SSHD_COMMANDS = frozenset(
    ("authorizedkeyscommand", "authorizedprincipalscommand", "forcecommand", "subsystem")
)
_PAM_EXEC_OPTION = re.compile(
    r"debug|expose_authtok|seteuid|quiet(_log)?|stdout|return_prog_exit_status|(log|type)=.*"
)


@dataclass(frozen=True, slots=True)
class _Known:
    """What drafting needs beyond the record at hand."""

    which: Callable[[str], HostPath | None]
    names: dict[int, str]
    homes: dict[str, str]
    roots: frozenset[str]


def draft_startups(
    records: Iterable[object], which: Callable[[str], HostPath | None]
) -> tuple[Startup, ...]:
    """One `Startup` for everything that starts by itself, in the order of the records.

    Args:
        records: of any types; those that start nothing are passed over.
        which: the program a bare command name stands for; None for none.

    The states of files stay `unknown`: see `with_states`.
    """
    every = tuple(records)
    known = _known(every, which)
    drafts: list[Startup] = []
    for record in every:
        if draft := _DRAFTS.get(type(record)):
            drafts += draft(record, known)
    for unit in effective_units(_of(UnitFile, every), _of(UnitLink, every)):
        drafts += _of_unit(unit, known)
    return tuple(drafts)


def with_states(
    startups: Iterable[Startup], states: Callable[[Scope, str], Provenance]
) -> tuple[Startup, ...]:
    """The same, with the provenance of each place and program filled in."""
    return tuple(
        replace(
            each,
            place_state=str(states(each.scope, each.place)),
            program_states=tuple(str(states(each.scope, path)) for path in each.programs),
        )
        for each in startups
    )


def _of(kind: type[T], records: Iterable[object]) -> Iterator[T]:
    return (each for each in records if isinstance(each, kind))


def _known(records: Sequence[object], which: Callable[[str], HostPath | None]) -> _Known:
    found: dict[str, HostPath | None] = {}

    def once(name: str) -> HostPath | None:
        if name not in found:
            found[name] = which(name)
        return found[name]

    names, homes, roots = {0: "root"}, {"root": "/root"}, {"root"}
    for account in _of(Account, records):
        names.setdefault(account.uid, account.name)
        homes.setdefault(account.name, account.home)
        if account.uid == 0:
            roots.add(account.name)
    return _Known(once, names, homes, frozenset(roots))


def _draft(
    known: _Known,
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
    found = read_shell_text(command if text is None else text, cwd or home, home)
    runs = (each if each.startswith("/") else known.which(each) for each in found.runs)
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


def _of_cron_job(job: CronJob, known: _Known) -> Iterator[Startup]:
    shells = [each[6:] for each in job.environment if each.startswith("SHELL=/")]
    yield _draft(
        known,
        job.source,
        job.mechanism,
        job.command,
        account=job.user or "",
        trigger=job.when,
        environment=job.environment,
        # What follows a bare % is handed to the command on standard input, % for a newline.
        text=_PERCENT.sub("\n", job.command).replace("\\%", "%"),
        programs=[path for path in shells[-1:] if path not in ("/bin/sh", "/bin/bash")],
    )


def _of_at_job(job: AtJob, known: _Known) -> Iterator[Startup]:
    account = "" if job.uid is None else known.names.get(job.uid, str(job.uid))
    yield _draft(known, job.source, Mechanism.AT, job.command, account=account, trigger=job.when)


def _of_line(line: StartupLine, known: _Known) -> Iterator[Startup]:
    is_file = line.command == line.source.path
    account = line.account
    if line.mechanism is Mechanism.SYSTEMD_GENERATOR and "/user-" in line.source.path:
        account = account or "users"
    yield _draft(
        known,
        line.source,
        line.mechanism,
        line.command,
        account=account,
        trigger=line.trigger,
        text="" if is_file else line.command,
        cwd="/" if line.mechanism in _STARTS_AT_ROOT else "",
        programs=(line.command,) if is_file else (),
    )


def _of_desktop_entry(entry: DesktopEntry, known: _Known) -> Iterator[Startup]:
    account = entry.account
    if not account and "/system-services/" in entry.source.path:
        account = "root"
    yield _draft(known, entry.source, entry.mechanism, entry.command, account=account)


def _of_udev_rule(rule: UdevRule, known: _Known) -> Iterator[Startup]:
    yield _draft(known, rule.source, Mechanism.UDEV, rule.command, trigger=rule.condition)


def _of_package_hook(hook: PackageHook, known: _Known) -> Iterator[Startup]:
    yield _draft(
        known, hook.source, hook.mechanism, hook.command, name=hook.tool, trigger=hook.event
    )


def _of_python_startup(line: PythonStartup, known: _Known) -> Iterator[Startup]:
    yield _draft(
        known,
        line.source,
        Mechanism.PYTHON_STARTUP,
        line.command,
        account=line.account,
        trigger="python",
        text="",
    )


def _of_module_directive(directive: ModuleDirective, known: _Known) -> Iterator[Startup]:
    if directive.kind in ("install", "remove"):
        yield _draft(
            known,
            directive.source,
            Mechanism.MODULE_COMMAND,
            directive.command,
            name=directive.module,
            trigger=f"{directive.kind} {directive.module}",
        )


def _of_key(key: AuthorizedKey, known: _Known) -> Iterator[Startup]:
    variables = [each[12:].strip('"') for each in key.options if each.startswith("environment=")]
    if key.command or variables:
        yield _draft(
            known,
            key.source,
            Mechanism.SSH_KEY_COMMAND,
            key.command,
            account=key.owner,
            name=key.fingerprint,
            trigger="login",
            environment=variables,
        )


def _of_sshd_option(option: SshdOption, known: _Known) -> Iterator[Startup]:
    if option.keyword not in _SSHD_COMMANDS or option.value.lower() == "none":
        return
    command = option.value
    if option.keyword == "subsystem":
        command = command.partition(" ")[2].strip()
    # Commands that look keys up run as an account of their own, else as who logs in.
    yield _draft(
        known,
        option.source,
        Mechanism.SSHD_COMMAND,
        command,
        name=option.keyword,
        trigger="login" + (f" ({option.match})" if option.match else ""),
    )


def _of_pam_rule(rule: PamRule, known: _Known) -> Iterator[Startup]:
    module = last_part(rule.module)
    if module.startswith("pam_script"):
        command = " ".join(each[4:] for each in rule.arguments if each.startswith("dir="))
    elif module.startswith("pam_exec"):
        words = list(rule.arguments)
        while words and _PAM_EXEC_OPTION.fullmatch(words[0]):
            words.pop(0)
        command = " ".join(words)
    else:
        return
    yield _draft(
        known,
        rule.source,
        Mechanism.PAM,
        command,
        name=rule.service,
        trigger=f"{rule.type} of {rule.service}",
    )


_Draft = Callable[..., Iterator[Startup]]
_DRAFTS: dict[type[object], _Draft] = {
    CronJob: _of_cron_job,
    AtJob: _of_at_job,
    StartupLine: _of_line,
    DesktopEntry: _of_desktop_entry,
    UdevRule: _of_udev_rule,
    PackageHook: _of_package_hook,
    PythonStartup: _of_python_startup,
    ModuleDirective: _of_module_directive,
    AuthorizedKey: _of_key,
    SshdOption: _of_sshd_option,
    PamRule: _of_pam_rule,
}


def _of_unit(unit: EffectiveUnit, known: _Known) -> Iterator[Startup]:
    """One startup for each command of a unit; without command for a file that declares none.

    So a timer, or a drop-in that only sets the environment, still shows its file.
    """
    environment = [
        word.text
        for text in unit.environment
        for command in simple_commands(text)
        for word in command.words
        if "=" in word.text
    ]
    trigger = ", ".join(unit.triggers[:8])
    account = unit.settings.get("User", "") or unit.owner
    if unit.settings.get("DynamicUser", "").lower() in ("yes", "true", "1", "on"):
        account = account or f"{unit.name} (dynamic)"
    mechanism = _mechanism(unit)
    if unit.is_user and not unit.owner:
        account = "users"
    home = known.homes.get(account or "root", "")
    for key, command, file in unit.commands:
        # `+` and `!` run with full rights, whatever User= says.
        is_raised = any(sign in "+!" for sign in _prefix(command)) and not unit.is_user
        yield _draft(
            known,
            replace(file.source, text=f"{key}={command}"[:500]),
            mechanism,
            command,
            account="root" if is_raised else account,
            name=unit.name,
            trigger=trigger,
            environment=environment,
            text=_shell_text(command, home, unit.name),
            cwd=_folder(unit, home),
        )
    declared = {id(file) for _, _, file in unit.commands}
    for file in unit.files:
        sets = any("Environment=" in each for each in file.directives)
        if id(file) not in declared and (sets or file is unit.files[0]):
            yield _draft(
                known,
                file.source,
                mechanism,
                "",
                account=account,
                name=unit.name,
                trigger=trigger,
                environment=environment,
            )


def _mechanism(unit: EffectiveUnit) -> Mechanism:
    if unit.name.endswith(".conf"):
        return Mechanism.SYSTEMD_ENVIRONMENT
    if unit.is_timed or unit.name.endswith(".timer"):
        return Mechanism.SYSTEMD_TIMER
    return Mechanism.SYSTEMD_USER if unit.is_user else Mechanism.SYSTEMD_SERVICE


def _prefix(command: str) -> str:
    match = _EXEC_PREFIX.match(command)
    return match[0] if match else ""


def _shell_text(command: str, home: str, unit: str) -> str:
    """An Exec line as a shell would write it; systemd.service(5), "COMMAND LINES"."""
    prefix = _prefix(command)
    text = command[len(prefix) :]
    if "@" in prefix:  # the second word is only the process's title
        program, _, rest = text.partition(" ")
        text = f"{program} {rest.lstrip().partition(' ')[2]}"
    if "%" in text:
        stem = unit.rpartition(".")[0]
        values = {"%h": home or "$HOME", "%i": stem.partition("@")[2], "%p": stem.partition("@")[0]}
        values |= {"%I": values["%i"], "%n": unit, "%N": stem, "%%": "%", "%t": "/run"}
        text = re.sub(r"%[hiIpnN%t]", lambda match: values[match[0]], text)
    return text.replace("$$", "$")


def _folder(unit: EffectiveUnit, home: str) -> str:
    folder = unit.settings.get("WorkingDirectory", "").lstrip("-").strip("\"'")
    folder = folder.replace("%h", home)
    if folder == "~":
        return home
    if folder.startswith("/"):
        return posixpath.normpath(folder)
    return home if unit.is_user else "/"
