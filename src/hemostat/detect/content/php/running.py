"""Whether anything runs the PHP that stands in a file: a server, an include, or a command."""

import re

from hemostat.detect.names import words
from hemostat.detect.places import below_web_root, is_upload
from hemostat.model.candidate import Candidate
from hemostat.model.path import name, parent

_OTHER_LANGUAGES = words("""
    py pyw pyi ipynb pl pm rb sh bash zsh ksh fish awk tcl lua r jl js mjs cjs ts tsx jsx vue css
    scss go rs c h cc cpp hpp cxx cs vb java kt scala groovy swift m d nim zig hs ml ex exs erl clj
    lisp el vim ps1 bat cmd sql md rst adoc tex yml yaml json toml tf proto yar yara rules patch
    diff po pot
""")
_BEGINS_AS_PHP = re.compile(
    rb"(?i)\A(?:\xef\xbb\xbf)?(?:#![^\n]*\n)?\s*<(?:\?|script\s+language\s*=\s*[\"']?php)"
)
_LISTS = words("txt lst list dict csv tsv")
_PUT_AWAY = frozenset(("temporary", "hidden", "starts", "runs", "changed"))
_PROGRAMS = (b"\x7fELF", b"#!")
_PHP_PROGRAM = re.compile(rb"\A#![^\n]*\bphp")


def may_run(candidate: Candidate, content: bytes) -> bool:
    """Whether PHP in a file may be run as it lies there.

    Below a web root any file may be: handlers and settings decide there. Elsewhere a program or a
    source of another language only quotes it, unless it begins as PHP. Names that say nothing,
    session files, logs and pictures are what an `include` of a hole in a site is pointed at.
    """
    path = str(candidate.path)
    is_served = bool(candidate.reasons & {"web", "upload"})
    if is_served or below_web_root(parent(path)) or is_upload(path):
        return True
    _, dot, ending = name(path).rpartition(".")
    # A list of what attackers send, kept by those who test against it, may begin with anything.
    if dot and ending.lower() in _LISTS and not candidate.reasons & _PUT_AWAY:
        return False
    if _BEGINS_AS_PHP.match(content) or _PHP_PROGRAM.match(content):
        return True
    return not content.startswith(_PROGRAMS) and not (dot and ending.lower() in _OTHER_LANGUAGES)
