import pytest

from hemostat.model.stability import Part


@pytest.mark.requirement("A0.6")
def test_the_five_parts_are_those_of_the_method_in_its_order() -> None:
    assert [str(part) for part in Part] == [
        "network",
        "system_files",
        "startup",
        "libraries",
        "memory",
    ]
