"""docs/rules.md and docs/add-a-check.md say what is so."""

import re
import shlex
from pathlib import Path

import pytest

from hemostat.detect.rulebook import failed_examples, load_texts
from hemostat.detect.sigma.block import KEYS, ZH_KEYS
from hemostat.detect.sigma.flat import ANY_FIELD
from hemostat.detect.sigma.sources import fields_of_category, types_by_category
from hemostat.model.record import table_of

ROOT = Path(__file__).parents[2]
RULES = (ROOT / "docs/rules.md").read_text("utf-8")
FIELDS = (ROOT / "docs/reference/fields.md").read_text("utf-8")
TEN_LINES = (ROOT / "docs/add-a-check.md").read_text("utf-8")


@pytest.mark.parametrize("category", sorted(types_by_category()))
def test_every_category_stands_there_with_its_records_and_fields(category: str) -> None:
    fields = sorted(fields_of_category(category) - {ANY_FIELD})
    names = ", ".join(f"`{name}`" for name in fields if "." not in name)
    records = ", ".join(table_of(each).name for each in types_by_category()[category])
    assert f"| `{category}` | {records} | {names} |" in FIELDS.splitlines()


def test_the_rule_shown_loads_and_its_examples_hold() -> None:
    (text,) = re.findall(r"```yaml\n(.*?)```", RULES, re.DOTALL)
    loaded = load_texts([("docs/rules.md", text)])
    assert loaded.problems == ()
    assert failed_examples(loaded.plans) == ()


def test_every_key_of_the_block_is_explained() -> None:
    explained = {
        name
        for line in RULES.splitlines()
        if line.startswith("| `")
        for name in re.findall(r"`(\w+)`", line)
    }
    assert {*KEYS, *ZH_KEYS} <= explained | {"fires", "quiet"}


def test_every_modifier_named_is_one_pysigma_knows() -> None:
    modifiers = re.search(r"Modifiers: (.*?)Wildcards", RULES, re.DOTALL)
    assert modifiers
    from sigma.modifiers import modifier_mapping

    named = set(re.findall(r"`(\w+)`", modifiers[1]))
    assert named - set(modifier_mapping) == {"utf16le"}
    assert set(modifier_mapping) - named == {"dotall", "ignorecase", "multiline"}


def test_a_check_takes_ten_lines_and_what_they_name_is_there() -> None:
    steps = re.findall(r"^(\d+)\. ", TEN_LINES, re.MULTILINE)
    assert steps == [str(number) for number in range(1, 11)]
    command = next(c for c in re.findall(r"`([^`]+)`", TEN_LINES) if c.startswith("cp "))
    assert (ROOT / shlex.split(command)[1]).is_file()
    for path in re.findall(r"\b(?:src|tests)/[\w/.-]+\w", TEN_LINES):
        assert (ROOT / path).exists() or "what_is_wrong" in path
