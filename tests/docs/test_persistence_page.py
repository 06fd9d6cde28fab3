"""docs/persistence.md names every place, and only places that exist."""

import re
from pathlib import Path

import pytest

from hemostat.collect.artifact import shipped_artifacts
from hemostat.collect.logs import LOG_PARSERS
from hemostat.parse.host import catalogue

PAGE = (Path(__file__).parents[2] / "docs" / "persistence.md").read_text("utf-8")
NAMED = set(re.findall(r"`(linux\.[a-z0-9.-]+)`", PAGE))
ROWS = dict(re.findall(r"^\| (T\d{4}(?:\.\d{3})?) \| [^|]+ \| (.+) \|$", PAGE, re.MULTILINE))

# Persistence and privilege escalation on Linux, of the enterprise STIX bundle of ATT&CK 18.1,
# with the three container ones that hosts run.
_IDS = (
    "T1037 T1037.004 T1053 T1053.002 T1053.003 T1053.006 T1053.007 T1055 T1055.008 T1055.009"
    " T1055.014 T1068 T1078 T1078.001 T1078.002 T1078.003 T1098 T1098.004 T1098.007 T1133 T1136"
    " T1136.001 T1136.002 T1176 T1176.001 T1176.002 T1205 T1205.001 T1205.002 T1505 T1505.001"
    " T1505.002 T1505.003 T1525 T1542 T1542.002 T1542.003 T1543 T1543.002 T1543.005 T1546"
    " T1546.004 T1546.005 T1546.016 T1546.017 T1546.018 T1547 T1547.006 T1547.013 T1548 T1548.001"
    " T1548.003 T1554 T1556 T1556.003 T1556.006 T1574 T1574.006 T1574.007 T1611 T1653 T1668"
)
TECHNIQUES = _IDS.split()


@pytest.mark.requirement("B5.4")
def test_every_place_named_exists() -> None:
    assert NAMED - {artifact.name for artifact in shipped_artifacts()} == set()


@pytest.mark.requirement("B5.4")
def test_every_artifact_is_named() -> None:
    assert {artifact.name for artifact in shipped_artifacts()} - NAMED == set()


@pytest.mark.requirement("B5.4")
def test_every_technique_has_a_row_that_names_a_place_or_says_why_not() -> None:
    assert sorted(ROWS) == sorted(TECHNIQUES)
    told = re.compile(r"`linux\.|not read, because|not a place|the rows below")
    assert [each for each, text in ROWS.items() if not told.search(text)] == []


def test_rows_that_point_below_are_followed_by_their_sub_techniques() -> None:
    pointing = [each for each, text in ROWS.items() if text == "the rows below"]
    assert [each for each in pointing if not any(k.startswith(f"{each}.") for k in ROWS)] == []


def test_every_artifact_names_a_parser_that_exists() -> None:
    known = {*catalogue.parsers(), *LOG_PARSERS}
    assert [each.name for each in shipped_artifacts() if each.parser not in known] == []
