"""`Startup`: the one view of everything that starts by itself, built from typed records. Pure."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from hemostat.detect.startup_draft import Known, draft
from hemostat.detect.startup_unit_drafts import drafts_of_unit
from hemostat.detect.startup_units import effective_units
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

T = TypeVar("T")

_STARTS_AT_ROOT = frozenset({Mechanism.RC_LOCAL, Mechanism.INITTAB, Mechanism.UPSTART})
_PERCENT = re.compile(r"(?<!\\)%")
_SSHD_COMMANDS = frozenset(
    ("authorizedkeyscommand", "authorizedprincipalscommand", "forcecommand", "subsystem")
)
_PAM_EXEC_OPTION = re.compile(
    r"debug|expose_authtok|seteuid|quiet(_log)?|stdout|return_prog_exit_status|(log|type)=.*"
)


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
        if of_record := _DRAFTS.get(type(record)):
            drafts += of_record(record, known)
    for unit in effective_units(_of(UnitFile, every), _of(UnitLink, every)):
        drafts += drafts_of_unit(unit, known)
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


def _known(records: Sequence[object], which: Callable[[str], HostPath | None]) -> Known:
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
    return Known(once, names, homes, frozenset(roots))


def _of_cron_job(job: CronJob, known: Known) -> Iterator[Startup]:
    shells = [each[6:] for each in job.environment if each.startswith("SHELL=/")]
    yield draft(
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


def _of_at_job(job: AtJob, known: Known) -> Iterator[Startup]:
    account = "" if job.uid is None else known.names.get(job.uid, str(job.uid))
    yield draft(known, job.source, Mechanism.AT, job.command, account=account, trigger=job.when)


def _of_line(line: StartupLine, known: Known) -> Iterator[Startup]:
    is_file = line.command == line.source.path
    account = line.account
    if line.mechanism is Mechanism.SYSTEMD_GENERATOR and "/user-" in line.source.path:
        account = account or "users"
    yield draft(
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


def _of_desktop_entry(entry: DesktopEntry, known: Known) -> Iterator[Startup]:
    account = entry.account
    if not account and "/system-services/" in entry.source.path:
        account = "root"
    yield draft(known, entry.source, entry.mechanism, entry.command, account=account)


def _of_udev_rule(rule: UdevRule, known: Known) -> Iterator[Startup]:
    # udev looks for a program without a path in a folder of its own, and nowhere else.
    first = rule.command.split(maxsplit=1)[0] if rule.command.strip() else ""
    own = known.which(f"udev/{first}") if "/" not in first else None
    yield draft(
        known,
        rule.source,
        Mechanism.UDEV,
        rule.command,
        trigger=rule.condition,
        text="" if own else None,
        programs=(own,) if own else (),
    )


def _of_package_hook(hook: PackageHook, known: Known) -> Iterator[Startup]:
    yield draft(
        known, hook.source, hook.mechanism, hook.command, name=hook.tool, trigger=hook.event
    )


def _of_python_startup(line: PythonStartup, known: Known) -> Iterator[Startup]:
    yield draft(
        known,
        line.source,
        Mechanism.PYTHON_STARTUP,
        line.command,
        account=line.account,
        trigger="python",
        text="",
    )


def _of_module_directive(directive: ModuleDirective, known: Known) -> Iterator[Startup]:
    if directive.kind in ("install", "remove"):
        yield draft(
            known,
            directive.source,
            Mechanism.MODULE_COMMAND,
            directive.command,
            name=directive.module,
            trigger=f"{directive.kind} {directive.module}",
        )


def _of_key(key: AuthorizedKey, known: Known) -> Iterator[Startup]:
    variables = [each[12:].strip('"') for each in key.options if each.startswith("environment=")]
    if key.command or variables:
        yield draft(
            known,
            key.source,
            Mechanism.SSH_KEY_COMMAND,
            key.command,
            account=key.owner,
            name=key.fingerprint,
            trigger="login",
            environment=variables,
        )


def _of_sshd_option(option: SshdOption, known: Known) -> Iterator[Startup]:
    if option.keyword not in _SSHD_COMMANDS or option.value.lower() == "none":
        return
    command = option.value
    if option.keyword == "subsystem":
        command = command.partition(" ")[2].strip()
    # Commands that look keys up run as an account of their own, else as who logs in.
    yield draft(
        known,
        option.source,
        Mechanism.SSHD_COMMAND,
        command,
        name=option.keyword,
        trigger="login" + (f" ({option.match})" if option.match else ""),
    )


def _of_pam_rule(rule: PamRule, known: Known) -> Iterator[Startup]:
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
    yield draft(
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
