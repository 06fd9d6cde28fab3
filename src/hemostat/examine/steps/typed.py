"""What the rules about behaviour say of commands somebody typed, or that logs saw run."""

from collections.abc import Iterable
from dataclasses import replace

from hemostat.detect.rulebook import Rulebook
from hemostat.examine.work import Work
from hemostat.model.path import HostPath
from hemostat.model.records import ScriptLine, TypedCommand

MOST = 20_000
"""Different commands that are judged; the last ones."""
_OUR_OWN = "linux.command."


def judge_typed(work: Work) -> None:
    """Note beside each typed command the rules whose behaviour it shows.

    Such rules are written for what starts by itself; a check gives each the level it has for
    something that was typed.
    """
    typed = work.records.of(TypedCommand)
    if typed:
        said = _said_of(work.settings.rulebook, (each.command for each in typed))
        work.records.replace(TypedCommand, [_with(each, said) for each in typed])


Said = dict[str, tuple[tuple[str, ...], tuple[str, ...]]]
"""Of a command: the names of rules, and their techniques."""


def _said_of(rulebook: Rulebook, commands: Iterable[str]) -> Said:
    different = list(dict.fromkeys(commands))[-MOST:]
    said: Said = {}
    lines = (ScriptLine(path=HostPath(""), command=command) for command in different)
    for rule, claim in rulebook.claims(lines):
        line = claim.because[0]
        if isinstance(line, ScriptLine) and rule.name.startswith(_OUR_OWN):
            names, techniques = said.get(line.command, ((), ()))
            said[line.command] = (*names, rule.name), (*techniques, *rule.attack)
    return said


def _with(typed: TypedCommand, said: Said) -> TypedCommand:
    found = said.get(typed.command)
    if found is None:
        return typed
    rules, techniques = found
    return replace(typed, rules=rules, techniques=tuple(dict.fromkeys(techniques)))
