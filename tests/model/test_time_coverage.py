from datetime import UTC, datetime, timedelta

import pytest

from hemostat.model.time_coverage import Gap, TimeCoverage

BEGIN = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "gap", "busy"),
    [((0, 1, 2, 3), 0, 1.0), ((0, 1, 8, 9), 6, 1.0), ((0, 4, 8), 0, 1 / 3), ((), 0, 0.0)],
)
def test_how_busy_a_log_is_leaves_its_longest_silence_out(
    hours: tuple[int, ...], gap: int, busy: float
) -> None:
    gaps = (Gap(BEGIN, BEGIN + timedelta(hours=gap)),) if gap else ()
    cover = TimeCoverage(log="auth.log", kind="text", state="read", hours=hours, gaps=gaps)
    assert cover.busy == pytest.approx(busy)
