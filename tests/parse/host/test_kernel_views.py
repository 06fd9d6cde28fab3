"""What tracefs, debugfs and kallsyms say. Made up, after kernel/trace/ftrace.c and kprobes.c."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence, Parsed
from hemostat.model.path import HostPath
from hemostat.model.records import KernelHook
from hemostat.parse.host.kernel_views import (
    modules_in_symbols,
    parse_enabled_functions,
    parse_kprobes,
)
from hemostat.parse.place import Place

pytestmark = pytest.mark.requirement("A6L.3", "A5.6")
PLACE = Place(HostPath("/sys/kernel/tracing/enabled_functions"))
FTRACE = b"""\
__x64_sys_kill (1) R I   M \ttramp: 0xffffffffc0567000 (fh_thunk+0x0/0x50 [rk]) ->assist+0x0/0xf0
schedule (1)           \ttramp: 0xffffffffc00c8000 (function_trace_call+0x0/0x140) ->x+0x0/0x1
do_filp_open (1) R   D   M \tdirect-->bpf_trampoline_6442_0+0x0/0x1000
\tdirect(jmp)-->bpf_trampoline_6442_0+0x0/0x1000
nf_conntrack_in [nf_conntrack] (2) R
"""


def ftrace(data: bytes) -> Parsed[KernelHook]:
    return parse_enabled_functions(Evidence(data, PLACE.path), PLACE)


def test_what_is_attached_by_ftrace() -> None:
    parsed = ftrace(FTRACE)
    assert parsed.unread == ()
    assert [(h.function, h.is_redirected, h.handler, h.module) for h in parsed.records] == [
        ("__x64_sys_kill", True, "fh_thunk", "rk"),
        ("schedule", False, "function_trace_call", ""),
        ("do_filp_open", False, "bpf_trampoline_6442_0", ""),
        ("nf_conntrack_in", False, "", "nf_conntrack"),
    ]


def test_probes_with_and_without_marks() -> None:
    data = b"""\
ffffffff81234560  k  __x64_sys_execve+0x0    [FTRACE]
ffffffffc0123450  r  nf_hook+0x1f  nf_conntrack  [DISABLED][FTRACE]
0000000000000000  k  do_sys_open
"""
    parsed = parse_kprobes(Evidence(data, PLACE.path), PLACE)
    assert parsed.unread == ()
    assert [(h.function, h.module) for h in parsed.records] == [
        ("__x64_sys_execve", ""),
        ("nf_hook", "nf_conntrack"),
        ("do_sys_open", ""),
    ]


def test_modules_of_symbols_without_what_the_kernel_makes_itself() -> None:
    data = b"0 T _text\n0 t a\t[rk]\n0 t b\t[bpf]\n0 t c\t[__builtin__ftrace]\n0 d d\t[nf-x]\n"
    assert modules_in_symbols(data) == {"rk", "nf-x"}


@given(st.binary())
def test_no_line_is_ever_lost(data: bytes) -> None:
    parsed = ftrace(data)
    seen = [each.source.line for each in (*parsed.records, *parsed.unread)]
    lines = data.split(b"\n")
    texts = [line.decode("utf-8", "backslashreplace") for line in lines]
    wanted = [n for n, t in enumerate(texts, 1) if t.strip() and not t.startswith(("\t", " "))]
    assert sorted(number or 0 for number in seen) == wanted
    parse_kprobes(Evidence(data, PLACE.path), PLACE)
    modules_in_symbols(data)
