"""What a library's path says."""

import pytest

from hemostat.detect import loaded_library as library


def test_the_loaders_tokens_give_every_usual_folder() -> None:
    found = library.loader_candidates("/usr/$LIB/libx.so")
    assert {"/usr/lib64/libx.so", "/usr/lib/x86_64-linux-gnu/libx.so"} <= set(found)
    assert library.loader_candidates("/a/${ORIGIN}/b") == ()
    assert library.loader_candidates("/a/$LIBRARY") == ("/a/$LIBRARY",)


@pytest.mark.parametrize(
    ("path", "is_odd", "is_hostile"),
    [
        ("/usr/lib/l.so", False, False),
        ("/opt/x/l.so", False, False),
        ("/home/li/l.so", True, False),
        ("/home/li/.l/x.so", True, True),
        ("/memfd:x", True, True),
        ("/etc/l.so", True, True),
        ("libx.so", False, False),
    ],
)
def test_places_are_odd_or_hostile(path: str, is_odd: bool, is_hostile: bool) -> None:
    assert library.is_odd_library(path) is is_odd
    assert library.is_hostile_place(path) is is_hostile
