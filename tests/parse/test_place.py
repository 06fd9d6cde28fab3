from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.path import decode, encode
from hemostat.parse.place import Place


@given(st.binary())
def test_a_place_keeps_any_bytes_of_a_path_and_tells_nothing_it_was_not_told(raw: bytes) -> None:
    place = Place(decode(raw))
    assert encode(place.path) == raw
    assert (place.account, place.mechanism, place.trigger) == ("", None, "")
    assert len({place, Place(decode(raw)), Place(decode(raw), account="a")}) == 2
