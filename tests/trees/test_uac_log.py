"""uac.log of both generations. The lines are made up after UAC's own format."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.trees.uac_log import UacLog, host_name_in, parse_uac_log

THREE = b"""2024-03-01 18:00:05 +0800 INF Unix-like Artifacts Collector 3.1.0
2024-03-01 18:00:05 +0800 INF Command line: ./uac -p ir_triage /tmp
2024-03-01 18:00:05 +0800 INF Hostname: web01
2024-03-01 18:00:05 +0800 INF Mount point: /
2024-03-01 18:00:06 +0800 CMD cat /etc/x: Hostname: other
"""


def test_host_time_version_and_mount_point_are_read() -> None:
    assert parse_uac_log(THREE) == UacLog(
        host_name="web01",
        taken=datetime(2024, 3, 1, 10, 0, 5, tzinfo=UTC),
        version="3.1.0",
        mount_point="/",
    )


def test_the_older_words_for_levels_are_read_too() -> None:
    assert parse_uac_log(THREE.replace(b" INF ", b" INFO ")).host_name == "web01"


@pytest.mark.parametrize(
    ("name", "host"),
    [
        ("uac-web01-linux-20240301180005.tar.gz", "web01"),
        ("/tmp/uac-db-linux-2-linux-20240301180005", "db-linux-2"),
        ("backup.tar.gz", ""),
    ],
)
def test_the_name_of_the_output_names_the_host(name: str, host: str) -> None:
    assert host_name_in(name) == host


@given(st.binary())
def test_any_bytes_are_a_log(data: bytes) -> None:
    assert isinstance(parse_uac_log(data), UacLog)


def test_an_impossible_time_is_unknown() -> None:
    assert parse_uac_log(b"2024-13-41 18:00:05 +0800 INF Hostname: x").taken is None
