"""What the disk holds and the running host did not show: proof that something answers for it."""

from collections.abc import Iterable, Iterator

from hemostat.detect.check import check, fires, quiet
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import DiskDifference
from hemostat.model.text import Text

HIDDEN = RuleTexts(
    title=Text(en="A file is on the disk and the host hides it", zh="磁盘上有文件，主机却不显示"),
    summary=Text(
        en="{path} ({size} bytes, changed {changed}) is on the disk, and the running host left it "
        "out of its folder. Something on that host hides it.",
        zh="{path}（{size} 字节，变更于 {changed}）在磁盘上存在，运行中的主机列目录时却没有它。"
        "该主机上有程序在隐藏它。",
    ),
    benign=Text(
        en="A mount over the folder would explain it if it is not in mountinfo; so would an image "
        "of another host.",
        zh="若该目录上有未列入 mountinfo 的挂载，或镜像属于另一台主机，也会如此。",
    ),
)
OTHER = RuleTexts(
    title=Text(
        en="The host shows a file with another content than the disk",
        zh="主机显示的文件内容与磁盘不符",
    ),
    summary=Text(
        en="{path} has the same size and times on the disk and in the host's answer, but another "
        "content. What the host says of its files cannot be trusted.",
        zh="{path} 在磁盘上与主机返回的大小、时间相同，内容却不同。该主机对文件的回答不可信。",
    ),
    benign=Text(
        en="A write that had not reached the disk changes the times as well; an image of another "
        "host does not agree in times.",
        zh="尚未落盘的写入也会改变时间；另一台主机的镜像时间不会一致。",
    ),
)


def _difference(kind: str, path: str = "/usr/lib/x/.k") -> DiskDifference:
    reason = "same-folder-time" if kind == "missing" else "same-times"
    return DiskDifference(path=HostPath(path), kind=kind, size=9, reason=reason)


@check(
    "linux.disk.hidden-file",
    level=Level.CRITICAL,
    confidence=Level.HIGH,
    category="hidden_file",
    attack=("T1014", "T1564.001"),
    incident_types=("rootkit", "preload_backdoor"),
    texts=HIDDEN,
    next=("keep-evidence", "keep-running", "repair-loader", "rebuild-host"),
    by_hand="ls -la {path}  # on the host: not there; in the image: debugfs -R 'stat {path}' IMAGE",
    examples=(fires(_difference("missing")), quiet(_difference("content"))),
)
def hidden_file(differences: Iterable[DiskDifference]) -> Iterator[Claim]:
    """Names that are missing from a folder nobody changed since, or that were old already."""
    yield from (_claim(each) for each in differences if each.kind == "missing")


@check(
    "linux.disk.other-content",
    level=Level.CRITICAL,
    confidence=Level.HIGH,
    category="hidden_file",
    attack=("T1014",),
    incident_types=("rootkit", "preload_backdoor"),
    texts=OTHER,
    next=("keep-evidence", "keep-running", "rebuild-host"),
    by_hand="sha256sum {path}",
    examples=(fires(_difference("content")), quiet(_difference("missing"))),
)
def other_content(differences: Iterable[DiskDifference]) -> Iterator[Claim]:
    """Files of one size and one set of times with two contents."""
    yield from (_claim(each) for each in differences if each.kind == "content")


def _claim(difference: DiskDifference) -> Claim:
    changed = difference.changed
    return Claim(
        subjects=(Subject("file", difference.path),),
        because=(difference,),
        values={
            "path": difference.path,
            "size": "?" if difference.size is None else str(difference.size),
            "changed": f"{changed:%Y-%m-%d %H:%M} UTC" if changed else "?",
        },
        first_seen=changed,
    )
