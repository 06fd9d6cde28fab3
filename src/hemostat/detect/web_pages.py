"""How pages were used, over all the files of one access log; and what findings about them name."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from hemostat.detect.log_ins import is_public, observables_of, time_text
from hemostat.detect.places import below_web_root
from hemostat.model.finding import Claim, Observable, Subject
from hemostat.model.level import Level
from hemostat.model.path import name, parent
from hemostat.model.records import ContentMatch, FileFact, WebPage, WebRequest
from hemostat.parse.logs.access_gathering import page_of
from hemostat.parse.logs.log_names import family_of

_MOST_SHOWN = 160
Key = tuple[str, str, str, str]
"""Folder and family of the log, site, page."""
OUTPUT = 4_096
"""Bytes: what a command says is seldom more, and a page of a site seldom less."""


@dataclass(frozen=True, slots=True)
class Use:
    """One page over all rotated files. Sizes in bytes; None where nobody plain asked for it."""

    pages: tuple[WebPage, ...] = ()

    @property
    def clients(self) -> frozenset[str]:
        """Who got an answer of 200; of each file at most 20."""
        return frozenset(client for page in self.pages for client in page.clients)

    @property
    def is_strangers(self) -> bool:
        """Whether nobody asks for it but one or two clients."""
        return 0 < len(self.clients) <= 2

    @property
    def plain_clients(self) -> int:
        """How many clients asked for it and attacked nothing, in the busiest file."""
        return max((page.plain_clients for page in self.pages), default=0)

    @property
    def posts(self) -> int:
        """POST requests answered with 200."""
        return sum(page.posts for page in self.pages)

    @property
    def calls(self) -> int:
        """Requests answered with 200."""
        return self.posts + sum(page.gets for page in self.pages)

    @property
    def referred(self) -> int:
        """Requests that name a page they come from."""
        return sum(page.referred for page in self.pages)

    @property
    def attackers(self) -> int:
        """Clients that attacked something by this log."""
        return max((page.attackers for page in self.pages), default=0)

    @property
    def answers(self) -> int:
        """How many sizes its answers had."""
        return max((page.answers for page in self.pages), default=0)

    @property
    def is_usual(self) -> bool:
        """Whether the server answers as much to anything."""
        return any(page.is_usual for page in self.pages)

    @property
    def least(self) -> int | None:
        """The smallest answer to somebody plain."""
        return min((page.least for page in self.pages if page.least is not None), default=None)

    @property
    def first(self) -> datetime | None:
        """The first request."""
        return min((page.first for page in self.pages if page.first), default=None)

    @property
    def last(self) -> datetime | None:
        """The last request."""
        return max((page.last for page in self.pages if page.last), default=None)


def uses_of(pages: Iterable[WebPage]) -> Mapping[Key, Use]:
    """Each page with its uses over all files of its log."""
    found: dict[Key, list[WebPage]] = defaultdict(list)
    for page in pages:
        found[key_of(page)].append(page)
    return {key: Use(tuple(each)) for key, each in found.items()}


def key_of(record: WebPage | WebRequest) -> Key:
    """Which page of which log."""
    path = str(record.source.path)
    return parent(path), family_of(name(path)), record.site, page_of(record.path)


def worked(request: WebRequest) -> bool:
    """Whether the answer speaks for success: 200 to 299, and not what others get as well."""
    return 200 <= request.status < 300 and not request.is_usual


def by_page_and_client(
    requests: Iterable[WebRequest], signs: frozenset[str]
) -> Iterator[tuple[Key, str, list[WebRequest]]]:
    """Requests with one of some signs that worked, together by page and client."""
    found: dict[tuple[Key, str], list[WebRequest]] = defaultdict(list)
    for each in requests:
        if worked(each) and signs.intersection(each.signs):
            found[key_of(each), each.client].append(each)
    for (key, client), together in found.items():
        yield key, client, together


def without_echo(requests: Iterable[WebRequest]) -> list[WebRequest]:
    """Requests whose answer is not the one that three different texts got from the page."""
    requests = list(requests)
    texts: dict[int | None, set[str]] = defaultdict(set)
    for each in requests:
        texts[each.size].add(each.uri)
    return [each for each in requests if len(texts[each.size]) < 3 or each.size is None]


def is_output(request: WebRequest) -> bool:
    """Whether an answer is as short as what a command says."""
    return request.size is None or request.size <= OUTPUT


def is_stranger(request: WebRequest) -> bool:
    """Whether a request came from outside and without a name the server knew."""
    return is_public(request.client) and not request.account


def claim_of(
    requests: list[WebRequest],
    *,
    pages: Iterable[WebPage] = (),
    files: tuple[str, ...] = (),
    level: Level | None = None,
    attack: tuple[str, ...] = (),
) -> Claim:
    """What a check says of requests of one client for one page.

    The address and the file, where one is known, are its subjects; never the log, which holds
    everybody's requests.
    """
    request = requests[0]
    pages = tuple(pages)
    times = [each.time for each in requests if each.time]
    times += [each.last for each in requests if each.last]
    return Claim(
        subjects=(*(Subject("file", each) for each in files), _address(request.client)),
        because=(*requests[:6], *pages[:2]),
        values={
            "page": shown(page_of(request.path)),
            "client": request.client,
            "count": str(sum(each.count for each in requests)),
            "what": shown(request.found or request.uri),
            "method": request.method,
            "status": str(request.status),
            "size": "?" if request.size is None else str(request.size),
            "time": time_text(min(times, default=None)),
            "log": str(request.source.path),
        },
        level=level,
        attack=attack,
        observables=observables_of_client(request.client),
        first_seen=min(times, default=None),
        last_seen=max(times, default=None),
    )


def _address(client: str) -> Subject:
    return Subject("address", client)


def observables_of_client(client: str) -> tuple[Observable, ...]:
    """A client from outside as something to look for elsewhere."""
    return observables_of(client)


def shown(text: str) -> str:
    """A text of a request as findings show it."""
    return text if len(text) <= _MOST_SHOWN else text[: _MOST_SHOWN - 1] + "…"


class Served:
    """Files that a page may be: those below a web root or a server's applications that end so."""

    _APPLICATIONS = re.compile(r"/webapps/|/wwwroot/|/htdocs/|/public/|/www/|/html/")

    def __init__(self, facts: Iterable[FileFact], matches: Iterable[ContentMatch]) -> None:
        paths = {str(each.path) for each in facts} | {str(each.path) for each in matches}
        self._paths = [each for each in paths if self._is_served(each)]

    def of(self, page: str) -> tuple[str, ...]:
        """The one file that ends as the page's path does; nothing where several do."""
        found = [each for each in self._paths if page.count("/") and each.endswith(page)]
        return tuple(found) if len(found) == 1 and page != "/" else ()

    def _is_served(self, path: str) -> bool:
        return below_web_root(parent(path)) or bool(self._APPLICATIONS.search(path))
