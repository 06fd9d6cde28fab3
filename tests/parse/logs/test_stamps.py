from datetime import UTC, datetime, timedelta, timezone

import pytest

from hemostat.parse.logs.stamps import Stamps, first_year, moment

END = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("stamp", "time"),
    [
        (b"Nov 20 03:00:01", datetime(2026, 11, 20, 3, 0, 1, tzinfo=UTC)),
        (b"Nov  2 03:00:01", datetime(2026, 11, 2, 3, 0, 1, tzinfo=UTC)),
        (b"2026-11-20T03:00:01+08:00", datetime(2026, 11, 19, 19, 0, 1, tzinfo=UTC)),
        (b"2026-11-20T03:00:01Z", datetime(2026, 11, 20, 3, 0, 1, tzinfo=UTC)),
        (b"2026-11-20 03:00:01", datetime(2026, 11, 20, 3, 0, 1, tzinfo=UTC)),
    ],
)
def test_a_stamp_is_a_time(stamp: bytes, time: datetime) -> None:
    assert moment(Stamps(UTC, 2026).read(stamp)) == time


@pytest.mark.parametrize(
    "stamp",
    [b"Xyz 20 03:00:01", b"Feb 31 03:00:01", b"2026-99-20T03:00:01", b"1970-01-01T00:00:05Z"],
)
def test_what_is_no_time_or_was_never_set_is_none(stamp: bytes) -> None:
    assert Stamps(UTC, 2026).read(stamp) is None


def test_a_stamp_without_a_zone_is_the_hosts() -> None:
    zone = timezone(timedelta(hours=8))
    assert moment(Stamps(zone, 2026).read(b"Nov 20 03:00:01")) == datetime(
        2026, 11, 19, 19, 0, 1, tzinfo=UTC
    )


def test_the_year_turns_within_a_log() -> None:
    stamps = Stamps(UTC, 2025)
    years = [moment(stamps.read(each)) for each in (b"Dec 31 23:59:59", b"Jan  1 00:00:01")]
    assert [each.year for each in years if each] == [2025, 2026]


@pytest.mark.parametrize(
    ("days", "year"),
    [
        (("Feb 20", "Feb 28"), 2026),
        (("Dec 20", "Feb 28"), 2025),
        (("Jun 10", "Feb 28"), 2025),
        (("Feb 20", "Feb  3", "Feb 28"), 2026),
        (("May 10", "Dec 20", "May  1", "Jan  3"), 2024),
        (("Mar  1", "Mar  1"), 2026),
        (("Mar  9",), 2025),
    ],
)
def test_the_first_year_follows_from_the_last(days: tuple[str, ...], year: int) -> None:
    data = "".join(f"{day} 03:00:00 web x: {'a' * 40}\n" for day in days).encode()
    assert first_year(data, END, UTC) == year
