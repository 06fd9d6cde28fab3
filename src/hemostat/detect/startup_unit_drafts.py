"""`Startup`s from systemd units as they take effect. Pure."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import replace

from hemostat.detect.startup_draft import Known, draft
from hemostat.detect.startup_units import EffectiveUnit
from hemostat.model.records import Mechanism, Startup
from hemostat.parse.host.shell_text_words import simple_commands

_EXEC_PREFIX = re.compile(r"[-@:+!|]*")


def drafts_of_unit(unit: EffectiveUnit, known: Known) -> Iterator[Startup]:
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
        yield draft(
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
            yield draft(
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
