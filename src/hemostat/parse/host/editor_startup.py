"""Commands in the start-up files of vim and emacs."""

import re

from hemostat.model.evidence import Evidence, Parsed
from hemostat.model.records import Mechanism, StartupLine
from hemostat.parse.place import Place

_VIM = re.compile(
    r"\b(?:system|systemlist|job_start|jobstart|term_start|termopen|libcall|libcallnr)\s*\("
    r"|\bos\.execute\s*\(|\bio\.popen\s*\(|\bvim\.(?:uv|loop)\.spawn\s*\(|\bvim\.system\s*\("
    r"|^\s*(?:sil(?:ent)?!?\s+)*:?!\s*\S"
    r"|^\s*au(?:tocmd)?!?\s.*?[\s:|]!\s*\S"
    r"|^\s*(?:py(?:thon)?[3x]?|ruby|perl|tcl|mzscheme)\s+\S.*\b(?:os|subprocess|socket|exec)\b"
)
# What of such a line a shell or the system runs: behind the `!`, or the first text of a call.
_BANG = re.compile(r"(?:^|[\s:|])!\s*(?P<command>\S.*)")
_QUOTED = re.compile(r"[(\[\s]\s*(?P<quote>['\"])(?P<command>.+?)(?P=quote)")
_EMACS = re.compile(
    r"\((?:shell-command(?:-to-string)?|async-shell-command|call-process(?:-shell-command)?"
    r"|start-process(?:-shell-command)?|make-process|make-network-process)\s"
)


def parse_vim_script(evidence: Evidence, place: Place) -> Parsed[StartupLine]:
    r"""Read a vimrc, plugin or nvim init file: a record for each line that runs a command.

    Lines that only set and map give no record. A line that begins with `\` continues the one
    before it and is looked at by itself. The record's command is what the line hands to a shell.

    Raises: nothing.
    Source: vim 9.1 help: system(), job_start(), :!, :autocmd, usr_41; neovim's vim.system().
    """
    return _matching(evidence, place, _VIM, '"')


def parse_emacs_lisp(evidence: Evidence, place: Place) -> Parsed[StartupLine]:
    """Read an init file of emacs: a record for each line that calls a program.

    Raises: nothing.
    Source: GNU Emacs Lisp Reference Manual, "Processes".
    """
    return _matching(evidence, place, _EMACS, ";")


def _matching(
    evidence: Evidence, place: Place, pattern: re.Pattern[str], comment: str
) -> Parsed[StartupLine]:
    return Parsed(
        tuple(
            StartupLine(
                source=evidence.source(number, line),
                mechanism=place.mechanism or Mechanism.EDITOR,
                account=place.account,
                trigger=place.trigger or "editor",
                command=_command(line),
            )
            for number, raw in evidence.lines()
            if (line := raw.strip())
            and not line.startswith(comment)
            # A line of a megabyte is no vim script; the pattern sees its beginning.
            and pattern.search(line[:4096])
        )
    )


def _command(line: str) -> str:
    """What a line hands to a shell or runs; the whole line where that is not plain to see."""
    head = line[:4096]
    match = _BANG.search(head) or _QUOTED.search(head)
    return match["command"] if match else line


PARSERS = {"vim_script": parse_vim_script, "emacs_lisp": parse_emacs_lisp}
