import pytest

from hemostat.parse.logs.mail_lines import read_mail
from hemostat.parse.logs.messages import Attempt, Mail

pytestmark = pytest.mark.requirement("B3")
A = "203.0.113.5"


@pytest.mark.parametrize(
    "line",
    [
        f"00A3F10000: client=unknown[{A}], sasl_method=LOGIN, sasl_username=x@firm.example",
        f"1abCde-000123-4f <= x@firm.example H=(pc) [{A}] P=esmtpsa A=login:x@firm.example S=9",
        f"AUTH=server, relay=host [{A}] (may be forged), authid=x@firm.example, mech=LOGIN, bits=0",
    ],
)
def test_mail_handed_in_with_a_password(line: str) -> None:
    said = read_mail(line)
    assert isinstance(said, Mail)
    assert (said.way, said.account, said.address) == ("in", "x@firm.example", A)


@pytest.mark.parametrize(
    ("line", "refused"),
    [
        ("00A3F10000: to=<a@b.example>, relay=x, dsn=5.7.1, status=bounced (550 spam)", 1),
        ("00A3F10000: to=<a@b.example>, relay=x, status=deferred (host said: blocked)", 1),
        ("00A3F10000: to=<a@b.example>, relay=x, dsn=2.0.0, status=sent (250 OK)", 0),
        ("1abCde-000123-4f => a@b.example R=dnslookup T=remote_smtp", 0),
        ("1abCde-000123-4f ** a@b.example R=dnslookup: SMTP error: 550 blocked", 1),
        ("4AKA0001012345: to=<a@b.example>, delay=0, stat=User unknown", 1),
    ],
)
def test_mail_handed_on(line: str, refused: int) -> None:
    said = read_mail(line)
    assert isinstance(said, Mail)
    assert (said.way, said.refused) == ("out", refused)


def test_failed_log_ins_of_mailboxes() -> None:
    line = f"imap-login: Disconnected (auth failed, 3 attempts in 9 secs): user=<x>, rip={A}, lip=1"
    said = read_mail(line)
    assert isinstance(said, Attempt)
    assert said.times == 3
    said = read_mail(f"warning: unknown[{A}]: SASL LOGIN authentication failed: generic failure")
    assert isinstance(said, Attempt)
    assert said.address == A


def test_a_mail_of_a_stranger_to_us_says_nothing() -> None:
    assert read_mail(f"00A3F10000: client=mx.example[{A}]") is None
