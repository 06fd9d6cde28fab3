"""A mailbox whose password strangers send with."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.log_ins import time_text
from hemostat.model.evidence import Source
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import MailSender
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="A mailbox sends from many addresses, and is refused", zh="邮箱账号被盗用群发垃圾邮件"
    ),
    summary=Text(
        en="{account} handed in {mails} mails from {addresses} addresses, {first} to {last};"
        " {refused} of {recipients} deliveries were refused ({place}).",
        zh="{account} 在 {first} 至 {last} 间从 {addresses} 个地址投递 {mails} 封邮件，"
        "{recipients} 次投递中 {refused} 次被拒（{place}）。",
    ),
    benign=Text(
        en="A mailbox that a team shares, or a newsletter: a newsletter comes from one server,"
        " and a team's mail is not refused as spam.",
        zh="团队共用邮箱或邮件列表：邮件列表来自固定服务器，团队邮件也不会被大量拒收。",
    ),
)
_DAY = timedelta(days=1)
_WHEN = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


def _sender(
    addresses: int, mails: int, recipients: int, refused: int, hours: int = 3
) -> MailSender:
    return MailSender(
        source=Source(path=HostPath("/var/log/mail.log"), line=1),
        log="text",
        account="office@firm.example",
        addresses=addresses,
        mails=mails,
        recipients=recipients,
        refused=refused,
        first=_WHEN,
        last=_WHEN + timedelta(hours=hours),
    )


@check(
    "linux.mail.sent-by-strangers",
    level=Level.HIGH,
    confidence=Level.MEDIUM,
    category="mail_abuse",
    attack=("T1078", "T1110", "T1586.002", "T1534"),
    incident_types=("credential_leak", "brute_force"),
    texts=TEXTS,
    next=("keep-evidence", "lock-account", "rotate-credentials", "end-sessions"),
    by_hand="grep -aF {account} {place} | head -50",
    examples=(
        fires(_sender(90, 160, 160, 54)),
        fires(_sender(18, 300, 900, 200)),
        quiet(_sender(1, 4000, 4000, 300)),
        quiet(_sender(25, 300, 340, 3, hours=400)),
        quiet(_sender(12, 40, 44, 4)),
    ),
)
def sent_by_strangers(senders: Iterable[MailSender]) -> Iterator[Claim]:
    """One password used from many addresses within short, and a good part of it refused.

    People move between a telephone, an office and a home: a handful a day. A tenth refused is far
    more than mistyped recipients make.
    """
    for sender in senders:
        span = (sender.last - sender.first) if sender.first and sender.last else _DAY
        days = max(span / _DAY, 1.0)
        is_refused = sender.refused >= 15 and sender.refused * 10 >= sender.recipients
        if sender.addresses / days < 10 or sender.mails < 40 or not is_refused:
            continue
        place = sender.source.path
        yield Claim(
            subjects=(Subject("account", sender.account), Subject("file", place)),
            because=(sender,),
            values={
                "account": sender.account,
                "mails": str(sender.mails),
                "addresses": str(sender.addresses),
                "recipients": str(sender.recipients),
                "refused": str(sender.refused),
                "first": time_text(sender.first),
                "last": time_text(sender.last),
                "place": place,
            },
            first_seen=sender.first,
            last_seen=sender.last,
        )
