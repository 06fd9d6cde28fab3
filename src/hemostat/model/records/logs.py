"""What logs say: log-ins, events, typed commands, and which time each log covers."""

from datetime import datetime

from hemostat.model.evidence import Source
from hemostat.model.host import HOST, Scope
from hemostat.model.record import column, record


@record("login", "One log-in or attempt; attempts that are alike within a day count as one.")
class Login:
    """A log-in, an attempt, or several attempts alike, as one log tells it."""

    source: Source = column("Where it stands; of several the first.", default=Source())
    log: str = column("Which log says so: text, journal, wtmp, btmp, utmp, lastlog.")
    account: str = column("The account, as the log names it; hostile text is possible.")
    address: str = column("Source address or host name; empty for a console.", default="")
    terminal: str = column("Terminal without /dev/; empty where none was given.", default="")
    service: str = column("What let them in: sshd, login, vsftpd …", default="")
    method: str = column("publickey, password, keyboard-interactive/pam …", default="")
    outcome: str = column("accepted, failed, or probed (gone before a password was tried).")
    key: str = column("Fingerprint of the accepted key; empty if none.", default="")
    pid: int | None = column("Process id of the session's server.", default=None)
    started: datetime | None = column("When; of several the first.", unit="UTC", default=None)
    ended: datetime | None = column("When it ended, or the last of several.", default=None)
    count: int = column("How many attempts this stands for.", unit="attempts", default=1)


@record("log_event", "One line of a log that tells of an event worth knowing.")
class LogEvent:
    """One event a log tells of."""

    source: Source = column("Where it stands.", default=Source())
    log: str = column("Which log says so: text, journal, wtmp.")
    kind: str = column(
        "boot, shutdown, sudo, sudo_refused, su, su_refused, account_created, account_changed, "
        "account_deleted, group_changed, password_changed, crashed, out_of_memory, module_taint, "
        "promiscuous, panic, logging_stopped, logging_started, crontab_replaced, at_job, "
        "denied_run, started_without_arguments, writes_memory_of_others, module_loaded, audit_off."
    )
    time: datetime | None = column("When.", unit="UTC", default=None)
    program: str = column("The program that wrote the line.", default="")
    account: str = column("Who did it.", default="")
    target: str = column("To whom or what it was done.", default="")
    terminal: str = column("On which terminal.", default="")
    detail: str = column("What else the line says: a command, a reason.", default="")


@record("typed_command", "One command of a shell history, of sudo's or cron's log.")
class TypedCommand:
    """A command somebody typed, or that a log says was run."""

    source: Source = column("Where it stands.", default=Source())
    account: str = column("Who typed it; empty where nobody owns the file.", default="")
    command: str = column("The command.")
    via: str = column("history, sudo or cron: what recorded it.", default="history")
    time: datetime | None = column("When, where it says so.", unit="UTC", default=None)
    rules: tuple[str, ...] = column("Rules whose behaviour the command shows.", default=())
    techniques: tuple[str, ...] = column("ATT&CK ids of those rules.", default=())
    scope: Scope = column("Host or container.", default=HOST)


@record("history_file", "One shell history: where it leads and whether it holds anything.")
class HistoryFile:
    """A history file as found."""

    source: Source = column("The file.", default=Source())
    account: str = column("Whose home it stands in.", default="")
    target: str = column("Where it leads if it is a link; empty otherwise.", default="")
    kind: str = column("file, link, folder or device.", default="file")


@record("log_span", "One log file: which time it covers, and with which holes.")
class LogSpan:
    """What time one log file covers."""

    source: Source = column("The file.", default=Source())
    family: str = column("The log it belongs to, rotated files included: auth.log, wtmp …")
    kind: str = column("text, journal or records.")
    state: str = column("read, empty, link, folder, device or unreadable.")
    target: str = column("Where it leads if it is a link.", default="")
    size: int = column("Bytes on the host.", unit="bytes", default=0)
    modified: datetime | None = column("Modification time.", unit="UTC", default=None)
    first: datetime | None = column("Time of the first entry read.", unit="UTC", default=None)
    last: datetime | None = column("Time of the last entry read.", unit="UTC", default=None)
    entries: int = column("Entries read.", unit="entries", default=0)
    unread: int = column("Lines or records nobody could take.", unit="entries", default=0)
    is_cut: bool = column("Whether only a part was read.", default=False)
    hours: tuple[int, ...] = column("Hours with entries.", unit="hours since 1970", default=())
    gap_starts: tuple[datetime, ...] = column("Where the longest silences begin.", default=())
    gap_ends: tuple[datetime, ...] = column("Where they end, in the same order.", default=())
    backward: int = column("How often time went back by over ten minutes.", default=0)
    blank_records: int = column("Records of nothing but zeros with others behind them.", default=0)
    odd_bytes: int = column("Bytes left over where records have one size.", default=0)
