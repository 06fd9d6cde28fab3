import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.detect.checks.process_places import (
    has_version,
    hidden_part,
    home_of,
    is_disguised,
    is_odd,
    is_temporary,
)


@pytest.mark.parametrize("path", ["/tmp/a", "/dev/a", "/run/a", "/run/user/0/a", "/var/tmp/a"])
def test_temporary_places(path: str) -> None:
    assert is_temporary(path)


@pytest.mark.parametrize(
    "path", ["/tmpfiles/a", "/usr/bin/a", "/run/wrappers/a", "/opt/tmp/a", "/developer/a"]
)
def test_places_that_only_look_temporary(path: str) -> None:
    assert not is_temporary(path)


def test_data_folders_are_odd_and_a_web_roots_programs_are_not() -> None:
    assert is_odd("/var/log/a")
    assert is_odd("/var/www/html/uploads/a")
    assert not is_odd("/var/www/app/bin/server")


@pytest.mark.parametrize("part", ["...", " ", "a ", ". ", "a\u202eb", "a\x1b[2J"])
def test_names_made_to_be_overlooked(part: str) -> None:
    assert is_disguised(part)
    assert hidden_part(f"/opt/{part}/x") == part


def test_known_hidden_folders_count_only_where_nothing_hides_by_right() -> None:
    assert hidden_part("/home/a/.cache/b") == ""
    assert hidden_part("/usr/lib/.cache/b") == ".cache"
    assert hidden_part("/tmp/.cache/b") == ".cache"


def test_homes_and_versions() -> None:
    assert home_of("/home/a/b") == "/home/a"
    assert home_of("/rooted/a") == ""
    assert has_version("/opt/jdk-17.0/bin/java")
    assert not has_version("/opt/app/server-1.2")


@given(st.text(max_size=80))
def test_any_text_may_be_a_path(path: str) -> None:
    part = hidden_part("/" + path)
    assert part == "" or part in path
    assert is_temporary("/tmp/" + path)
