"""What a shell command text would run, as far as its words alone can say.

Nothing is executed or expanded but variables the text itself sets (and `$HOME`, where given).
Bounded: at most `MAX_TEXT` characters, six levels of code within code, 400 programs a text.
"""

import posixpath
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from hemostat.model.path import HostPath, normal
from hemostat.parse.host.shell_text_commands import (
    BUILTINS,
    INTERPRETERS,
    NO_COMMAND,
    RESERVED,
    SHELL_OPTIONS,
    SHELLS,
    WRAPPERS,
    Interpreter,
    Wrapper,
    known_name,
    options_of,
    words_of,
)
from hemostat.parse.host.shell_text_words import (
    UNKNOWN,
    SimpleCommand,
    Word,
    simple_commands,
)

_MAX_DEPTH = 6
_MAX_FOUND = 400
_MAX_VALUE = 4_096
_MAX_WRAPPED = 12
_MAX_VARIABLES = 32

_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)(\+?=)(.*)", re.DOTALL | re.ASCII)
_VARIABLE = re.compile(r"\$(?:\{([A-Za-z_]\w*)(?::?[-=][^{}$]*)?\}|([A-Za-z_]\w*))", re.ASCII)
# Variables whose value a shell runs as code, or reads as a script.
_CODE_VARIABLES = frozenset({"PROMPT_COMMAND", "PS0", "PS1", "PS2", "PS4", "LESSOPEN", "LESSCLOSE"})
_SCRIPT_VARIABLES = frozenset({"BASH_ENV", "ENV", "PYTHONSTARTUP"})
_EXPORTS = frozenset({"export", "declare", "typeset", "readonly", "local", "setenv"})


@dataclass(slots=True)
class ShellText:
    """What one text was found to hold, in order, each once.

    Attributes:
        runs: absolute paths and bare names of what it runs.
        assignments: `NAME=value`, quotes removed.
    """

    runs: dict[str, None] = field(default_factory=dict[str, None])
    assignments: dict[str, None] = field(default_factory=dict[str, None])

    @property
    def programs(self) -> tuple[HostPath, ...]:
        """Absolute paths it runs, sources, or hands to an interpreter as a script."""
        return tuple(HostPath(each) for each in self.runs if each.startswith("/"))

    @property
    def names(self) -> tuple[str, ...]:
        """Commands without a slash that are neither reserved words nor shell builtins."""
        return tuple(each for each in self.runs if not each.startswith("/"))


def read_shell_text(command: str, cwd: str = "/", home: str = "") -> ShellText:
    """Read a command text.

    Args:
        command: shell text, of one or more lines.
        cwd: where relative paths begin; empty when unknown, then they are left out.
        home: what `~` and `$HOME` stand for; empty when unknown.

    Raises: nothing. A path that depends on something the text does not say is left out.
    """
    return ShellReader(cwd, home).line(command)


def programs_in(command: str, cwd: str = "/", home: str = "") -> tuple[HostPath, ...]:
    """Absolute paths of programs and scripts a command text runs; see `read_shell_text`."""
    return read_shell_text(command, cwd, home).programs if "/" in command else ()


def names_in(command: str) -> tuple[str, ...]:
    """Commands named without a path, for the caller to look up in PATH."""
    return read_shell_text(command).names


def assignments_in(command: str) -> tuple[str, ...]:
    """Each `NAME=value` a text sets: before a command, by export, or on its own."""
    return tuple(read_shell_text(command).assignments) if "=" in command else ()


class ShellReader:
    """The state of a reading: where it stands, what is set, what was found.

    One reader for the lines of one script carries `cd` and variables from line to line.
    """

    def __init__(self, cwd: str = "/", home: str = "") -> None:
        """Begin where `read_shell_text` would."""
        self.found = ShellText()
        self._cwd = cwd
        self._home = home
        self._variables: dict[str, str] = {"HOME": home} if home else {}

    def line(self, text: str) -> ShellText:
        """What one more line holds."""
        self.found = ShellText()
        self.read(text, 0)
        return self.found

    def read(self, text: str, depth: int) -> None:
        """Read a text, and the texts within it."""
        if depth > _MAX_DEPTH or len(self.found.runs) > _MAX_FOUND:
            return
        folders: list[str] = []
        fed: list[str] = []
        for command in simple_commands(text):
            for inner in (*command.inner, *(t for word in command.words for t in word.inner)):
                self.read(inner, depth + 1)
            is_function = command.ends_with == "(" and len(command.words) == 1
            if not is_function:
                fed = self._simple(command, fed, depth)
            if command.ends_with == "(":
                folders.append(self._cwd)
            elif command.ends_with == ")" and folders:
                self._cwd = folders.pop()

    def _simple(self, command: SimpleCommand, fed: list[str], depth: int) -> list[str]:
        """Read one simple command; gives the files it hands on to the next by a pipe."""
        texts = [word.text for word in _after_reserved(command.words)]
        arguments = [self._expanded(text) for text in self._without_assignments(texts, depth)]
        if arguments:
            inputs = [*fed, *(self._expanded(text) for text in command.inputs)]
            self._invoke(arguments, inputs, depth)
        if command.ends_with not in ("|", "|&"):
            return []
        files = [each for each in arguments[1:] if "/" in each and "://" not in each]
        return [*files, *command.inputs]

    def _assign(self, name: str, operator: str, value: str, depth: int) -> None:
        value = self._expanded(value)
        if operator == "+=":
            value = self._variables.get(name, "") + value
        self.found.assignments[f"{name}={value}"] = None
        self._variables[name] = value if len(value) <= _MAX_VALUE else UNKNOWN
        if name in _CODE_VARIABLES:
            self.read(value, depth + 1)
        elif name in _SCRIPT_VARIABLES:
            self._add_path(value)

    def _expanded(self, text: str) -> str:
        """The text with the variables we know filled in; the others stay."""
        if text.startswith("~/"):
            text = "$HOME" + text[1:]
        elif text.startswith("~root/"):
            text = "/root" + text[5:]
        if not 0 < text.count("$") <= _MAX_VARIABLES:
            return text
        full = _VARIABLE.sub(lambda m: self._variables.get(m[1] or m[2], m[0]), text)
        return full if len(full) <= _MAX_VALUE else text

    def _add_path(self, path: str) -> bool:
        """Note an absolute or relative path; False where its place depends on the unknown."""
        if "$" in path or "\0" in path or "\n" in path or not path.strip():
            return False
        if not path.startswith("/"):
            if not self._cwd:
                return False
            path = posixpath.join(self._cwd, path)
        self.found.runs[normal(path)] = None
        return True

    def _invoke(self, arguments: Sequence[str], inputs: list[str], depth: int) -> None:
        """Follow a command through the commands that run commands."""
        for _ in range(_MAX_WRAPPED):
            if not arguments or depth > _MAX_DEPTH:
                return
            head = arguments[0]
            base = head.rpartition("/")[2]
            if "/" in head:
                self._add_path(head)
            elif head not in BUILTINS and "$" not in head and head:
                self.found.runs[head] = None
            name = known_name(base)
            if wrapper := WRAPPERS.get(name):
                arguments = self._unwrap(name, wrapper, arguments[1:], depth)
                continue
            self._last(name, arguments[1:], inputs, depth)
            return

    def _unwrap(
        self, name: str, wrapper: Wrapper, arguments: Sequence[str], depth: int
    ) -> Sequence[str]:
        """The command a wrapper runs; empty where it runs code it was handed as text."""
        options = options_of(
            arguments, wrapper.short, wrapper.long, is_permuted=wrapper.is_permuted
        )
        flags = [flag for flag, _ in options.values]
        if name == "command" and ("v" in flags or "V" in flags):
            return ()
        for option, value in options.values:
            if option in wrapper.code:
                self.read(value, depth + 1)
            elif option in wrapper.programs:
                self._add_path(value)
        if name in ("su", "runuser"):
            is_for_user = name == "runuser" and "u" in flags
            return options.operands if is_for_user else ()
        if name == "flock" and options.operands[1:2] in (("-c",), ("--command",)):
            self.read(" ".join(options.operands[2:3]), depth + 1)
            return ()
        return self._without_assignments(options.operands[wrapper.operands :], depth)

    def _without_assignments(self, arguments: Sequence[str], depth: int) -> Sequence[str]:
        """What follows `NAME=value` arguments, as of env and sudo; they are noted."""
        for index, argument in enumerate(arguments):
            if not (match := _ASSIGNMENT.fullmatch(argument)):
                return arguments[index:]
            self._assign(match[1], match[2], match[3], depth)
        return ()

    def _last(self, name: str, arguments: Sequence[str], inputs: list[str], depth: int) -> None:
        """A command that wraps no other: an interpreter, a builtin, or just a program."""
        if name in SHELLS:
            self._shell(arguments, inputs, depth)
        elif interpreter := INTERPRETERS.get(name):
            self._interpreter(interpreter, arguments, inputs)
        elif special := _SPECIAL.get(name):
            special(self, arguments, depth)

    def _shell(self, arguments: Sequence[str], inputs: list[str], depth: int) -> None:
        # `-c` is a flag here: its code is the first operand (`bash -c -l 'code'`).
        options = options_of(arguments, SHELL_OPTIONS.short, SHELL_OPTIONS.long)
        for option, value in options.values:
            if option in SHELL_OPTIONS.scripts:
                self._add_path(value)
        if ("c", "") in options.values:
            self.read("".join(options.operands[:1]), depth + 1)
        elif options.operands and ("s", "") not in options.values:
            self._add_path(options.operands[0])
        else:
            for path in inputs:
                self._add_path(path)

    def _interpreter(
        self, interpreter: Interpreter, arguments: Sequence[str], inputs: list[str]
    ) -> None:
        options = options_of(arguments, interpreter.short, interpreter.long)
        has_script = False
        for option, value in options.values:
            if option in interpreter.ends:
                return
            if option in interpreter.scripts and "/" in value:
                self._add_path(value)
                has_script = option in ("f", "F", "file") or has_script
        if has_script or not interpreter.takes_operand:
            return
        for path in options.operands[:1] or inputs:
            if path != "-":
                self._add_path(path)

    # Builtins and programs with ways of their own.

    def change_folder(self, arguments: Sequence[str], _depth: int) -> None:
        """`cd`: relative paths begin elsewhere from here on."""
        operands = options_of(arguments, "", frozenset()).operands
        target = operands[0] if operands else self._home
        if not target or "$" in target:
            self._cwd = ""
        elif target.startswith("/") or self._cwd:
            self._cwd = normal(posixpath.join(self._cwd, target))

    def source(self, arguments: Sequence[str], _depth: int) -> None:
        """`. FILE`: the shell runs the file's lines."""
        if arguments:
            self._add_path(arguments[0])

    def evaluate(self, arguments: Sequence[str], depth: int) -> None:
        """`eval WORDS`: the words are code."""
        self.read(" ".join(arguments), depth + 1)

    def trap(self, arguments: Sequence[str], depth: int) -> None:
        """`trap CODE SIGNAL`."""
        if arguments and not arguments[0].startswith("-"):
            self.read(arguments[0], depth + 1)

    def alias(self, arguments: Sequence[str], depth: int) -> None:
        """`alias NAME=CODE`."""
        for argument in arguments:
            self.read(argument.partition("=")[2], depth + 1)

    def export(self, arguments: Sequence[str], depth: int) -> None:
        """`export NAME=VALUE` and its kin."""
        for argument in arguments:
            if match := _ASSIGNMENT.fullmatch(argument):
                self._assign(match[1], match[2], match[3], depth)

    def java(self, arguments: Sequence[str], _depth: int) -> None:
        """`java -jar FILE`, and agents loaded into it."""
        words = iter(arguments)
        for word in words:
            if word == "-jar":
                self._add_path(next(words, ""))
                return
            if word.startswith(("-javaagent:", "-agentpath:")):
                self._add_path(word.partition(":")[2].partition("=")[0])
            elif word in ("-cp", "-classpath", "--class-path", "-p", "--module-path"):
                next(words, "")
            elif not word.startswith("-"):
                return

    def start_stop_daemon(self, arguments: Sequence[str], depth: int) -> None:
        """`start-stop-daemon --exec PROGRAM -- ARGUMENTS`."""
        options = options_of(arguments, _DAEMON_SHORT, _DAEMON_LONG, is_permuted=True)
        runs = [value for option, value in options.values if option in _STARTED and value]
        for value in runs:
            self._invoke([value], [], depth + 1) if "/" not in value else self._add_path(value)
        # `--exec /bin/bash -- -c 'code'`, `--exec /usr/bin/python3 -- /opt/x.py`
        if runs and "--" in arguments:
            rest = arguments[arguments.index("--") + 1 :]
            self._invoke([runs[-1], *rest], [], depth + 1)

    def find(self, arguments: Sequence[str], depth: int) -> None:
        """`find … -exec COMMAND ;`."""
        for index, argument in enumerate(arguments[:1_000]):
            if argument in ("-exec", "-execdir", "-ok", "-okdir"):
                end = next(
                    (i for i in range(index + 1, len(arguments)) if arguments[i] in (";", "+")),
                    len(arguments),
                )
                self._invoke(arguments[index + 1 : end], [], depth + 1)
                return

    def chroot(self, arguments: Sequence[str], _depth: int) -> None:
        """`chroot FOLDER PROGRAM`: the program's path begins at the folder."""
        options = options_of(arguments, "ugG", frozenset({"userspec", "groups"}))
        if len(options.operands) > 1 and options.operands[1].startswith("/"):
            self._add_path(posixpath.join(options.operands[0], options.operands[1].lstrip("/")))

    def network_namespace(self, arguments: Sequence[str], depth: int) -> None:
        """`ip netns exec NAME COMMAND`, `ip vrf exec …`."""
        for index, argument in enumerate(arguments[:20]):
            if argument == "exec":
                self._invoke(arguments[index + 2 :], [], depth + 1)
                return

    def tmux(self, arguments: Sequence[str], depth: int) -> None:
        """`tmux new -d CODE`."""
        if arguments and arguments[-1] and not arguments[-1].startswith("-"):
            self.read(arguments[-1], depth + 1)

    def run_parts(self, arguments: Sequence[str], _depth: int) -> None:
        """`run-parts FOLDER`, where the folder is not one we read anyway."""
        for argument in arguments:
            if argument.startswith("/") and not argument.startswith("/etc/"):
                self._add_path(argument)


# start-stop-daemon(8): letters and names of its options that take a value; those that are run.
_DAEMON_SHORT = "xanupscgrdNPIkR"
_DAEMON_LONG = words_of(
    """exec startas name user pidfile signal chuid group chroot chdir nicelevel retry procsched
    iosched umask output stdout stderr"""
)
_STARTED = frozenset({"x", "exec", "a", "startas"})
_Special = Callable[[ShellReader, Sequence[str], int], None]
_SPECIAL: Mapping[str, _Special] = {
    "cd": ShellReader.change_folder,
    "pushd": ShellReader.change_folder,
    ".": ShellReader.source,
    "source": ShellReader.source,
    "eval": ShellReader.evaluate,
    "trap": ShellReader.trap,
    "alias": ShellReader.alias,
    "java": ShellReader.java,
    "start-stop-daemon": ShellReader.start_stop_daemon,
    "find": ShellReader.find,
    "chroot": ShellReader.chroot,
    "ip": ShellReader.network_namespace,
    "tmux": ShellReader.tmux,
    "run-parts": ShellReader.run_parts,
    **dict.fromkeys(_EXPORTS, ShellReader.export),
}


def _after_reserved(words: Sequence[Word]) -> Sequence[Word]:
    """The words of a simple command behind `if`, `then`, `!` …; empty where none is a command."""
    for index, word in enumerate(words):
        if word.is_quoted or word.text not in RESERVED:
            return () if word.text in NO_COMMAND and not word.is_quoted else words[index:]
    return ()
