"""From what a message says to records, for text logs and the journal alike."""

from collections.abc import Callable

from hemostat.model.evidence import Source
from hemostat.model.records import DaemonEvent, LogEvent, Login, TypedCommand
from hemostat.parse.logs.messages import Accepted, Attempt, Did, Event, Job, Mail, Something
from hemostat.parse.logs.reading import Tally
from hemostat.parse.logs.stamps import moment

_POOLED = ("mysql", "postgresql")
SourceOf = Callable[[], Source]
"""The place of the message at hand; asked only for what is kept."""


def take(
    said: Something,
    time: float | None,
    pid: int | None,
    program: str,
    source: SourceOf,
    tally: Tally,
) -> None:
    """Put what a message says into a tally."""
    match said:
        case Attempt():
            made = tally.attempt(said[:5], time, said.times)
            if made is not None:
                made.source = source()
        case Accepted():
            if not _is_pooled(said, time, tally):
                tally.keep(_login(said, time, pid, source(), tally.log))
        case Job():
            if (said.account, said.command) not in tally.jobs:
                tally.keep(_typed(source(), said.account, said.command, "cron", time))
        case Did() | Mail():
            _take_work(said, time, source, tally)
        case Event():
            place = source()
            tally.keep(_event(said, time, program, place, tally.log))
            if said.kind == "sudo" and said.detail:
                tally.keep(_typed(place, said.account, said.detail, "sudo", time))


def _is_pooled(said: Accepted, time: float | None, tally: Tally) -> bool:
    """Whether it is one more of a pool of connections, told once a day already."""
    return said.service in _POOLED and not tally.is_new((said, int(time or 0) // 86_400))


def _login(said: Accepted, time: float | None, pid: int | None, source: Source, log: str) -> Login:
    return Login(
        source=source,
        log=log,
        account=said.account,
        address=said.address,
        terminal=said.terminal,
        service=said.service,
        method=said.method,
        outcome="accepted",
        key=said.key if ":" in said.key else "",
        pid=pid,
        started=moment(time),
    )


def _take_work(said: Did | Mail, time: float | None, source: SourceOf, tally: Tally) -> None:
    if isinstance(said, Mail):
        tally.mail.take(said, time, source)
    else:
        tally.keep(_done(said, time, source(), tally.log))


def _done(said: Did, time: float | None, source: Source, log: str) -> DaemonEvent:
    return DaemonEvent(
        source=source,
        log=log,
        service=said.service,
        kind=said.kind,
        time=moment(time),
        account=said.account,
        address=said.address,
        target=said.target,
        command=said.command,
    )


def _typed(
    source: Source, account: str, command: str, via: str, time: float | None
) -> TypedCommand:
    return TypedCommand(source=source, account=account, command=command, via=via, time=moment(time))


def _event(said: Event, time: float | None, program: str, source: Source, log: str) -> LogEvent:
    return LogEvent(
        source=source,
        log=log,
        kind=said.kind,
        time=moment(time),
        program=program,
        account=said.account,
        target=said.target,
        terminal=said.terminal,
        detail=said.detail,
    )
