# ruff: noqa: S108 — paths on the examined host, not ours.
"""Files of sudoers that lie, or are kept, where someone else can write them."""

from collections.abc import Iterable, Iterator

from hemostat.detect.check import Files, check, fires, quiet
from hemostat.detect.places import is_writable_for_all
from hemostat.model.evidence import Source
from hemostat.model.finding import Claim, Observable, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import FileFact, SudoDefault, SudoRule
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(en="A file of sudoers is in the wrong hands", zh="sudoers 文件权限或位置异常"),
    summary=Text(
        en="{path} decides who becomes root, and others than root can write it (owner {uid}, mode "
        "{mode}) or the folder it lies in.",
        zh="{path} 决定谁能成为 root，但 root 以外的用户可写该文件（属主 {uid}，权限 {mode}）"
        "或其所在目录。",
    ),
    benign=Text(
        en="A slip in a deployment script; sudo itself refuses a file that others may write.",
        zh="可能是部署脚本失误；sudo 本身会拒绝他人可写的文件。",
    ),
)

_DROP_IN = HostPath("/etc/sudoers.d/90-x")


@check(
    "linux.sudo.file-in-wrong-hands",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="sudoers_file",
    attack=("T1548.003", "T1222.002"),
    incident_types=("backdoor",),
    texts=TEXTS,
    next=("keep-evidence", "ask-owner", "harden"),
    by_hand="ls -la {path}",
    examples=(
        fires(
            SudoRule(source=Source(path=_DROP_IN), users=("ann",)),
            FileFact(path=_DROP_IN, mode=0o666, uid=0),
        ),
        fires(SudoRule(source=Source(path=HostPath("/var/tmp/s")), users=("ann",))),
        quiet(
            SudoRule(source=Source(path=_DROP_IN), users=("ann",)),
            FileFact(path=_DROP_IN, mode=0o440, uid=0),
        ),
        quiet(SudoRule(source=Source(path=_DROP_IN), users=("ann",))),
    ),
)
def file_in_wrong_hands(
    rules: Iterable[SudoRule], defaults: Iterable[SudoDefault], files: Files
) -> Iterator[Claim]:
    """A file that sudo reads can be written by others than root, or lies in a folder for scraps.

    An include that leads to such a folder lets anyone write the next rule: high.
    """
    first: dict[HostPath, SudoRule | SudoDefault] = {}
    records: list[SudoRule | SudoDefault] = [*rules, *defaults]
    for record in records:
        first.setdefault(record.source.path, record)
    for place, record in first.items():
        fact = files.get(place)
        is_strange = is_writable_for_all(place)
        is_owned = fact is not None and fact.uid not in (0, None)
        is_writable = fact is not None and fact.is_writable_by_others
        if not (is_strange or is_owned or is_writable):
            continue
        mode = fact.mode if fact else None
        yield Claim(
            subjects=(Subject("file", place),),
            because=(record, fact) if fact else (record,),
            values={
                "path": place,
                "uid": "?" if fact is None or fact.uid is None else str(fact.uid),
                "mode": "?" if mode is None else f"{mode:04o}",
            },
            level=Level.HIGH if is_strange else Level.MEDIUM,
            observables=(Observable("file", place),),
        )
