"""Documents renamed in numbers: what ransomware leaves behind, note or no note."""

from collections.abc import Iterable, Iterator

from hemostat.detect.check import check, fires, quiet
from hemostat.model.finding import Claim, Observable, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import RenamedFamily
from hemostat.model.text import Text

_MANY = 20
TEXTS = RuleTexts(
    title=Text("Documents carry the same strange new extension", "大量文档被加上同一异常扩展名"),
    summary=Text(
        "{files} documents in {folders} folders below {top} end in {extension}, "
        "{untouched} do not; their originals are gone. For example {example}. {notes}",
        "{top} 下 {folders} 个目录中有 {files} 个文档以 {extension} 结尾"
        "（另有 {untouched} 个未变），原文件已不存在。例如 {example}。{notes}",
    ),
    benign=Text(
        "A program of your own that renames what it has taken in; such files can still be opened.",
        "自有程序处理后批量改名；这种情况下文件仍可正常打开。",
    ),
)


def _family(files: int, untouched: int, folders: int = 3, *notes: str) -> RenamedFamily:
    return RenamedFamily(
        extension=".lk77",
        files=files,
        untouched=untouched,
        folders=folders,
        top=HostPath("/srv/share"),
        notes=notes,
        example=HostPath("/srv/share/a.docx.lk77"),
    )


@check(
    "linux.files.renamed-documents",
    level=Level.HIGH,
    confidence=Level.MEDIUM,
    category="renamed_files",
    attack="T1486",
    incident_types=("ransomware",),
    texts=TEXTS,
    next=("keep-evidence", "keep-running", "isolate-host", "find-entry", "check-other-hosts"),
    by_hand="file {example}",
    examples=(
        fires(_family(40, 2)),
        fires(_family(9, 0, 1, "HOW_TO_DECRYPT.txt")),
        quiet(_family(9, 60)),
        quiet(_family(12, 0, 1)),
        quiet(_family(30, 300)),
    ),
)
def renamed_documents(families: Iterable[RenamedFamily]) -> Iterator[Claim]:
    """Most documents of some folders got the same extension that no tool adds.

    With a note that stands in the same folders it is proof enough for `critical`.
    """
    for family in families:
        is_most = family.files > 2 * family.untouched
        if not is_most or not (family.notes or family.files >= _MANY):
            continue
        notes = ", ".join(family.notes)
        yield Claim(
            subjects=(Subject("file", family.top),),
            because=(family,),
            values={
                "files": str(family.files),
                "folders": str(family.folders),
                "top": family.top,
                "extension": family.extension,
                "untouched": str(family.untouched),
                "example": family.example,
                "notes": notes,
            },
            level=Level.CRITICAL if notes and family.files >= _MANY else None,
            observables=tuple(Observable("file", note) for note in family.notes),
        )
