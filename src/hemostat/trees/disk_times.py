"""Times of files: nanoseconds since 1970, as the kernel counts, and UTC, as we speak of them."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def time_of(nanoseconds: int) -> datetime | None:
    """Nanoseconds since 1970 as UTC; None for a time no calendar holds."""
    try:
        return _EPOCH + timedelta(microseconds=nanoseconds // 1000)
    except OverflowError:
        return None


def nanoseconds_of(time: datetime) -> int:
    """An aware time as nanoseconds since 1970, whole microseconds."""
    return (time - _EPOCH) // _MICROSECOND * 1000
