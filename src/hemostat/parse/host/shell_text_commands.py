"""What well-known commands do with their arguments: run another command, or read a script.

Tables, so that `shell_text` can follow a command line through them. Options are given as the
letters and long names that take a value of their own; all else is taken for a flag.

Source: the manual pages of the commands, Debian 12; options of other versions are added.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass


def words_of(text: str) -> frozenset[str]:
    """The words of a text, for tables of names."""
    return frozenset(text.split())


RESERVED = words_of("if then else elif fi do done while until { } ! coproc [[ ]] function in")
# Behind these the words are no command: a list of values, a pattern, a name.
NO_COMMAND = frozenset({"for", "case", "select", "esac", "[", "[[", "test"})

BUILTINS = words_of(
    """: . [ [[ alias bg bind break builtin caller case cd command compdef compgen complete compopt
    continue declare dirs disown echo emulate enable esac eval exec exit export false fc fg for
    function getopts hash help history if integer jobs kill let local logout mapfile popd printf
    pushd pwd read readarray readonly return select set setopt shift shopt source suspend test
    times trap true type typeset ulimit umask unalias unset unsetopt wait zstyle autoload bindkey
    zmodload"""
)


@dataclass(frozen=True, slots=True)
class Wrapper:
    """A command that runs the command in its arguments.

    Attributes:
        short: letters of options that take a value.
        long: names of long options whose value is a word of its own.
        operands: how many operands stand before the command.
        code: letters and long names of options whose value is shell text.
        programs: letters and long names of options whose value is a program.
        is_permuted: whether options may stand behind operands (getopt's way).
    """

    short: str = ""
    long: frozenset[str] = frozenset()
    operands: int = 0
    code: frozenset[str] = frozenset()
    programs: frozenset[str] = frozenset()
    is_permuted: bool = False


def _wrapper(
    short: str = "", long: str = "", operands: int = 0, code: str = "", programs: str = ""
) -> Wrapper:
    return Wrapper(
        short,
        words_of(long),
        operands,
        words_of(code),
        words_of(programs),
    )


_SU = Wrapper(
    "gGsTwucC",
    words_of("group supp-group shell whitelist-environment command session-command user"),
    operands=1,
    code=frozenset({"c", "command", "session-command"}),
    programs=frozenset({"s", "shell"}),
    is_permuted=True,
)

WRAPPERS: dict[str, Wrapper] = {
    "sudo": _wrapper(
        "ughpCcDRTrt",
        "user group host prompt close-from chdir chroot type role command-timeout other-user",
    ),
    "doas": _wrapper("uC"),
    "pkexec": _wrapper("", "user"),
    "su": _SU,
    "runuser": _SU,
    "env": _wrapper("uCS", "unset chdir split-string", code="S split-string"),
    "nohup": _wrapper(),
    "setsid": _wrapper(),
    "nice": _wrapper("n", "adjustment"),
    "ionice": _wrapper("cnpPu", "class classdata"),
    "chrt": _wrapper("TPD", "sched-runtime sched-period sched-deadline", operands=1),
    "taskset": _wrapper(operands=1),
    "timeout": _wrapper("sk", "signal kill-after", operands=1),
    "stdbuf": _wrapper("ioe", "input output error"),
    "unbuffer": _wrapper(),
    "time": _wrapper("fo", "format output"),
    "exec": _wrapper("a"),
    "builtin": _wrapper(),
    "command": _wrapper(),
    "flock": _wrapper("wEc", "timeout wait conflict-exit-code command", 1, "c command"),
    "systemd-run": _wrapper(
        "MHupE",
        "machine host unit property setenv slice uid gid nice working-directory description "
        "on-active on-boot on-startup on-unit-active on-unit-inactive on-calendar path-property "
        "timer-property socket-property service-type",
    ),
    "systemd-cat": _wrapper("tp", "identifier priority stderr-priority"),
    "systemd-inhibit": _wrapper("", "what who why mode"),
    "daemon": _wrapper("", "user pidfile check nicelevel"),
    "chpst": _wrapper("ueUbp/cdomnlLfr"),
    "setuidgid": _wrapper(operands=1),
    "su-exec": _wrapper(operands=1),
    "gosu": _wrapper(operands=1),
    "xargs": _wrapper("InPLdEsa", "replace max-args max-procs max-lines delimiter arg-file"),
    "watch": _wrapper("n", "interval"),
    "strace": _wrapper("oepsuEaSPIbOX"),
    "numactl": _wrapper("CmNpi"),
    "cgexec": _wrapper("g"),
    "unshare": _wrapper("RwSG", "root wd setuid setgid"),
    "nsenter": _wrapper("tSGr", "target setuid setgid"),
    "prlimit": _wrapper(),
    "setpriv": _wrapper("", "reuid regid groups inh-caps bounding-set"),
    "capsh": _wrapper(),
    "dbus-run-session": _wrapper("", "config-file dbus-daemon"),
    "xvfb-run": _wrapper("nsfepw", "server-num server-args auth-file error-file"),
    "fakeroot": _wrapper("bis"),
    "screen": _wrapper("SctTphe"),
    "tini": _wrapper("pe"),
    "dumb-init": _wrapper("r"),
    "chronic": _wrapper(),
    "cronic": _wrapper(),
    "catchsegv": _wrapper(),
    "script": Wrapper("cITBOmoE", words_of("command"), 99, words_of("c command"), is_permuted=True),
    "busybox": _wrapper(),
    "toybox": _wrapper(),
    "proxychains": _wrapper("f"),
    "proxychains4": _wrapper("f"),
    "torsocks": _wrapper("uPai"),
    "ld.so": _wrapper("", "library-path preload inhibit-rpath audit argv0", programs="preload"),
}


@dataclass(frozen=True, slots=True)
class Interpreter:
    """A command that reads a script named by its first operand.

    Attributes:
        short: letters of options that take a value.
        long: names of long options whose value is a word of its own.
        ends: options behind which no script follows: code on the command line, a module.
        scripts: options whose value is itself a script or library that is run.
        takes_operand: whether its first operand is the script.
    """

    short: str = ""
    long: frozenset[str] = frozenset()
    ends: frozenset[str] = frozenset()
    scripts: frozenset[str] = frozenset()
    takes_operand: bool = True


def _interpreter(short: str = "", long: str = "", ends: str = "", scripts: str = "") -> Interpreter:
    return Interpreter(short, words_of(long), words_of(ends), words_of(scripts))


SHELLS = words_of("sh bash dash ash zsh ksh mksh pdksh rbash csh tcsh fish hush yash")
SHELL_OPTIONS = _interpreter("oO", "rcfile init-file", scripts="rcfile init-file")

INTERPRETERS: dict[str, Interpreter] = {
    "python": _interpreter("cmWXQ", "check-hash-based-pycs", ends="c m"),
    "pypy": _interpreter("cmWX", ends="c m"),
    "perl": _interpreter("eEIMmFxl0", ends="e E"),
    "ruby": _interpreter("eIrCEFK", ends="e", scripts="r"),
    "php": _interpreter(
        "fFrRBEczdtTS", "file run process-file define", ends="r run", scripts="f F file z"
    ),
    "php-cgi": _interpreter("fczdTb", scripts="f"),
    "node": _interpreter(
        "eprC", "eval print require import loader conditions env-file", "e eval p print",
        "r require import loader",
    ),
    "nodejs": _interpreter("epr", "eval print require", "e eval p print", "r require"),
    "bun": _interpreter("er", "eval preload", "e eval", "r preload"),
    "lua": _interpreter("el", ends="e"),
    "luajit": _interpreter("elj", ends="e"),
    "tclsh": _interpreter(),
    "expect": _interpreter("cf", ends="c", scripts="f"),
    "awk": Interpreter("fFv", words_of("file"), scripts=words_of("f file"), takes_operand=False),
    "Rscript": _interpreter("e", ends="e"),
    "insmod": _interpreter(),
    "osascript": _interpreter("e", ends="e"),
}  # fmt: skip

_VERSIONED = re.compile(
    r"(python|pypy|perl|ruby|php-cgi|php|nodejs|node|lua|luajit|tclsh|bash|zsh|ksh|expect)"
    r"[-0-9.]+(?:m|d|w)?"
)
_LOADER = re.compile(r"ld(-linux[^/]*|-musl[^/]*|64|\d?-?[\d.]*)?\.so(\.\d+)?")


def known_name(base: str) -> str:
    """The name a command stands under in these tables: no version, gawk is awk."""
    if match := _VERSIONED.fullmatch(base):
        return match[1]
    if base in ("gawk", "mawk", "nawk", "original-awk"):
        return "awk"
    return "ld.so" if _LOADER.fullmatch(base) else base


@dataclass(frozen=True, slots=True)
class Options:
    """The options of a command line.

    Attributes:
        values: (letter or long name, value) in order; an empty value for a flag.
        operands: what follows them.
    """

    values: tuple[tuple[str, str], ...]
    operands: tuple[str, ...]


def options_of(
    arguments: Sequence[str], short: str, long: frozenset[str], *, is_permuted: bool = False
) -> Options:
    """Read options as getopt does, without knowing which exist. Ends at the first operand."""
    values: list[tuple[str, str]] = []
    operands: list[str] = []
    at = 0
    while at < len(arguments):
        argument = arguments[at]
        at += 1
        if argument == "--":
            break
        if argument.startswith("--"):
            name, equals, value = argument[2:].partition("=")
            if not equals and name in long:
                value, at = _value(arguments, at)
            values.append((name, value))
        elif argument[0:1] in ("-", "+") and len(argument) > 1:
            at = _cluster(argument[1:], arguments, at, short, values)
        elif is_permuted:
            operands.append(argument)
        else:
            at -= 1
            break
    return Options(tuple(values), (*operands, *arguments[at:]))


def _cluster(
    letters: str, arguments: Sequence[str], at: int, short: str, values: list[tuple[str, str]]
) -> int:
    """Read `-abc value`; gives the position of the next argument."""
    for index, letter in enumerate(letters):
        if letter in short:
            value = letters[index + 1 :]
            if not value:
                value, at = _value(arguments, at)
            values.append((letter, value))
            return at
        values.append((letter, ""))
    return at


def _value(arguments: Sequence[str], at: int) -> tuple[str, int]:
    return (arguments[at], at + 1) if at < len(arguments) else ("", at)
