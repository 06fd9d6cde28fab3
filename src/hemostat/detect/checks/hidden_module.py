"""Kernel modules that one list has and another leaves out."""

from collections.abc import Iterable, Iterator

from hemostat.detect.check import check, fires, quiet
from hemostat.model.evidence import Source
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import CrossView
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(en="A kernel module is hidden", zh="存在被隐藏的内核模块"),
    summary=Text(
        en="Module {value} is in {seen_by} and not in {missing_from}, each time it was asked: "
        "lsmod does not show it.",
        zh="模块 {value} 存在于 {seen_by}，而不在 {missing_from} 中，多次查询均如此："
        "lsmod 不显示。",
    ),
    benign=Text(
        en="A module that was just being loaded or removed is in one list only for a moment; look "
        "again.",
        zh="正在加载或卸载的模块会短暂只出现在一处；请再查看一次。",
    ),
)


def _view(seen_by: str, missing_from: str) -> CrossView:
    source = Source(path=HostPath(seen_by))
    return CrossView(
        source=source, kind="module", value="rk", seen_by=seen_by, missing_from=missing_from
    )


@check(
    "linux.hidden.module",
    level=Level.CRITICAL,
    confidence=Level.HIGH,
    category="hidden_module",
    attack=("T1014", "T1547.006"),
    incident_types=("rootkit",),
    texts=TEXTS,
    next=("keep-evidence", "keep-running", "isolate-host", "rebuild-host"),
    by_hand="ls /sys/module/{value}; grep -w {value} /proc/modules /proc/kallsyms | head",
    examples=(
        fires(_view("/sys/module", "/proc/modules")),
        fires(_view("/proc/kallsyms", "/proc/modules")),
        quiet(CrossView(kind="process", value="x", seen_by="kill", missing_from="/proc", pid=3)),
        quiet(),
    ),
)
def hidden_module(views: Iterable[CrossView]) -> Iterator[Claim]:
    """A rootkit takes itself off the list that lsmod reads and forgets another.

    Symbols without a module, and a module without a folder, may be another kernel's oddity: less.
    """
    for each in views:
        if each.kind != "module":
            continue
        levels = {"/sys/module": Level.CRITICAL, "/proc/kallsyms": Level.HIGH}
        yield Claim(
            subjects=(Subject("module", each.value),),
            because=(each,),
            values={
                "value": each.value,
                "seen_by": each.seen_by,
                "missing_from": each.missing_from,
            },
            level=levels.get(each.seen_by, Level.MEDIUM),
        )
