"""Commands in the start-up files of editors."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence
from hemostat.model.path import HostPath
from hemostat.parse.host.editor_startup import parse_emacs_lisp, parse_vim_script
from hemostat.parse.place import Place

PLACE = Place(HostPath("/home/li/.vimrc"), "li")


@pytest.mark.requirement("B5.4")
@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("call system('nohup /tmp/x &')", "nohup /tmp/x &"),
        ("silent! !/tmp/x &", "/tmp/x &"),
        (":!/tmp/x", "/tmp/x"),
        ("autocmd VimEnter * silent! !/tmp/x &", "/tmp/x &"),
        ("au BufRead * call job_start(['/tmp/x'])", "/tmp/x"),
        ("python3 import os; os.system('x')", "x"),
        ("lua os.execute('/tmp/x')", "/tmp/x"),
        ("call jobstart(g:x)", "call jobstart(g:x)"),
    ],
)
def test_a_line_of_vim_that_runs_a_command_is_a_record(line: str, command: str) -> None:
    parsed = parse_vim_script(Evidence(f"set nu\n{line}\n".encode(), PLACE.path), PLACE)
    assert [(r.command, r.source.line, r.source.text) for r in parsed.records] == [
        (command, 2, line)
    ]


def test_lines_that_only_set_and_map_are_none() -> None:
    data = (
        b'" call system("x")\nset background=dark\nsyntax on\nfiletype plugin indent on\n'
        b"autocmd FileType python setlocal ts=4\nlet g:x = !has('gui')\nset nocompatible!\n"
        b"nnoremap <F5> :w<CR>\nif !exists('x')\ncall plug#begin()\n"
    )
    assert parse_vim_script(Evidence(data, PLACE.path), PLACE).records == ()


def test_a_line_of_emacs_that_calls_a_program_is_a_record() -> None:
    data = b'; (shell-command "no")\n(setq x 1)\n(call-process "/tmp/x" nil 0 nil)\n'
    parsed = parse_emacs_lisp(Evidence(data, PLACE.path), PLACE)
    assert [r.source.line for r in parsed.records] == [3]


@given(st.binary(max_size=300))
def test_any_bytes_are_read(data: bytes) -> None:
    for parser in (parse_vim_script, parse_emacs_lisp):
        parsed = parser(Evidence(data, PLACE.path), PLACE)
        assert len(parsed.records) <= data.count(b"\n") + 1
        assert parsed.unread == ()


def test_a_megabyte_on_one_line_is_read_in_bounded_time() -> None:
    for data in (b"au " * 300_000, b"silent " * 150_000, b"python3 " + b"os." * 300_000):
        assert len(parse_vim_script(Evidence(data, PLACE.path), PLACE).records) <= 1
