from datetime import UTC, datetime

import pytest

from hemostat.detect.check import HostContext, claims_of
from hemostat.detect.checks.disk_hidden import hidden_file, other_content
from hemostat.model.path import HostPath
from hemostat.model.record_set import RecordSet
from hemostat.model.records import DiskDifference


@pytest.mark.requirement("A6L.3")
def test_each_hidden_file_is_a_claim_with_its_time() -> None:
    when = datetime(2026, 11, 20, 3, 4, tzinfo=UTC)
    records = RecordSet(
        [
            DiskDifference(
                path=HostPath("/etc/cron.d/.k"), kind="missing", changed=when, reason="older"
            ),
            DiskDifference(path=HostPath("/bin/ls"), kind="content", reason="same-times"),
        ]
    )
    (hidden,) = claims_of(hidden_file, records.of, HostContext())
    assert (hidden.subjects[0].value, hidden.first_seen) == ("/etc/cron.d/.k", when)
    assert hidden.values["changed"] == "2026-11-20 03:04 UTC"
    (other,) = claims_of(other_content, records.of, HostContext())
    assert other.subjects[0].value == "/bin/ls"
