"""What an access log's candidate lines come to: requests, pages, attempts, log-ins. Bounded."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from math import log
from typing import NamedTuple

from hemostat.model.evidence import Source
from hemostat.model.records import WebAttempts, WebPage, WebRequest
from hemostat.parse.logs.access_lines import Line
from hemostat.parse.logs.access_signs import ATTACKS, Sign, script_of
from hemostat.parse.logs.access_text import Target, decoded
from hemostat.parse.logs.stamps import moment

MOST_KEPT = 3_000
MOST_REFUSED = 300
MOST_PAGES = 150
MOST_CLIENTS = 50_000
MANY_FAILED = 20
_SHOWN_CLIENTS = 20
_COMMON = 4
_ALIKE = 3
_MOST_SIZES = 40
"""Of one client's requests alike for one page: so many with answers of different sizes."""
_MOST_ATTEMPTS_TO_LOG_IN = 5_000
_PAGE_SIZE = 1_000
_USE_ONLY = frozenset(("post_script", "log_in"))
_LETS_IN = (302, 303)
_KEEPS_OUT = (400, 401, 403, 422)

SourceOf = Callable[[int, int], Source]


class Seen(NamedTuple):
    """One line with its signs, where it stands, and for how many alike it was read."""

    line: Line
    target: Target
    signs: tuple[Sign, ...]
    begin: int
    end: int
    weight: int = 1


@dataclass(slots=True)
class _Kept:
    seen: Seen
    count: int = 1
    last: float | None = None


@dataclass(slots=True)
class _Tried:
    begin: int
    end: int
    first: float | None
    last: float | None
    clients: set[str] = field(default_factory=set[str])
    requests: int = 0
    answered: int = 0


@dataclass(slots=True)
class _Page:
    site: str
    begin: int
    end: int
    clients: dict[str, None] = field(default_factory=dict[str, None])
    plain: set[str] = field(default_factory=set[str])
    sizes: Counter[int] = field(default_factory=Counter[int])
    answers: set[int | None] = field(default_factory=set[int | None])
    gets: int = 0
    posts: int = 0
    refused: int = 0
    referred: int = 0
    first: float | None = None
    last: float | None = None


@dataclass(slots=True)
class LogIn:
    """Attempts of one client at one log-in page; `begin` and `end` of the line that tells most."""

    site: str
    client: str
    path: str
    begin: int
    end: int
    answers: list[tuple[float, int, int, int, int]] = field(
        default_factory=list[tuple[float, int, int, int, int]]
    )
    failed: int = 0
    since: float | None = None
    accepted: float | None = None
    accepts: int = 0
    status: int = 0


@dataclass(slots=True)
class Gathering:
    """Collects; `dropped` counts what had no room, `unread` lines nothing could be made of."""

    kept: dict[tuple[object, ...], _Kept] = field(default_factory=dict[tuple[object, ...], _Kept])
    tried: dict[str, _Tried] = field(default_factory=dict[str, _Tried])
    attackers: set[str] = field(default_factory=set[str])
    pages: dict[str, _Page] = field(default_factory=dict[str, _Page])
    posts: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    posted: Counter[str] = field(default_factory=Counter[str])
    log_ins: dict[tuple[str, str, str], LogIn] = field(
        default_factory=dict[tuple[str, str, str], LogIn]
    )
    sizes: dict[tuple[str, int], set[str]] = field(
        default_factory=lambda: defaultdict[tuple[str, int], set[str]](set)
    )
    probes: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    common: set[bytes] = field(default_factory=set[bytes])
    sampled: Counter[str] = field(default_factory=Counter[str])
    alike: dict[tuple[object, ...], int] = field(default_factory=dict[tuple[object, ...], int])
    refused: int = 0
    dropped: int = 0
    unread: int = 0

    def take(self, seen: Seen, request: bytes = b"") -> None:
        """One line with signs; `request` as it was written, to know it again."""
        line = seen.line
        kinds = tuple(sign.kind for sign in seen.signs)
        for kind in kinds:
            if kind in ATTACKS:
                self._attempt(kind, seen)
        if "log_in" in kinds:
            self._log_in(seen)
        if "post_script" in kinds and _is_answered(line):
            self._post(seen)
            if kinds == ("post_script",) and self._is_everybodys(seen):
                self.common.add(request)
        if set(kinds) - _USE_ONLY:
            self._keep(kinds, seen)

    def _attempt(self, kind: str, seen: Seen) -> None:
        line = seen.line
        known = self.tried.setdefault(kind, _Tried(seen.begin, seen.end, line.time, line.time))
        known.requests += seen.weight
        known.last = line.time or known.last
        known.answered += seen.weight * _is_answered(line)
        if len(known.clients) < MOST_CLIENTS:
            known.clients.add(line.client)
        if len(self.attackers) < MOST_CLIENTS:
            self.attackers.add(line.client)

    def _post(self, seen: Seen) -> None:
        page = page_of(seen.target.path)
        if page not in self.posts and len(self.posts) >= MOST_CLIENTS:
            self.dropped += 1
            return
        clients = self.posts.setdefault(page, set())
        self.posted[page] += 1
        if len(clients) < _COMMON:
            clients.add(seen.line.client)

    def _is_everybodys(self, seen: Seen) -> bool:
        return len(self.posts.get(page_of(seen.target.path), ())) >= _COMMON

    def _log_in(self, seen: Seen) -> None:
        line = seen.line
        key = (line.site, line.client, seen.target.path)
        known = self.log_ins.get(key)
        if known is None:
            if len(self.log_ins) >= MOST_CLIENTS:
                self.dropped += 1
                return
            known = self.log_ins[key] = LogIn(*key, seen.begin, seen.end)
        if line.time is not None and len(known.answers) < _MOST_ATTEMPTS_TO_LOG_IN:
            known.answers.append((line.time, line.status, _about(line.size), seen.begin, seen.end))

    def _keep(self, kinds: tuple[str, ...], seen: Seen) -> None:
        line = seen.line
        is_answered = _is_answered(line) or line.status in _LETS_IN
        size = line.size if set(kinds) & ATTACKS or "command_word" in kinds else None
        key = (line.client, page_of(seen.target.path), kinds, line.status, line.method, size)
        sizes = self.alike[key[:5]] = self.alike.get(key[:5], 0) + (key not in self.kept)
        key = (*key[:5], None) if sizes > _MOST_SIZES else key
        known = self.kept.get(key)
        if known is not None:
            known.count += seen.weight
            known.last = line.time or known.last
        elif is_answered and len(self.kept) - self.refused < MOST_KEPT:
            self.kept[key] = _Kept(seen)
        elif not is_answered and self.refused < MOST_REFUSED:
            self.refused += 1
            self.kept[key] = _Kept(seen)
        elif is_answered:
            self.dropped += 1

    def pages_wanted(self) -> frozenset[str]:
        """The pages, as the log writes them, whose every use is worth a look."""
        wanted = Counter[str]()
        for each in self.kept.values():
            if _is_answered(each.seen.line):
                wanted[page_of(each.seen.line.target.partition("?")[0])] += each.count
        for page, clients in self.posts.items():
            if len(clients) < _COMMON and self.posted[page] >= 3 and clients & self.attackers:
                wanted[page] += self.posted[page]
        return frozenset(page for page, _ in wanted.most_common(MOST_PAGES))

    def use(self, line: Line, begin: int, end: int) -> None:
        """Another request for one of the pages wanted."""
        raw = page_of(line.target.partition("?")[0])
        page = self.pages.setdefault(raw, _Page(line.site, begin, end, first=line.time))
        page.last = line.time or page.last
        page.referred += bool(line.referer)
        if not _is_answered(line):
            page.refused += line.status >= 400
            return
        page.posts += line.method == "POST"
        page.gets += line.method in ("GET", "HEAD")
        page.answers.add(line.size)
        page.clients.setdefault(line.client)
        if line.client not in self.attackers:
            if len(page.plain) < MOST_CLIENTS:
                page.plain.add(line.client)
            if line.size is not None and line.method == "GET":
                page.sizes[line.size] += 1

    def answered(self, line: Line) -> None:
        """What the server answered to any request at all."""
        if line.status == 200 and line.size is not None:
            path = line.target.partition("?")[0]
            for size in (line.size, -(line.size - len(path)) - 1):
                paths = self.sizes[line.site, size]
                if len(paths) <= _ALIKE:
                    paths.add(page_of(path))

    def is_usual(self, line: Line) -> bool:
        """Whether at least three other pages are answered like this request."""
        if line.size is None:
            return False
        path = page_of(line.target.partition("?")[0])
        sizes = (line.size, -(line.size - len(line.target.partition("?")[0])) - 1)
        alike = (self.sizes.get((line.site, size), set[str]()) for size in sizes)
        if any(len(paths - {path}) >= _ALIKE - 1 or _has_start(paths, path) for paths in alike):
            return True
        return self._is_near(line, path) or self._is_pages_own(line, path)

    def _is_near(self, line: Line, path: str) -> bool:
        """Whether pages asked for by attempts alone were answered with about as much."""
        if line.size is None or line.size < _PAGE_SIZE:
            return False
        begin = bisect_left(self.probes, (int(0.98 * line.size), ""))
        near = set[str]()
        for size, page in self.probes[begin : begin + 500]:
            if size > 1.02 * line.size:
                break
            near.add(page)
        return len(near - {path}) >= _ALIKE - 1

    def _is_pages_own(self, line: Line, path: str) -> bool:
        """Whether the page is answered so to those who attack nothing."""
        page = self.pages.get(path)
        if page is None or not page.sizes or line.size is None:
            return False
        return 0.9 * min(page.sizes) <= line.size <= 1.1 * max(page.sizes)

    def records(self, source: SourceOf) -> Iterator[object]:
        """The requests, pages and attempts."""
        kept = sorted(self.kept.values(), key=lambda each: each.seen.begin)
        for line in (each.seen.line for each in kept):
            self.answered(line)
            if line.status == 200 and line.size is not None:
                self.probes.append((line.size, page_of(line.target.partition("?")[0])))
        self.probes.sort()
        usual = {id(each): self.is_usual(each.seen.line) for each in kept}
        for each in kept:
            yield _request(each, source, is_usual=usual[id(each)])
        for raw, page in sorted(self.pages.items()):
            of_page = [
                usual[id(each)]
                for each in kept
                if page_of(each.seen.line.target.partition("?")[0]) == raw
                and _is_answered(each.seen.line)
            ]
            yield self._page(raw, page, source, is_usual=bool(of_page) and all(of_page))
        for kind, tried in sorted(self.tried.items()):
            yield WebAttempts(
                source=source(tried.begin, tried.end),
                sign=kind,
                requests=tried.requests,
                clients=len(tried.clients),
                answered=tried.answered,
                first=moment(tried.first),
                last=moment(tried.last),
            )

    def _page(self, raw: str, page: _Page, source: SourceOf, *, is_usual: bool) -> WebPage:
        return WebPage(
            source=source(page.begin, page.end),
            site=page.site,
            path=decoded(raw),
            clients=tuple(page.clients)[:_SHOWN_CLIENTS],
            plain_clients=len(page.plain),
            gets=page.gets,
            posts=page.posts,
            answers=len(page.answers),
            refused=page.refused,
            attackers=len(self.attackers.intersection(page.clients)),
            is_usual=is_usual,
            referred=page.referred,
            least=min(page.sizes, default=None),
            largest=max(page.sizes, default=None),
            first=moment(page.first),
            last=moment(page.last),
        )

    def guessing(self) -> Iterable[LogIn]:
        """The clients that tried a log-in page often."""
        for each in self.log_ins.values():
            if len(each.answers) >= MANY_FAILED:
                _judge(each)
                yield each


def _about(size: int | None) -> int:
    """A size as one of steps a few percent wide: a page that refuses differs by the name typed."""
    return int(20 * log(size)) if size else 0


def _judge(log_in: LogIn) -> None:
    """Find the answer that lets in: another status than the many before it had."""
    log_in.since = log_in.answers[0][0]
    before: Counter[tuple[int, int]] = Counter()
    for time, status, size, begin, end in log_in.answers:
        (usual, _), count = before.most_common(1)[0] if before else ((0, 0), 0)
        lets_in = (status in _LETS_IN and usual in (200, *_KEEPS_OUT)) or (
            status in (200, 201, 204) and usual in _KEEPS_OUT
        )
        if lets_in and count >= MANY_FAILED:
            log_in.accepts += 1
            if log_in.accepted is None:
                log_in.accepted, log_in.status = time, status
                log_in.begin, log_in.end = begin, end
                log_in.failed = count
        else:
            before[status, size] += 1
    log_in.failed = log_in.failed or max(before.values(), default=0)


def _request(kept: _Kept, source: SourceOf, *, is_usual: bool) -> WebRequest:
    line, target, signs, begin, end, _ = kept.seen
    return WebRequest(
        source=source(begin, end),
        site=line.site,
        client=line.client,
        account=line.account,
        time=moment(line.time),
        last=moment(kept.last or line.time),
        method=line.method,
        uri=line.target,
        path=target.path,
        query=target.query,
        status=line.status,
        size=line.size,
        referer=line.referer,
        agent=line.agent,
        signs=tuple(sign.kind for sign in signs),
        found=next(iter(sign.found for sign in signs), "")[:400],
        is_usual=is_usual,
        count=kept.count,
    )


def _has_start(paths: set[str], path: str) -> bool:
    """Whether the site's first page is answered so too."""
    return "/" in paths and path != "/"


def _is_answered(line: Line) -> bool:
    return 200 <= line.status < 300


def page_of(path: str) -> str:
    """A page's path without what servers ignore behind a script's name, or at the end."""
    return script_of(path) or path.rstrip("/") or "/"
