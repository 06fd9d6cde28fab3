"""What a rule of sudoers really gives: nothing much, a way around, or root."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from hemostat.detect.account_kind import named_by
from hemostat.detect.names import GRANT_ESCAPE, GRANT_SHELL
from hemostat.detect.places import is_odd
from hemostat.model import path
from hemostat.model.records import Account, Group, SudoRule

_VERSION = re.compile(r"[-.]?[0-9][0-9.]*$")
_DIGEST = re.compile(r"^(?:sha[0-9]{3}\s*:\s*\S+\s+)+")


class Grant(IntEnum):
    """What a rule gives its user. HARMLESS; ESCAPE: root by a detour; SHELL: root at once; ALL."""

    HARMLESS = 0
    ESCAPE = 1
    SHELL = 2
    ALL = 3


@dataclass(frozen=True, slots=True)
class Granted:
    """One account that a rule names, directly or by a group."""

    account: Account
    rule: SudoRule


def grant_of(rule: SudoRule) -> tuple[Grant, str]:
    """The most that a rule gives, and the command that gives it.

    A rule that runs commands only as accounts other than root gives nothing here.
    """
    if not becomes_root(rule):
        return Grant.HARMLESS, ""
    grants = [(_grant(command), command) for command in rule.commands]
    return max(grants, default=(Grant.HARMLESS, ""), key=lambda each: each[0])


def becomes_root(rule: SudoRule) -> bool:
    """Whether root is among those a rule lets its user become; no list means root."""
    users = [name for name in rule.run_as if not name.startswith(":")]
    return not rule.run_as or any(name in ("root", "ALL", "#0") for name in users)


def granted(
    rules: Iterable[SudoRule], accounts: Iterable[Account], groups: Iterable[Group]
) -> Iterator[Granted]:
    """Each account of this host that a rule names, groups resolved; ALL is not spelled out."""
    accounts, groups = tuple(accounts), tuple(groups)
    for rule in rules:
        seen: list[Account] = []
        for word in rule.users:
            for account in named_by(word, accounts, groups):
                if account not in seen:
                    seen.append(account)
                    yield Granted(account, rule)


def program_of(command: str) -> str:
    """The program of a command as sudoers has it, digest and arguments gone."""
    words = _DIGEST.sub("", command).split(None, 1)
    return words[0] if words else ""


def _grant(command: str) -> Grant:
    if command.startswith("!"):
        return Grant.HARMLESS
    if command == "ALL":
        return Grant.ALL
    program = program_of(command)
    _, _, arguments = _DIGEST.sub("", command).partition(" ")
    arguments = arguments.strip()
    if program == "sudoedit":
        return Grant.ESCAPE if "*" in arguments or not arguments else Grant.HARMLESS
    if is_odd(program):
        return Grant.SHELL
    name = path.name(program)
    if not name or "*" in name:
        # /usr/bin/* and /bin/: every program of a folder. Of a product's own folder: its business.
        is_system = path.parent(program) in ("/bin", "/sbin", "/usr/bin", "/usr/sbin")
        return Grant.SHELL if is_system and name in ("", "*") else Grant.HARMLESS
    return _of_program(name, arguments)


def _of_program(name: str, arguments: str) -> Grant:
    bare = name if name in GRANT_SHELL | GRANT_ESCAPE else _VERSION.sub("", name)
    is_free = not arguments or arguments.split() == ["*"]
    if bare in GRANT_SHELL:
        if is_free or arguments.startswith("-c"):
            return Grant.SHELL
        # A script with fixed path is judged by where it lies.
        return Grant.SHELL if any(is_odd(word) for word in _paths(arguments)) else Grant.HARMLESS
    if bare in GRANT_ESCAPE:
        return Grant.ESCAPE if is_free else Grant.HARMLESS
    return Grant.HARMLESS


def _paths(arguments: str) -> Iterator[str]:
    return (word for word in arguments.split() if word.startswith("/"))
