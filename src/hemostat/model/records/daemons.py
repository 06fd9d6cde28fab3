"""What logs of daemons say beside log-ins: what a daemon was made to do, and who sends mail."""

from datetime import datetime

from hemostat.model.evidence import Source
from hemostat.model.record import column, record


@record("daemon_event", "One line of a daemon's log that tells of more than its daily work.")
class DaemonEvent:
    """Something a database, file transfer server or application was made to do."""

    source: Source = column("Where it stands.", default=Source())
    log: str = column("Which log says so: text or journal.")
    service: str = column("database, redis, ftp, application, packages, scanner or names.")
    kind: str = column(
        "file_written, file_read, log_moved, library_loaded, program_run, follows, file_uploaded, "
        "ransom_note, installed, found, name_asked, deployed, remote_config, "
        "lookup, fetched, saved, shell_error, shell_talk."
    )
    time: datetime | None = column("When.", unit="UTC", default=None)
    account: str = column("Whose session it was, where the line says so.", default="")
    address: str = column("From where, where the line says so.", default="")
    target: str = column("The file, library, server or address it is about.", default="")
    command: str = column("The command or statement.", default="")


@record("mail_sender", "An account that handed in mail with a password, as one log tells it.")
class MailSender:
    """How much one account sent, from how many addresses, and how much was refused."""

    source: Source = column("Its first mail.", default=Source())
    log: str = column("Which log says so: text or journal.")
    account: str = column("The account.")
    addresses: int = column("Addresses it sent from; counted to 1,000.", unit="addresses")
    mails: int = column("Mails handed in.", unit="mails")
    recipients: int = column("Attempts to hand them on.", unit="recipients", default=0)
    refused: int = column("Those the other side refused.", unit="recipients", default=0)
    address: str = column("The address it sent most from.", default="")
    first: datetime | None = column("First mail.", unit="UTC", default=None)
    last: datetime | None = column("Last mail.", unit="UTC", default=None)


@record("api_request", "What one client asked of a cluster's API; requests alike count as one.")
class ApiRequest:
    """Requests alike of a Kubernetes audit log: who, from where, what, and the answer."""

    source: Source = column("The first of them.", default=Source())
    account: str = column("The user the server knew; system:anonymous for nobody.")
    groups: tuple[str, ...] = column("Its groups.", default=())
    address: str = column("The first source address.", default="")
    verb: str = column("get, list, create …", default="")
    resource: str = column("pods, secrets, pods/exec …; empty for a plain path.", default="")
    namespace: str = column("The namespace.", default="")
    name: str = column("The object's name.", default="")
    uri: str = column("The path asked for.", default="")
    code: int = column("Status of the answer; 0 where unknown.", default=0)
    agent: str = column("What the client calls itself.", default="")
    command: str = column("Commands of the object asked for, or of the exec.", default="")
    powers: tuple[str, ...] = column(
        "Of a made object: privileged, host_pid, host_network, host_path, cluster_admin.",
        default=(),
    )
    time: datetime | None = column("When; of several the first.", unit="UTC", default=None)
    last: datetime | None = column("The last of several.", unit="UTC", default=None)
    count: int = column("How many requests.", unit="requests", default=1)
