from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from hemostat.report.cells import WIDTH, clip, clip_left, pad, wrap

PRINTABLE = st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=400)


@given(PRINTABLE)
def test_wrapped_lines_fit_and_lose_nothing_but_spaces(text: str) -> None:
    lines = wrap(text, "  ", "    ")
    assert all(cell_len(line) <= WIDTH for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "").strip() or text.split() != []
    assert "".join("".join(lines).split()) == "".join(text.split())


@given(PRINTABLE, st.integers(4, 80))
def test_clipped_text_fits(text: str, width: int) -> None:
    assert cell_len(clip(text, width)) <= width
    assert cell_len(clip_left(text, width)) <= width


def test_a_path_keeps_its_end() -> None:
    assert clip_left("/very/long/path/name", 9) == "…ath/name"


def test_chinese_characters_take_two_cells() -> None:
    assert pad("危急", 6) == "危急  "
