from datetime import UTC, datetime

import pytest

from hemostat.detect.sigma.flat import (
    ANY_FIELD,
    SEARCH_LIMIT,
    flat_of,
    flat_of_fields,
    readers_of,
)
from hemostat.model.evidence import Source
from hemostat.model.path import HostPath
from hemostat.model.records import RECORD_TYPES, Account, Process

PROCESS = Process(
    source=Source(path=HostPath("/proc/7"), line=3),
    pid=7,
    name="Java",
    exe=HostPath("/usr/bin/Java"),
    argv=("Java", "-Xmx1G"),
    command="Java -Xmx1G",
    started=datetime(2026, 3, 1, 2, 30, tzinfo=UTC),
)


def test_raw_values_stand_beside_lower_ones() -> None:
    flat = flat_of(PROCESS)
    assert (flat.raw["name"], flat.cased["name"], flat.lower["name"]) == ("Java", "Java", "java")
    assert flat.lower["argv"] == ("java", "-xmx1g")
    assert (flat.raw["pid"], flat.lower["pid"]) == (7, "7")
    assert flat.lower["is_kernel_thread"] == "false"


def test_nested_fields_are_dotted_and_times_are_rfc_3339() -> None:
    flat = flat_of(PROCESS)
    assert flat.raw["source.path"] == "/proc/7"
    assert flat.raw["scope.kind"] == "host"
    assert flat.raw["started"] == "2026-03-01T02:30:00+00:00"


def test_a_field_that_is_not_there_is_none_everywhere() -> None:
    flat = flat_of(Account(name="x", uid=0))
    assert [view["pid"] for view in (flat.raw, flat.cased, flat.lower, flat.searched)] == [None] * 4


def test_any_field_holds_texts_of_the_record_but_not_where_it_stands() -> None:
    texts = flat_of(PROCESS).raw[ANY_FIELD]
    assert isinstance(texts, tuple)
    assert "Java -Xmx1G" in texts
    assert "-Xmx1G" in texts
    assert "/proc/7" not in texts


@pytest.mark.parametrize("record_type", RECORD_TYPES, ids=lambda each: each.__name__)
def test_every_record_type_has_readers_for_all_its_columns(record_type: type[object]) -> None:
    assert {"source.path", ANY_FIELD} < set(readers_of(record_type))


def test_a_long_value_is_searched_at_both_ends() -> None:
    text = "head" + "x" * SEARCH_LIMIT + "tail"
    searched = flat_of_fields({"command": text}).searched["command"]
    assert isinstance(searched, str)
    assert len(searched) == SEARCH_LIMIT + 1
    assert searched.startswith("head")
    assert searched.endswith("tail")


def test_bytes_that_were_no_utf8_do_not_hide_a_text_from_patterns() -> None:
    searched = flat_of_fields({"command": "curl \udcff | sh"}).searched["command"]
    assert searched == "curl ? | sh"
