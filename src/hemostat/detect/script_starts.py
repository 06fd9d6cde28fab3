"""What a started script starts in turn: the next link of the chain from cron to a program."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from hemostat.detect.startup_draft import commands_written
from hemostat.model.path import HostPath
from hemostat.model.records import ScriptLine, Startup
from hemostat.parse.host.shell_text import ShellReader

Which = Callable[[str], HostPath | None]
# In Python, Perl, Ruby or PHP: a call that names a file and runs nothing.
_HANDLES_A_FILE = re.compile(
    r"(?:[\w.$\s]+=)?\s*[\w.:]*\b(?:unlink|remove|rmtree|exists|isfile|isdir|open|fopen|stat|chmod"
    r"|chown|rename|copy\w*|move|makedirs|mkdir|listdir|read_text|write_text|CDLL|dlopen)\s*\(.*"
)


def starters_of(startups: Iterable[Startup]) -> dict[HostPath, Startup]:
    """The first startup of the host that names each program."""
    starters: dict[HostPath, Startup] = {}
    for startup in startups:
        if startup.scope.is_host:
            for program in startup.programs:
                starters.setdefault(program, startup)
    return starters


def starts_of_scripts(
    lines: Iterable[ScriptLine], starters: Mapping[HostPath, Startup], which: Which
) -> Iterator[Startup]:
    """Each line of a started script that names programs, as a startup of its own.

    It keeps the place, name, account and trigger of what starts the script; its source is the
    script's line. `cd` and variables carry from line to line. A command written as one of a unit
    (`ExecStart=`) counts as run: generators of systemd do nothing else. Lines of scripts that only
    run, and that nothing starts, give nothing: what they run is seen as processes.

    Args:
        lines: of scripts no package vouches for, in order.
        starters: what starts each script.
        which: the program a bare command name stands for; None for none.
    """
    readers: dict[HostPath, ShellReader] = {}
    for line in lines:
        starter = starters.get(line.path)
        if starter is None or _HANDLES_A_FILE.fullmatch(line.command):
            continue
        reader = readers.setdefault(line.path, ShellReader())
        runs = (*commands_written(line.command), *reader.line(line.command).runs)
        named = (run if run.startswith("/") else which(run) for run in runs)
        programs = tuple(dict.fromkeys(HostPath(path) for path in named if path))
        if programs:
            yield replace(
                starter,
                source=line.source,
                command=line.command,
                programs=programs,
                program_states=(),
                environment=(),
            )
