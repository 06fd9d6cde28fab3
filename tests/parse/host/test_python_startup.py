"""What Python runs at every start."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence
from hemostat.model.path import HostPath
from hemostat.parse.host.python_startup import parse_customize, parse_pth
from hemostat.parse.place import Place

PATH = HostPath("/usr/lib/python3/dist-packages/x.pth")


def pth(data: bytes) -> list[str]:
    parsed = parse_pth(Evidence(data, PATH), Place(PATH, "li"))
    assert parsed.unread == ()
    return [record.command for record in parsed.records]


@pytest.mark.requirement("B5.4")
def test_only_lines_that_begin_with_import_are_run() -> None:
    assert pth(
        b"# import os\n/opt/lib\nimport os; os.system('x')\n import no\nimportlib\nimport\tsys\n"
    ) == ["import os; os.system('x')", "import\tsys"]


def test_a_byte_order_mark_hides_nothing() -> None:
    assert pth(b"\xef\xbb\xbfimport a\n") == ["import a"]


def test_a_carriage_return_hides_nothing() -> None:
    assert pth(b"# harmless\rimport a\n/opt/x") == ["import a"]


def test_every_line_of_sitecustomize_that_is_code_is_a_record() -> None:
    place = Place(HostPath("/usr/lib/python3/sitecustomize.py"))
    parsed = parse_customize(Evidence(b"# c\n\ntry:\n    import a\n", place.path), place)
    assert [(r.command, r.source.line) for r in parsed.records] == [("try:", 3), ("import a", 4)]


@given(st.binary(max_size=300))
def test_any_bytes_are_read(data: bytes) -> None:
    assert len(pth(data)) == sum(
        part.startswith((b"import ", b"import\t"))
        for part in data.removeprefix(b"\xef\xbb\xbf").replace(b"\r", b"\n").split(b"\n")
    )


@given(st.binary(max_size=300))
def test_no_line_of_code_is_lost(data: bytes) -> None:
    place = Place(HostPath("/x/usercustomize.py"))
    evidence = Evidence(data, place.path)
    lines = [n for n, raw in evidence.lines() if raw.strip() and not raw.strip().startswith("#")]
    assert [r.source.line for r in parse_customize(evidence, place).records] == lines
