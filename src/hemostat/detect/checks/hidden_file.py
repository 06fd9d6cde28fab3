# ruff: noqa: S108 — paths on the examined host, not ours.
"""Files that one way of listing a folder shows and another leaves out."""

from collections.abc import Iterable, Iterator

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.hidden import claim_of, suspects
from hemostat.model.evidence import Source
from hemostat.model.finding import Claim, Observable, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import CrossView, InjectedLibrary
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(en="A file is hidden from listings", zh="文件在目录列表中被隐藏"),
    summary=Text(
        en="{value} is there by {seen_by} and left out by {missing_from}, each time it was asked. "
        "Libraries that stand between: {library}.",
        zh="{value} 通过 {seen_by} 可见，而 {missing_from} 每次都不显示。"
        "介入其中的动态库：{library}。",
    ),
    benign=Text(
        en="Nothing on an ordinary host makes these two differ. Environments built by preloading "
        "(fakechroot, Termux) may; ask whether this is one.",
        zh="正常主机上两者不会不同。基于预加载构建的环境（fakechroot、Termux）可能如此，请确认。",
    ),
)


def _view(kind: str, value: str, seen_by: str, missing_from: str, count: int = 1) -> CrossView:
    source = Source(path=HostPath(value.rpartition("/")[0] or "/"))
    return CrossView(
        source=source,
        kind=kind,
        value=value,
        seen_by=seen_by,
        missing_from=missing_from,
        count=count,
    )


@check(
    "linux.hidden.file",
    level=Level.CRITICAL,
    confidence=Level.HIGH,
    category="hidden_file",
    attack=("T1014", "T1564.001"),
    incident_types=("rootkit", "preload_backdoor"),
    texts=TEXTS,
    next=("use-own-tools", "keep-evidence", "keep-running", "isolate-host", "repair-loader"),
    by_hand="stat {value}; busybox ls -la {folder}",
    examples=(
        fires(_view("file", "/etc/ld.so.preload", "getdents64", "readdir")),
        fires(_view("folder", "/tmp/.svc", "getdents64", "readdir")),
        fires(_view("file", "/etc/ld.so.preload", "stat", "readdir, getdents64")),
        quiet(_view("folder", "/tmp", "link count", "getdents64")),
        quiet(_view("module", "rk", "/sys/module", "/proc/modules")),
    ),
)
def hidden_file(views: Iterable[CrossView], injected: Iterable[InjectedLibrary]) -> Iterator[Claim]:
    """What is listed by the kernel and not by the C library is hidden by a hooked library.

    What answers by name and is in no list at all is hidden by the kernel.
    """
    by = suspects(injected)
    for each in views:
        if each.kind not in ("file", "folder") or each.seen_by == "link count":
            continue
        claim = claim_of(
            each,
            (Subject("file", each.value),),
            by,
            Level.CRITICAL,
            observables=(Observable("file", each.value),),
        )
        claim.values["folder"] = each.value.rpartition("/")[0] or "/"
        yield claim


COUNT_TEXTS = RuleTexts(
    title=Text(en="A folder counts more folders than it shows", zh="目录链接数多于可见子目录数"),
    summary=Text(
        en="The link count of {value} tells of {count} folders more than any listing shows.",
        zh="{value} 的链接数表明其中还有 {count} 个子目录，而任何列表都不显示。",
    ),
    benign=Text(
        en="A damaged file system counts wrong too: e2fsck or xfs_repair on a copy tells.",
        zh="文件系统损坏也会导致计数错误：对卸载后的副本运行 e2fsck 或 xfs_repair 即可分辨。",
    ),
)


@check(
    "linux.hidden.folder-count",
    level=Level.MEDIUM,
    confidence=Level.MEDIUM,
    category="hidden_file",
    attack=("T1014", "T1564.001"),
    incident_types=("rootkit",),
    texts=COUNT_TEXTS,
    next=("keep-evidence", "keep-running", "use-own-tools"),
    by_hand="stat -c '%h %n' {value}; find {value} -maxdepth 1 -mindepth 1 -type d | wc -l",
    examples=(
        fires(_view("folder", "/usr/lib", "link count", "getdents64")),
        quiet(_view("folder", "/tmp/.svc", "getdents64", "readdir")),
        quiet(),
    ),
)
def folder_count(views: Iterable[CrossView]) -> Iterator[Claim]:
    """A kernel that hides a folder from lists often leaves its parent's link count as it was."""
    for each in views:
        if each.kind == "folder" and each.seen_by == "link count":
            yield Claim(
                subjects=(Subject("file", each.value),),
                because=(each,),
                values={"value": each.value, "count": str(each.count)},
            )
