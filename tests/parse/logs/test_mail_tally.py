import pytest

from hemostat.model.evidence import Source
from hemostat.parse.logs.mail_tally import MailTally
from hemostat.parse.logs.messages import Mail

pytestmark = pytest.mark.requirement("B3")


def test_both_ends_of_a_mail_are_joined_whatever_comes_first() -> None:
    tally = MailTally()
    tally.take(Mail("out", "Q1", "", "", 1, 1), 5.0, Source)
    tally.take(Mail("in", "Q1", "x", "192.0.2.1", 0, 0), 4.0, Source)
    tally.take(Mail("in", "Q2", "x", "192.0.2.2", 0, 0), 9.0, Source)
    tally.take(Mail("out", "Q3", "", "", 1, 0), 9.0, Source)
    (sender,) = tally.senders("text")
    assert (sender.account, sender.addresses, sender.mails) == ("x", 2, 2)
    assert (sender.recipients, sender.refused) == (1, 1)
