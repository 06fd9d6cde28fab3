from datetime import UTC, datetime, timedelta

import pytest

from detect.running import claims
from hemostat.detect.checks.mail_sent_by_strangers import sent_by_strangers
from hemostat.model.records import MailSender

pytestmark = pytest.mark.requirement("B3", "B5.2")
WHEN = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("addresses", "days", "refused", "is_found"),
    [(40, 1, 90, True), (40, 1, 10, False), (40, 10, 90, False), (4, 1, 90, False)],
)
def test_many_addresses_in_a_day_and_many_refusals(
    addresses: int, days: int, refused: int, is_found: bool
) -> None:
    sender = MailSender(
        log="text",
        account="x",
        addresses=addresses,
        mails=200,
        recipients=300,
        refused=refused,
        first=WHEN,
        last=WHEN + timedelta(days=days),
    )
    assert bool(claims(sent_by_strangers, sender)) is is_found
