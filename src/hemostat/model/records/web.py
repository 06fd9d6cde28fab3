"""What the access logs of web servers say: requests worth reading, pages as it knows them."""

from datetime import datetime

from hemostat.model.evidence import Source
from hemostat.model.record import column, record


@record(
    "web_request",
    "One request of an access log that asks for more than a page; those alike count as one.",
)
class WebRequest:
    """A request kept from an access log: an attempt, an upload, or a script in a data folder.

    Ordinary requests are never kept: a log has millions.
    """

    source: Source = column("Where it stands; of several the first.", default=Source())
    site: str = column(
        "The host name it was sent to; empty where the log does not say.", default=""
    )
    client: str = column("Address it came from; behind a proxy the one the proxy names.")
    account: str = column("The user name the server knew; empty for nobody.", default="")
    time: datetime | None = column("When; of several the first.", unit="UTC", default=None)
    last: datetime | None = column("The last of several.", unit="UTC", default=None)
    method: str = column("GET, POST, PUT …")
    uri: str = column("Path and query as written.", default="")
    path: str = column("The path, decoded.", default="")
    query: str = column("The query, decoded.", default="")
    status: int = column("The answer's status; 0 where the log does not say.", default=0)
    size: int | None = column("Bytes of the answer.", unit="bytes", default=None)
    referer: str = column("The page it was asked from.", default="")
    agent: str = column("What the client calls itself.", default="")
    signs: tuple[str, ...] = column(
        "command, command_word, code, traversal, file, sql, lookup, shellshock, secret, hole, "
        "upload, data_script, post_script, log_in.",
        default=(),
    )
    found: str = column("The part that makes the sign, decoded.", default="")
    is_usual: bool = column(
        "Whether as many other pages are answered alike, so that 200 says nothing.", default=False
    )
    count: int = column("How many requests this stands for.", unit="requests", default=1)


@record("web_page", "One page that a kept request asked for, as one access log knows it.")
class WebPage:
    """How one page is used, by one log file."""

    source: Source = column("Its first request.", default=Source())
    site: str = column("The host name; empty where the log does not say.", default="")
    path: str = column("The path, decoded.")
    clients: tuple[str, ...] = column(
        "Addresses that got an answer of 200; at most 20.", default=()
    )
    plain_clients: int = column(
        "Clients that asked for it with no sign at all.", unit="clients", default=0
    )
    gets: int = column("GET and HEAD requests answered with 200.", unit="requests", default=0)
    posts: int = column("POST requests answered with 200.", unit="requests", default=0)
    answers: int = column("How many different sizes its answers of 200 had.", default=0)
    refused: int = column("Requests answered with 400 or more.", unit="requests", default=0)
    attackers: int = column(
        "Of its clients those that made attempts elsewhere too.", unit="clients", default=0
    )
    is_usual: bool = column(
        "Whether as many other pages are answered like this one, each time.", default=False
    )
    referred: int = column("Requests that name a page they come from.", unit="requests", default=0)
    least: int | None = column("The smallest plain answer.", unit="bytes", default=None)
    largest: int | None = column("The largest plain answer.", unit="bytes", default=None)
    first: datetime | None = column("First request.", unit="UTC", default=None)
    last: datetime | None = column("Last request.", unit="UTC", default=None)


@record("web_attempts", "Requests of one kind that one access log holds, whoever sent them.")
class WebAttempts:
    """How often one kind of attempt was made."""

    source: Source = column("The first of them.", default=Source())
    sign: str = column("Which kind, as in `web_request.signs`.")
    requests: int = column("How many.", unit="requests")
    clients: int = column("From how many addresses.", unit="clients")
    answered: int = column("How many were answered with 200.", unit="requests")
    first: datetime | None = column("The first.", unit="UTC", default=None)
    last: datetime | None = column("The last.", unit="UTC", default=None)


@record("web_log_ins", "What one client tried at one log-in page, by one access log.")
class WebLogIns:
    """Attempts to log in at one page, before somebody got in and after."""

    source: Source = column(
        "The first attempt; the answer that differs where there is one.", default=Source()
    )
    site: str = column("The host name; empty where the log does not say.", default="")
    client: str = column("Address it came from.")
    path: str = column("The log-in page.")
    failed: int = column("Attempts answered like the first ones.", unit="requests", default=0)
    since: datetime | None = column("The first attempt.", unit="UTC", default=None)
    accepted: datetime | None = column("The first answer that lets in.", unit="UTC", default=None)
    accepts: int = column("How many answers let in.", unit="requests", default=0)
    status: int = column("Status of the answer that let in.", default=0)
    after: int = column(
        "Pages behind the log-in that this client then got with 200.", unit="requests", default=0
    )
