"""Counts who handed in mail with a password and what became of it, over one log. Bounded."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from hemostat.model.evidence import Source
from hemostat.model.records import MailSender
from hemostat.parse.logs.messages import Mail
from hemostat.parse.logs.stamps import moment

MOST_ACCOUNTS, MOST_ADDRESSES, MOST_QUEUED = 5_000, 1_000, 100_000


@dataclass(slots=True)
class Sender:
    """What is counted of one account."""

    source: Source
    first: float | None
    last: float | None
    mails: int = 0
    addresses: Counter[str] = field(default_factory=Counter[str])


@dataclass(slots=True)
class MailTally:
    """Who handed in what. Queue ids join the two ends, in whatever order they are read."""

    accounts: dict[str, Sender] = field(default_factory=dict[str, Sender])
    queued: dict[str, str] = field(default_factory=dict[str, str])
    handed_on: dict[str, tuple[int, int]] = field(default_factory=dict[str, tuple[int, int]])

    def take(self, said: Mail, time: float | None, source: Callable[[], Source]) -> None:
        """Count one line."""
        if said.way == "in":
            self._handed_in(said, time, source)
        elif said.queue in self.handed_on or len(self.handed_on) < MOST_QUEUED:
            recipients, refused = self.handed_on.get(said.queue, (0, 0))
            counted = recipients + said.recipients, refused + said.refused
            self.handed_on[said.queue] = counted

    def _handed_in(self, said: Mail, time: float | None, source: Callable[[], Source]) -> None:
        sender = self.accounts.get(said.account)
        if sender is None:
            if len(self.accounts) >= MOST_ACCOUNTS:
                return
            sender = self.accounts[said.account] = Sender(source(), time, time)
        sender.mails += 1
        sender.last = time or sender.last
        if said.address in sender.addresses or len(sender.addresses) < MOST_ADDRESSES:
            sender.addresses[said.address] += 1
        if said.queue and len(self.queued) < MOST_QUEUED:
            self.queued[said.queue] = said.account

    def senders(self, log: str) -> Iterable[MailSender]:
        """The accounts as records."""
        recipients, refused = Counter[str](), Counter[str]()
        for queue, account in self.queued.items():
            sent, back = self.handed_on.get(queue, (0, 0))
            recipients[account] += sent
            refused[account] += back
        for account, sender in self.accounts.items():
            yield MailSender(
                source=sender.source,
                log=log,
                account=account,
                addresses=len(sender.addresses),
                mails=sender.mails,
                recipients=recipients[account],
                refused=refused[account],
                address=max(sender.addresses, key=lambda each: sender.addresses[each], default=""),
                first=moment(sender.first),
                last=moment(sender.last),
            )
