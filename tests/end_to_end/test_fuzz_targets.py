"""What `tools/fuzz.py` fuzzes: no reader of foreign bytes is without a target, none is dead."""

import importlib
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
HOSTILE = (
    b"",
    b"\n",
    b"a b c\n",
    b"\xff\xfe\x00=\r\n\x1b[31m\n\n[x]\n",
    b"{" * 5_000,
    b"\0" * 4_096,
)


@pytest.fixture(scope="module")
def fuzz_targets() -> ModuleType:
    sys.path.insert(0, str(ROOT / "tools"))
    try:
        return importlib.import_module("fuzz_targets")
    finally:
        sys.path.remove(str(ROOT / "tools"))


def test_every_module_that_reads_foreign_bytes_has_a_target_or_a_reason(
    fuzz_targets: ModuleType,
) -> None:
    assert fuzz_targets.without_target() == []
    assert fuzz_targets.wrongly_named() == []


def test_a_new_module_without_target_is_missed(
    fuzz_targets: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    def parse_new(lines: list[bytes]) -> None: ...

    module = ModuleType("hemostat.trees.brand_new")
    parse_new.__module__ = module.__name__
    module.parse_new = parse_new  # type: ignore[attr-defined]
    monkeypatch.setattr(fuzz_targets, "_modules", lambda _package: iter((module,)))
    assert set(fuzz_targets.without_target()) == {"trees.brand_new"}


def test_a_new_function_of_a_parsers_module_becomes_a_target_by_itself(
    fuzz_targets: ModuleType,
) -> None:
    def read_new(data: bytes) -> None: ...

    module = ModuleType("hemostat.parse.host.brand_new")
    read_new.__module__ = module.__name__
    module.read_new = read_new  # type: ignore[attr-defined]
    assert fuzz_targets.readers_of(module) == [read_new]


def test_every_target_takes_hostile_bytes(fuzz_targets: ModuleType) -> None:
    for make in fuzz_targets.targets().values():
        run = make()
        for data in HOSTILE:
            run(data)


def test_a_lost_line_is_told(fuzz_targets: ModuleType) -> None:
    from hemostat.model.evidence import Evidence, Parsed
    from hemostat.model.path import HostPath

    evidence = Evidence(b"# note\n\nroot:x:0:0\n", HostPath("/etc/passwd"))
    with pytest.raises(AssertionError, match="line 3 was lost"):
        fuzz_targets._check_lines(evidence, Parsed(), loses_none=True)
