"""What a hunt found: for the screen, and as JSON (`hemostat.hunt/1`)."""

from collections.abc import Iterator
from dataclasses import dataclass

import orjson

from hemostat.detect.likeness import Likeness
from hemostat.model.coverage import CoverageEntry
from hemostat.model.host import HostIdentity
from hemostat.model.path import HostPath
from hemostat.model.text import Language, Text
from hemostat.report.escape import encodable, visible
from hemostat.report.result_json import time_json

SCHEMA = "hemostat.hunt/1"
_HEAD = Text(
    "{source}: {files} files looked at, {found} found",
    "{source}：查看 {files} 个文件，命中 {found} 处",
)
_SAME = Text("the same content", "内容相同")
_ALIKE = Text("{score} % alike", "相似度 {score} %")
_TEXTS = Text("texts {part} %", "文本 {part} %")
_STRUCTURE = Text("structure {part} %", "结构 {part} %")
_OWNER = Text("same owner", "属主相同")
_TIME = Text("same quarter of an hour", "时间相差不到 15 分钟")
_SHARED = Text("both hold", "共有文本")
_RECORD = Text("record", "记录")
_HOLE = Text("not looked at: {place}: {why}", "未查看：{place}：{why}")
_MOST_HOLES = 10


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """Where a value stands; see `examine.hunt.Place`."""

    where: HostPath
    table: str
    offset: int | None
    line: int | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HuntResult:
    """One hunt in one source, ready to be shown.

    Attributes:
        source: as the user named it. host: whose files. wanted: the file or value.
        by: `like` or `observable`. files: how many were looked at.
    """

    source: str
    host: HostIdentity
    by: str
    wanted: str
    files: int
    siblings: tuple[Likeness, ...]
    places: tuple[FoundPlace, ...]
    coverage: tuple[CoverageEntry, ...]
    is_complete: bool


def hunt_json(result: HuntResult) -> bytes:
    """The result in the published form; language-neutral, one line."""
    return orjson.dumps(
        {
            "schema": SCHEMA,
            "source": encodable(result.source),
            "host": {"id": encodable(result.host.id), "name": encodable(result.host.name)},
            "by": result.by,
            "wanted": encodable(result.wanted),
            "files": result.files,
            "is_complete": result.is_complete,
            "siblings": [_sibling(each) for each in result.siblings],
            "places": [
                {
                    "where": encodable(each.where),
                    "table": each.table or None,
                    "offset": each.offset,
                    "line": each.line,
                    "text": encodable(each.text),
                }
                for each in result.places
            ],
            "coverage": [
                {
                    "path": encodable(each.path),
                    "outcome": each.outcome.value,
                    "reason": encodable(each.reason),
                }
                for each in result.coverage
            ],
        },
        option=orjson.OPT_APPEND_NEWLINE,
    )


def _sibling(found: Likeness) -> dict[str, object]:
    return {
        "path": encodable(found.features.path),
        "score": round(found.score, 3),
        "is_same": found.is_same,
        "texts": round(found.texts, 3),
        "structure": round(found.structure, 3),
        "shared": [encodable(text) for text in found.shared],
        "same_owner": found.same_owner,
        "same_time": found.same_time,
        "size": found.features.size,
        "sha256": found.features.sha256 or None,
        "uid": found.features.uid,
        "modified": time_json(found.features.modified),
    }


def hunt_lines(result: HuntResult, language: Language) -> Iterator[str]:
    """The result for the screen."""

    def say(text: Text, **values: object) -> str:
        return text.in_language(language).format(**values)

    found = len(result.siblings) + len(result.places)
    yield say(_HEAD, source=visible(result.source), files=result.files, found=found)
    for sibling in result.siblings:
        yield f"  {visible(sibling.features.path)}"
        yield "    " + ", ".join(_why(sibling, language))
        if sibling.shared and not sibling.is_same:
            texts = " · ".join(visible(text[:40]) for text in sibling.shared[:3])
            yield f"    {say(_SHARED)}: {texts}"
    for place in result.places:
        kind = f" ({say(_RECORD)} {place.table})" if place.table else ""
        at = f":{place.line}" if place.line else f" +{place.offset}" if place.offset else ""
        yield f"  {visible(place.where)}{at}{kind}"
        yield f"    {visible(place.text[:150])}"
    for entry in [each for each in result.coverage if each.outcome.is_hole][:_MOST_HOLES]:
        yield "  " + say(_HOLE, place=visible(entry.path), why=visible(entry.reason))


def _why(found: Likeness, language: Language) -> Iterator[str]:
    def say(text: Text, **values: object) -> str:
        return text.in_language(language).format(**values)

    if found.is_same:
        yield say(_SAME)
    else:
        yield say(_ALIKE, score=round(100 * found.score))
        yield say(_TEXTS, part=round(100 * found.texts))
        yield say(_STRUCTURE, part=round(100 * found.structure))
    if found.same_owner:
        yield say(_OWNER)
    if found.same_time:
        yield say(_TIME)
