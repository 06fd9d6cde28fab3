from dataclasses import replace

import pytest
from rich.cells import cell_len

from hemostat.model.text import Language
from hemostat.report.place_lines import place_lines
from report.made import HOSTILE, examination


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_place_has_a_line_and_every_hole_its_reason(language: Language) -> None:
    made = replace(examination(), not_covered=((HOSTILE, "network"),))
    lines = list(place_lines(made, language))
    assert len(lines) >= len(made.coverage) + 1
    for place in made.coverage:
        assert any(place.text.in_language(language) in line for line in lines)
    assert all(cell_len(line) <= 80 and "\x1b" not in line for line in lines)
    assert "network" in lines[-1]
