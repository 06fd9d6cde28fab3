"""Times of files, both ways."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from hemostat.trees.disk_times import nanoseconds_of, time_of


def test_a_time_no_calendar_holds_is_unknown() -> None:
    assert time_of(1 << 80) is None
    assert time_of(1_500_000_000) == datetime(1970, 1, 1, 0, 0, 1, 500_000, tzinfo=UTC)


@given(st.datetimes(datetime(1800, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_microseconds_survive_the_way_there_and_back(time: datetime) -> None:
    assert time_of(nanoseconds_of(time)) == time
