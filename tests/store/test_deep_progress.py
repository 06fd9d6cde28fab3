"""How far a deep walk came: kept whole, and never believed when it does not fit."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.errors import UsageError
from hemostat.store.deep_progress import (
    NAME,
    SCHEMA,
    DeepProgress,
    load_progress,
    save_progress,
)

STATE = DeepProgress(
    host="h", source="/mnt", packages="p", cursor="/usr/\udcff", names=3, odd=("/tmp/\udcfe",)
)


def test_what_was_kept_comes_back_bytes_and_all(tmp_path: Path) -> None:
    save_progress(tmp_path / "new", STATE)
    assert load_progress(tmp_path / "new") == STATE
    assert (tmp_path / "new" / NAME).stat().st_mode & 0o777 == 0o600


def test_the_first_time_there_is_nothing(tmp_path: Path) -> None:
    assert load_progress(tmp_path) == ""


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"schema": "x"}, "format"),
        ({"cursor": 5}, "cursor"),
        ({"names": -1}, "names"),
        ({"names": True}, "names"),
        ({"odd": ["relative"]}, "odd"),
        ({"odd": ["/a\0b"]}, "odd"),
        ({"odd": "/a"}, "odd"),
        ({"is_done": 1}, "is_done"),
        ({"more": 1}, "fields"),
    ],
)
def test_what_does_not_fit_is_refused_with_the_reason(
    tmp_path: Path, change: dict[str, object], why: str
) -> None:
    save_progress(tmp_path, STATE)
    kept = json.loads((tmp_path / NAME).read_text())
    assert kept["schema"] == SCHEMA
    (tmp_path / NAME).write_text(json.dumps({**kept, **change}))
    found = load_progress(tmp_path)
    assert isinstance(found, str)
    assert why in found


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_not_raised(data: bytes) -> None:
    with TemporaryDirectory() as name:
        (Path(name) / NAME).write_bytes(data)
        assert isinstance(load_progress(Path(name)), str)


def test_a_link_in_the_way_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "other").write_text("keep")
    (tmp_path / f".{NAME}.new").symlink_to(tmp_path / "other")
    save_progress(tmp_path, STATE)
    assert (tmp_path / "other").read_text() == "keep"


def test_a_place_that_is_no_folder_is_the_users_mistake(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match="--cache"):
        save_progress(tmp_path / "file" / "below", STATE)
