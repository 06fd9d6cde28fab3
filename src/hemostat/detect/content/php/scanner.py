"""The structural test of PHP as a scanner of files."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hemostat.detect.content import web_rules as rules
from hemostat.detect.content.php.machine import follow
from hemostat.detect.content.php.prefilter import may_execute
from hemostat.detect.content.php.running import may_run
from hemostat.detect.content.php.tags import MAX_SIZE, PhpText, last_opening, php_text
from hemostat.detect.content.php.verdict import Verdict, verdicts
from hemostat.detect.content.scanner import Hit, NotFinishedError
from hemostat.model.candidate import Candidate
from hemostat.model.finding import RuleInfo
from hemostat.model.level import Level
from hemostat.model.records import Provenance

_PICTURE = re.compile(
    rb"\A(?:GIF8[79]a|\xff\xd8\xff|\x89PNG\r\n\x1a\n|BM.{4}\0\0\0\0|\0\0[\1\2]\0|RIFF.{4}WEBP)",
    re.DOTALL,
)
_PROGRAM = (b"\x7fELF", b"MZ", b"\xca\xfe\xba\xbe", b"\0asm")
_PHP_IN_PICTURE = re.compile(
    rb"(?i)<\?php[\s/]|<\?=\s*@?\s*(?:[$`'\"(\[!\\]|\w{2,40}\s*\()[\x20-\x7e]{6}|<script\s+language\s*=\s*[\"']?php"
)
# Texts of other languages, which no server hands to PHP, hold PHP as words: templates of
# generators, patterns of highlighters, examples of manuals.
_OTHER_TEXT = re.compile(
    r"(?i)\.(?:[cm]?[jt]sx?|vue|svelte|css|scss|map|json|ya?ml|toml|md|markdown|rst|adoc|py|rb|go|rs|java|kt|lua|el)$"
)
_QUOTED = re.compile(rb"(?:[\"'`]|(?:```|~~~)\s*\w{0,12})(?:\s|\\[nrt])*\Z")
_APART = re.compile(rb"(?:\A|[\n;})/])\s*\Z")
_PUT_AWAY = frozenset(("upload", "changed", "temporary", "hidden", "starts"))
_RAISED_BY = frozenset(("upload", "changed", "temporary"))
_MAX_TEXT = 200
_CUT = f"of its text only parts were read: over {MAX_SIZE >> 20} MiB, or mostly binary"


class PhpScanner:
    """Follows what visitors send through a PHP file to what executes, loads or writes."""

    @property
    def rules(self) -> tuple[RuleInfo, ...]:
        """Everything it can claim."""
        return rules.PHP_RULES

    def scan(self, candidate: Candidate, content: bytes) -> Iterator[Hit]:
        """Each rule at most once, at its worst place; nothing for what came with a package.

        What only quotes PHP, as a program of another language does, is worth `low` at most.

        Raises:
            NotFinishedError: a part of it was not followed, see `tags` and `state`.
        """
        if b"<?" not in content and b"<script" not in content[:200_000].lower():
            return
        if candidate.state is Provenance.PACKAGED:
            return
        picture, is_program = bool(_PICTURE.match(content)), content.startswith(_PROGRAM)
        is_quoted = not picture and not may_run(candidate, content)
        # Two bytes of a tag stand in every large picture and program.
        if (is_program and is_quoted) or (
            (picture or is_program) and not _PHP_IN_PICTURE.search(content)
        ):
            return
        found: list[Verdict] = []
        text, limit = None, ""
        if may_execute(content):
            text = php_text(content)
        if text is not None:
            sightings, limit = follow(text.text)
            found = verdicts(sightings)
            limit = limit or (_CUT if text.is_cut else "")
        for each in found:
            if text is not None:
                yield _hit(candidate, content, text, each, is_quoted=is_quoted)
        if picture:
            yield _picture_hit(candidate, content, found)
        if limit and not is_quoted:
            raise NotFinishedError(f"its PHP was followed in part only: {limit}")


def _hit(
    candidate: Candidate, content: bytes, text: PhpText, verdict: Verdict, *, is_quoted: bool
) -> Hit:
    seen = verdict.sighting
    offset = text.origin(seen.offset)
    level, confidence = verdict.level, verdict.confidence
    if is_quoted or _stands_quoted(candidate, content[:offset]):
        level, confidence = min(level, Level.LOW), Level.LOW
    elif candidate.reasons & _RAISED_BY and Level.LOW <= level < Level.HIGH:
        level = Level(level + 1)
    shown = _shown(content[offset : offset + min(seen.length, _MAX_TEXT)])
    return Hit(
        rule=verdict.rule,
        offset=offset,
        length=min(seen.length, len(content) - offset),
        text=shown,
        values=_values(candidate, content, offset, shown) | {"way": seen.kind},
        level=level,
        confidence=confidence,
    )


def _stands_quoted(candidate: Candidate, before: bytes) -> bool:
    """Whether the PHP stands within quotes, or an example, of a text in another language."""
    if candidate.reasons & _PUT_AWAY or not _OTHER_TEXT.search(str(candidate.path)):
        return False
    tag = last_opening(before)
    start = before[max(tag - 60, 0) : max(tag, 0)]
    return tag > 0 and bool(_QUOTED.search(start) or not _APART.search(start))


def _picture_hit(candidate: Candidate, content: bytes, found: list[Verdict]) -> Hit:
    match = _PHP_IN_PICTURE.search(content)
    offset = match.start() if match else 0
    shown = _shown(content[offset : offset + _MAX_TEXT])
    executes = any(each.level >= Level.MEDIUM for each in found)
    return Hit(
        rule=rules.IN_PICTURE,
        offset=offset,
        length=_MAX_TEXT,
        text=shown,
        values=_values(candidate, content, offset, shown) | {"way": "picture"},
        level=Level.HIGH if executes else Level.MEDIUM,
        confidence=Level.HIGH if executes else Level.MEDIUM,
    )


def _values(candidate: Candidate, content: bytes, offset: int, shown: str) -> dict[str, str]:
    line = content.count(b"\n", 0, offset) + 1
    return {"path": str(candidate.path), "line": str(line), "text": shown}


def _shown(raw: bytes) -> str:
    return " ".join(raw.decode("utf-8", "replace").split())[:_MAX_TEXT]
