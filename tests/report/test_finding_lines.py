import pytest
from rich.cells import cell_len

from hemostat.model.level import Level
from hemostat.model.text import Language
from hemostat.report import words
from hemostat.report.finding_lines import early_line, finding_fields
from report.made import HOSTILE, KNOWLEDGE, claim, findings, process_claim, rule


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_cannot_wait_is_one_line_with_the_process_and_its_number(language: Language) -> None:
    (made,) = findings((rule(level=Level.CRITICAL), process_claim(exe=HOSTILE, pid=7)))
    line = early_line(made, language)
    assert "(pid 7)" in line
    assert line.startswith(words.LEVELS[Level.CRITICAL].in_language(language))
    assert "\x1b" not in line
    assert cell_len(line) <= 160


def test_every_field_a_reader_needs_is_there_and_harmless() -> None:
    (made,) = findings((rule(), claim(HOSTILE, HOSTILE)))
    fields = list(finding_fields(made, KNOWLEDGE, "en"))
    names = {name for name, _ in fields}
    assert {words.SUBJECT, words.EVIDENCE, words.BENIGN, words.NEXT, words.RULE} <= names
    assert all("\x1b" not in value and "\u202e" not in value for _, value in fields)
