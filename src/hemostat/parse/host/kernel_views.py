"""What the kernel's own lists say is attached to it, and which modules they name."""

import re
from collections.abc import Iterator

from hemostat.model.evidence import Evidence, Parsed, Unread
from hemostat.model.records import KernelHook
from hemostat.parse.place import Place

_FUNCTION = re.compile(
    r"(?P<function>[\w.$]+)(?: \[(?P<of>[\w-]+)\])? \(\d+\)(?P<flags>[ A-Z]*)(?P<rest>.*)"
)
_HANDLER = re.compile(
    r"(?:\(|->|ops: \S+ \(|call_ops: \S+ \()(?P<name>[\w.$]+)\+0x[0-9a-f]+/0x[0-9a-f]+"
    r"(?: \[(?P<module>[\w-]+)\])?"
)
_KPROBE = re.compile(
    r"[0-9a-fA-F]+\s+(?P<kind>[krj])\s+(?P<function>[\w.$]+)(?:\+0x[0-9a-f]+)?"
    r"(?:\s+(?P<of>[A-Za-z_][\w-]*))?(?:\s*\[\w+\])*\s*"
)
_MODULE = re.compile(rb"\t\[([A-Za-z0-9_-]+)\]$", re.MULTILINE)
# Not modules: code the kernel makes at run time, named in the same way.
_MADE = frozenset({"bpf", "__builtin__ftrace", "__builtin__kprobes"})


def parse_enabled_functions(evidence: Evidence, place: Place) -> Parsed[KernelHook]:
    """Read tracefs' enabled_functions: which functions something is attached to by ftrace.

    Flags: R saves registers, I may change where the function goes on, D calls directly (BPF).
    Source: kernel/trace/ftrace.c (t_show), Linux 4.4 to 6.18.
    """
    del place
    records: list[KernelHook] = []
    unread: list[Unread] = []
    for number, line in evidence.lines():
        if not line.strip() or line.startswith(("\t", " ")):
            continue
        match = _FUNCTION.fullmatch(line)
        if match is None:
            unread.append(Unread(evidence.source(number, line), "not a function line"))
            continue
        handler, module = _handler(match["rest"])
        records.append(
            KernelHook(
                source=evidence.source(number, line),
                kind="ftrace",
                function=match["function"],
                is_redirected="I" in match["flags"].split(),
                handler=handler,
                module=module or match["of"] or "",
            )
        )
    return Parsed(tuple(records), tuple(unread))


def _handler(text: str) -> tuple[str, str]:
    """The most telling callback of a line: the one that lies in a module, else the first."""
    found = [(match["name"], match["module"] or "") for match in _HANDLER.finditer(text)]
    return next((pair for pair in found if pair[1]), found[0] if found else ("", ""))


def parse_kprobes(evidence: Evidence, place: Place) -> Parsed[KernelHook]:
    """Read debugfs' kprobes/list: which functions a probe stands in.

    Source: kernel/kprobes.c (report_probe), Linux 4.4 to 6.18.
    """
    del place
    records: list[KernelHook] = []
    unread: list[Unread] = []
    for number, line in evidence.lines():
        if not line.strip():
            continue
        match = _KPROBE.fullmatch(line.strip())
        if match is None:
            unread.append(Unread(evidence.source(number, line), "not a probe line"))
            continue
        records.append(
            KernelHook(
                source=evidence.source(number, line),
                kind="kprobe",
                function=match["function"],
                module=match["of"] or "",
            )
        )
    return Parsed(tuple(records), tuple(unread))


def modules_in_symbols(symbols: bytes) -> frozenset[str]:
    """The modules that /proc/kallsyms has symbols of."""
    return frozenset(_modules(symbols))


def _modules(symbols: bytes) -> Iterator[str]:
    for raw in set(_MODULE.findall(symbols)):
        if (name := raw.decode("ascii")) not in _MADE:
            yield name


PARSERS = {"enabled_functions": parse_enabled_functions, "kprobes_list": parse_kprobes}
