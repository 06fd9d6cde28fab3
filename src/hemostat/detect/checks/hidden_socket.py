"""Sockets that the kernel has and /proc/net, as programs read it, does not show."""

from collections.abc import Iterable, Iterator

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.hidden import claim_of, is_by_library, suspects
from hemostat.model.evidence import Source
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import CrossView, InjectedLibrary, OpenFile, Process
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(en="A port is hidden", zh="存在被隐藏的端口"),
    summary=Text(
        en="{value} is there by {seen_by} and left out of {missing_from}, each time it was asked. "
        "Held by: {holders}. Libraries that stand between: {library}.",
        zh="{value} 通过 {seen_by} 可见，而 {missing_from} 每次都不显示。持有进程：{holders}。"
        "介入其中的动态库：{library}。",
    ),
    benign=Text(
        en="Nothing on an ordinary host makes these views differ. Sockets that come and go were "
        "asked again and left out.",
        zh="正常主机上各视图不会不同。短暂出现的套接字已复查并排除。",
    ),
)


def _view(seen_by: str, missing_from: str) -> CrossView:
    return CrossView(
        source=Source(path=HostPath("/proc/net/tcp")),
        kind="socket",
        value="tcp 0.0.0.0:31337",
        seen_by=seen_by,
        missing_from=missing_from,
        inode=77,
    )


@check(
    "linux.hidden.socket",
    level=Level.CRITICAL,
    confidence=Level.HIGH,
    category="hidden_port",
    attack=("T1014", "T1205"),
    incident_types=("rootkit", "preload_backdoor", "remote_control"),
    texts=TEXTS,
    next=("use-own-tools", "keep-evidence", "keep-running", "capture-process", "isolate-host"),
    by_hand="ss -anp; cat /proc/net/tcp /proc/net/tcp6",
    examples=(
        fires(_view("read(2) by a bare system call", "/proc/net/tcp as programs read it")),
        fires(_view("netlink sock_diag", "/proc/net/tcp")),
        quiet(CrossView(kind="process", value="x", seen_by="kill", missing_from="/proc", pid=3)),
        quiet(),
    ),
)
def hidden_socket(
    views: Iterable[CrossView],
    injected: Iterable[InjectedLibrary],
    opened: Iterable[OpenFile],
    processes: Iterable[Process],
) -> Iterator[Claim]:
    """A door or a line out that netstat and ss are kept from showing."""
    wanted = [each for each in views if each.kind == "socket"]
    if not wanted:
        return
    by = suspects(injected)
    programs = {each.pid: each for each in processes}
    holders: dict[str, list[OpenFile]] = {}
    for file in opened:
        if file.target.startswith("socket:["):
            holders.setdefault(file.target, []).append(file)
    for each in wanted:
        held = holders.get(f"socket:[{each.inode}]", [])
        holding = [programs[file.pid] for file in held if file.pid in programs]
        named = tuple(
            Subject("process", str(one.exe or one.name), (("pid", one.pid),)) for one in holding
        )
        claim = claim_of(
            each,
            (Subject("socket", each.value), *named),
            by,
            Level.CRITICAL if is_by_library(each) else Level.HIGH,
            because=tuple(held[:5]),
        )
        claim.values["holders"] = ", ".join(f"{s.value}[{s.details[0][1]}]" for s in named) or "-"
        yield claim
