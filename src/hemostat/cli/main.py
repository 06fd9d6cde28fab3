"""The way in: picks the language, the command and the exit code."""

import errno
import importlib
import io
import os
import sys
import traceback
from collections.abc import Sequence
from typing import NoReturn

from hemostat.cli.language import choose_language
from hemostat.cli.parser import build_parser
from hemostat.model.errors import HemostatError
from hemostat.model.text import Language, Text

INTERRUPTED = 130
CANNOT_OBEY, OUR_FAULT = 2, 4
_FULL = (errno.ENOSPC, errno.EDQUOT)

_OUR_FAULT = Text(
    "hemostat: this is our own fault, not yours: {why}\n"
    "Nothing on the host was changed. Please report it with the lines above.",
    "hemostat：这是程序自身的错误：{why}\n主机未被改动。请连同上面的内容一并反馈。",
)
_NO_ROOM = Text(
    "hemostat: the result could not be written: {why}; pipe it to another host, or to a terminal",
    "hemostat：结果无法写入：{why}；请通过管道传到其他主机，或直接输出到终端",
)


def run() -> NoReturn:
    """The console script."""
    sys.dont_write_bytecode = True
    sys.exit(main(sys.argv[1:]))


def main(arguments: Sequence[str]) -> int:
    """Run one command and give its exit code; see DESIGN for the codes.

    Args:
        arguments: the command line without the program's name.
    """
    for stream in (sys.stdout, sys.stderr):
        # A console that cannot show a sign shows its number instead of ending the run.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    language = choose_language(arguments, os.environ)
    asked = build_parser(language).parse_args(arguments)
    try:
        command = importlib.import_module(f"hemostat.cli.{asked.command}")
        code: int = command.run(asked, language)
        sys.stdout.flush()
    except HemostatError as error:
        sys.stderr.write(f"hemostat: {error}\n")
        return error.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone; Python must not complain at exit a second time.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return INTERRUPTED
    except OSError as error:
        if error.errno not in _FULL:
            return _our_fault(error, language)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.stderr.write(_NO_ROOM.in_language(language).format(why=error.strerror) + "\n")
        return CANNOT_OBEY
    except Exception as error:  # noqa: BLE001 — the last stop: a fault of ours gets its own code
        return _our_fault(error, language)
    return code


def _our_fault(error: Exception, language: Language) -> int:
    traceback.print_exc()
    sys.stderr.write(_OUR_FAULT.in_language(language).format(why=repr(error)) + "\n")
    return OUR_FAULT
