"""Access logs of web servers, in three passes over the bytes of one file.

The first looks for what a sign needs at least and reads those lines alone; the second looks at who
else asked for the pages found; the third samples what this server answers usually, since one that
answers 200 to everything proves nothing by it.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import tzinfo
from functools import cache
from typing import Any, Protocol, cast

from hemostat.model.evidence import Evidence, Source
from hemostat.model.records import LogSpan, WebLogIns
from hemostat.parse.logs.access_gathering import Gathering, LogIn, Seen, page_of
from hemostat.parse.logs.access_lines import Line, read_line
from hemostat.parse.logs.access_signs import CHEAP, Sign, signs_of
from hemostat.parse.logs.access_text import Target
from hemostat.parse.logs.reading import LogReading, Pulse
from hemostat.parse.logs.stamps import moment

_SAMPLES = 3_000
_MOST_CACHED = 60_000
_STORM, _EACH = 1_000, 20
"""After so many different candidates of one client for one page, one in so many is read."""
_MOST_JUDGED, _MOST_JUDGED_ANSWERED = 40_000, 120_000
"""Different requests of one file that are judged: all, then only those that were answered."""
_MOST_OF_PAGES = 30_000
_MOST_AFTER = 200
_MUST_READ = (b"${", b"%24%7", b"() {", b"(){", b"%24{")
_OFTEN = 20
"""So often in the sample: how a page is used is told from the sample alone."""


class _Pattern(Protocol):
    def search(self, text: bytes, pos: int = 0, /) -> Any: ...  # noqa: ANN401 — re2 brings no types


def read_access_log(evidence: Evidence, base: LogSpan, zone: tzinfo) -> LogReading:
    """Read one access log.

    Args:
        evidence: the bytes, unpacked; of a large log its last part (`is_cut`), whole lines.
        base: what is known of the file.
        zone: the host's, for stamps without one.

    Lines of which nothing can be made are counted as unread where they were looked at: those with
    a sign, and the sample. Line numbers are those of `evidence`.
    """
    data = evidence.data
    found = Gathering()
    _read_candidates(data, zone, found)
    pages = found.pages_wanted()
    pulse, unread = _sample(data, zone, found, pages)
    _read_pages(data, zone, found, pages)
    numbers = _Numbers(evidence)
    records = found.records(numbers.source)
    log_ins = [_log_in(each, data, zone, numbers.source) for each in found.guessing()]
    span = replace(pulse.span(base, found.unread + unread), entries=_lines(data))
    return LogReading((*records, *log_ins), span, found.dropped)


def _read_candidates(data: bytes, zone: tzinfo, found: Gathering) -> None:
    """Each line that may bear a sign; requests seen before that bore none are passed over."""
    sweep = _Sweep(zone, found)
    for begin, end in _lines_with(_cheap(), data):
        sweep.look(data[begin:end], begin, end)


class _Sweep:
    """Judges candidates one by one; what was asked before is known again."""

    def __init__(self, zone: tzinfo, found: Gathering) -> None:
        self._zone = zone
        self._found = found
        self._known: dict[bytes, tuple[Target, tuple[Sign, ...]]] = {}
        self._storms = Counter[tuple[bytes, bytes]]()
        self._judged = 0

    def look(self, raw: bytes, begin: int, end: int) -> None:
        """One candidate line."""
        parts = raw.split(b'"', 2)
        request = parts[1] if len(parts) > 2 and raw[:1] != b"{" else b""
        is_plain = bool(request) and not any(each in raw for each in _MUST_READ)
        said = self._known.get(request) if is_plain else None
        if said is not None and (not said[1] or request in self._found.common):
            return
        weight = self._weight(raw, request) if said is None else 1
        line = read_line(raw, self._zone) if weight else None
        if line is None:
            self._found.unread += bool(weight)
            return
        if said is None and self._is_too_many(line):
            return
        target, signs = said or signs_of(line)
        if is_plain and len(self._known) < _MOST_CACHED:
            self._known[request] = target, signs
        if signs:
            self._found.take(Seen(line, target, signs, begin, end, weight), request)

    def _weight(self, raw: bytes, request: bytes) -> int:
        """For how many a request is read; 0: not at all, for one in twenty of a storm is enough."""
        storm = raw[:40].partition(b" ")[0], request.partition(b"?")[0]
        self._storms[storm] += bool(request)
        if self._storms[storm] <= _STORM:
            return 1
        return 0 if self._storms[storm] % _EACH else _EACH

    def _is_too_many(self, line: Line) -> bool:
        self._judged += 1
        if self._judged > _MOST_JUDGED_ANSWERED:
            self._found.dropped += 1
            return True
        return self._judged > _MOST_JUDGED and not 200 <= line.status < 300


def _read_pages(data: bytes, zone: tzinfo, found: Gathering, pages: frozenset[str]) -> None:
    """Every use of some pages; of those that everybody asks for, what the sample holds."""
    rare = sorted(page for page in pages if found.sampled[page] < _OFTEN)
    if not rare:
        return
    names = b"|".join(re.escape(page.encode("utf-8", "replace")) for page in rare)
    pattern = _compiled(rb'[ "](?:' + names + rb')[ ?;#"/]')
    for count, (begin, end) in enumerate(_lines_with(pattern, data)):
        if count >= _MOST_OF_PAGES:
            return
        line = read_line(data[begin:end], zone)
        if line is not None and page_of(line.target.partition("?")[0]) in rare:
            found.use(line, begin, end)


def _sample(
    data: bytes, zone: tzinfo, found: Gathering, pages: frozenset[str]
) -> tuple[Pulse, int]:
    """When the log was written to, and which answers are usual, from lines spread over it."""
    pulse, unread = Pulse(), 0
    of_pages: list[tuple[Line, int, int]] = []
    for begin, end in _spread(data):
        line = read_line(data[begin:end], zone)
        if line is None:
            unread += 1
            continue
        if line.time is not None:
            pulse.beat(line.time)
        found.answered(line)
        page = page_of(line.target.partition("?")[0])
        if page in pages:
            found.sampled[page] += 1
            of_pages.append((line, begin, end))
    for line, begin, end in of_pages:
        if found.sampled[page_of(line.target.partition("?")[0])] >= _OFTEN:
            found.use(line, begin, end)
    return pulse, unread


def _spread(data: bytes) -> Iterator[tuple[int, int]]:
    step = max(len(data) // _SAMPLES, 1)
    at = 0
    while at < len(data):
        end = data.find(b"\n", at)
        end = len(data) if end < 0 else end
        if end > at:
            yield at, end
        # The next line, or a step on: then from the line that begins there.
        begin = end + 1
        if step > end - at:
            begin = data.find(b"\n", at + step) + 1
            if begin <= end:
                break
        at = begin
    last = data.rfind(b"\n", 0, max(len(data) - 1, 0)) + 1
    if len(data) > last:
        yield last, len(data.rstrip(b"\n"))


def _lines_with(pattern: _Pattern, data: bytes) -> Iterator[tuple[int, int]]:
    """Where each line that a pattern matches begins and ends."""
    at = 0
    while found := pattern.search(data, at):
        begin = data.rfind(b"\n", 0, found.start()) + 1
        end = data.find(b"\n", found.end() - 1)
        end = len(data) if end < 0 else end
        yield begin, end
        at = end + 1
        if at >= len(data):
            return


@cache
def _cheap() -> _Pattern:
    return _compiled(CHEAP.encode())


def _compiled(pattern: bytes) -> _Pattern:
    # Late: most examinations meet no access log.
    import re2 as untyped  # type: ignore[import-untyped]

    re2 = cast(Any, untyped)
    options = re2.Options()
    options.case_sensitive = False
    options.max_mem = 64 << 20
    options.log_errors = False
    options.encoding = re2.Options.Encoding.LATIN1
    return cast(_Pattern, re2.compile(pattern, options))


def _log_in(
    each: LogIn, data: bytes, zone: tzinfo, source: Callable[[int, int], Source]
) -> WebLogIns:
    return WebLogIns(
        source=source(each.begin, each.end),
        site=each.site,
        client=each.client,
        path=each.path,
        failed=each.failed,
        since=moment(each.since),
        accepted=moment(each.accepted),
        accepts=each.accepts,
        status=each.status,
        after=_pages_after(each, data, zone) if each.accepted else 0,
    )


def _pages_after(log_in: LogIn, data: bytes, zone: tzinfo) -> int:
    """How many pages a client got behind its log-in; those of the log-in itself are none."""
    client, at, pages = log_in.client.encode("utf-8", "replace"), log_in.end, set[str]()
    for _ in range(_MOST_AFTER):
        at = data.find(client, at)
        if at < 0:
            break
        begin = data.rfind(b"\n", 0, at) + 1
        end = data.find(b"\n", at)
        end = len(data) if end < 0 else end
        line = read_line(data[begin:end], zone)
        if line and line.client == log_in.client and _is_page(line, log_in.path):
            pages.add(page_of(line.target.partition("?")[0]))
        at = end + 1
    return len(pages)


_ASSET = re.compile(r"\.(?:css|js|png|jpe?g|gif|svg|ico|woff2?|ttf|map|webp)$", re.IGNORECASE)


def _is_page(line: Line, log_in: str) -> bool:
    path = line.target.partition("?")[0]
    return line.status == 200 and page_of(path) != page_of(log_in) and not _ASSET.search(path)


def _lines(data: bytes) -> int:
    return data.count(b"\n") + (not data.endswith(b"\n") and bool(data))


class _Numbers:
    """Places of lines; asked for in any order, each counts from the nearest one known before."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._marks: list[tuple[int, int]] = [(0, 1)]

    def source(self, begin: int, end: int) -> Source:
        data = self._evidence.data
        number = bisect_right(self._marks, (begin, len(data) + 1)) - 1
        at, line = self._marks[number]
        line += data.count(b"\n", at, begin)
        if begin > at:
            self._marks.insert(number + 1, (begin, line))
        text = data[begin : min(end, begin + 500)].decode("utf-8", "backslashreplace")
        return self._evidence.source(line, text, begin)
