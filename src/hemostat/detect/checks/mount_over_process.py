"""Something mounted over a process's own folder, which hides the process from every tool."""

import re
from collections.abc import Iterable, Iterator

from hemostat.detect.check import check, fires, quiet
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import Mount
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(en="A mount covers a process's folder", zh="有挂载遮住了进程目录"),
    summary=Text(
        en="{root} of {device} ({type}) is mounted on {place}, so ps, top and everything else "
        "that reads /proc cannot see that process.",
        zh="{device}（{type}）的 {root} 被挂载到 {place}，"
        "ps、top 等读取 /proc 的工具都看不到该进程。",
    ),
    benign=Text(
        en="No ordinary software does so. Unmounting it shows the process again; look first.",
        zh="正常软件不会这样做。卸载后进程会重新可见；请先查看再操作。",
    ),
)
_PROCESS = re.compile(r"/proc/(\d+)(?:/.*)?")


def _mount(place: str, kind: str = "tmpfs") -> Mount:
    return Mount(mount_point=HostPath(place), root=HostPath("/"), device="none", type=kind)


@check(
    "linux.mount.covers-process",
    level=Level.CRITICAL,
    confidence=Level.HIGH,
    category="mount_over_process",
    attack=("T1564.013",),
    incident_types=("rootkit", "mining"),
    texts=TEXTS,
    next=("keep-evidence", "keep-running", "capture-process", "stop-process-tree"),
    by_hand="grep -n ' /proc/' /proc/self/mountinfo; ls -la {place}",
    examples=(
        fires(_mount("/proc/4711")),
        fires(_mount("/proc/1/exe", "ext4")),
        quiet(_mount("/proc", "proc")),
        quiet(_mount("/proc/sys/fs/binfmt_misc", "autofs")),
        quiet(_mount("/proc/cpuinfo", "fuse.lxcfs")),
    ),
)
def mount_covers_process(mounts: Iterable[Mount]) -> Iterator[Claim]:
    """A bind mount or tmpfs over /proc/PID: the cheapest way to hide a miner as root.

    Container runtimes cover files of /proc itself, never the folder of a process.
    """
    for mount in mounts:
        match = _PROCESS.fullmatch(mount.mount_point)
        if match is None:
            continue
        pid = int(match[1])
        yield Claim(
            subjects=(
                Subject("process", f"/proc/{pid}", (("pid", pid),)),
                Subject("file", mount.mount_point),
            ),
            because=(mount,),
            values={
                "place": mount.mount_point,
                "device": mount.device,
                "type": mount.type,
                "root": mount.root,
            },
        )
