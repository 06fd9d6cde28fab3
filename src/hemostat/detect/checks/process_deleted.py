"""Programs that run although their file is gone, or never was one.

Whoever breaks in removes the file, so that nobody can look at it, or never writes one. But an
upgrade removes a file too, and so do products that update themselves: what stands at that place
now, and what the place is, tell them apart.
"""

import re
from collections.abc import Iterable, Iterator

from hemostat.detect.check import Files, check, fires, quiet
from hemostat.detect.places import (
    has_version,
    hidden_part,
    home_of,
    is_not_for_binaries,
    is_system_folder,
    is_temporary,
)
from hemostat.detect.process_family import (
    Connections,
    Family,
    file_subject,
    is_detached,
    process_claim,
    process_subject,
)
from hemostat.detect.process_programs import is_interpreter
from hemostat.detect.provenance import VOUCHED
from hemostat.model.finding import Claim, RuleTexts
from hemostat.model.level import Level
from hemostat.model.path import HostPath, parent
from hemostat.model.path import name as last_part
from hemostat.model.records import Process, Provenance, Socket
from hemostat.model.text import Text

DELETED = RuleTexts(
    title=Text(
        en="A program runs whose file was deleted",
        zh="进程仍在运行，但其程序文件已被删除",
    ),
    summary=Text(
        en="Process {pid} ({name}, account {account}) runs {exe}, which was deleted after it"
        " started. Command: {command}",
        zh="进程 {pid}（{name}，账号 {account}）"
        "正在运行 {exe}，该文件在启动后被删除。命令：{command}",
    ),
    benign=Text(
        en="A package or product was upgraded and the service not restarted, or a program was"
        " built anew: then a newer file stands there, or a newer version beside it.",
        zh="软件升级后服务未重启，或程序被重新编译：此时原位置会有新文件，或旁边有新版本目录。",
    ),
)
MEMORY = RuleTexts(
    title=Text(
        en="A program runs from memory and never was a file",
        zh="进程从内存直接运行，磁盘上没有程序文件",
    ),
    summary=Text(
        en="Process {pid} ({name}, account {account}, parent {parent}) runs {exe}: its program"
        " exists in memory only. Command: {command}",
        zh="进程 {pid}（{name}，账号 {account}，父进程 {parent}）"
        "运行的 {exe} 仅存在于内存中。命令：{command}",
    ),
    benign=Text(
        en="Container runtimes copy themselves into memory while they start a container; a few"
        " protected commercial programs unpack themselves so.",
        zh="容器运行时在启动容器的瞬间会把自身复制到内存；少数加壳的商业软件也会这样展开。",
    ),
)
_RUNTIMES = re.compile(
    r"(?:containerd-shim[\w-]*|containerd|dockerd|docker-init|conmon|crio|podman|buildah|buildkitd"
    r"|runc|crun|youki|kata-\w+|lxc-\w+|lxd|incusd|kubelet|k3s\S*)"
)
_RUNTIME_COPIES = re.compile(r"/memfd:(?:runc_cloned:/proc/self/exe|lib?crun\S*|crun\S*|liblxc\S*)")
_BUSY = 0.7
_OWN_VERSION = re.compile(r"[a-zA-Z][_-]v?\d+\.\d+(?:\.\d+)*")
_PRODUCT_FOLDER = re.compile(
    r"/(?:opt|usr/local(?!/s?bin/|/lib/)|usr/lib|srv|data\d*|app|apps)/[^/]+/"
)


@check(
    "linux.process.deleted-executable",
    level=Level.HIGH,
    confidence=Level.MEDIUM,
    category="deleted_executable",
    attack="T1070.004",
    incident_types=("trojan", "backdoor", "mining"),
    texts=DELETED,
    next=("keep-evidence", "capture-process", "stop-process-tree", "find-entry"),
    by_hand="ls -l /proc/{pid}/exe; sha256sum /proc/{pid}/exe; ls -l {exe}",
    examples=(
        fires(Process(pid=9, ppid=1, exe=HostPath("/tmp/upd"), exe_is_deleted=True)),  # noqa: S108
        fires(
            Process(
                pid=9,
                ppid=1,
                exe=HostPath("/usr/lib/.cache/agent"),
                exe_is_deleted=True,
                exe_state="missing",
            )
        ),
        fires(
            Process(
                pid=9,
                ppid=1,
                exe=HostPath("/var/lib/misc/kd"),
                exe_is_deleted=True,
                exe_state="missing",
            )
        ),
        fires(
            Process(
                pid=9,
                ppid=1,
                exe=HostPath("/usr/sbin/agetty"),
                exe_is_deleted=True,
                exe_state="missing",
                exe_package="util-linux",
            )
        ),
        quiet(
            Process(
                pid=9,
                ppid=1,
                exe=HostPath("/usr/sbin/nginx"),
                exe_is_deleted=True,
                exe_state="packaged",
                exe_package="nginx",
            )
        ),
        quiet(Process(pid=9, ppid=1, exe=HostPath("/usr/sbin/cron"))),
    ),
)
def deleted_executable(
    processes: Iterable[Process], sockets: Iterable[Socket], files: Files
) -> Iterator[Claim]:
    """A running program's file was deleted, and no upgrade explains it."""
    family, connections = Family(processes), Connections(sockets)
    for process in family.members:
        if process.exe is None or not process.exe_is_deleted or process.exe_is_memory:
            continue
        is_taken = _is_taken_from_package(process)
        if process.exe_state in VOUCHED or (process.exe_package and not is_taken):
            continue
        outbound = connections.outbound(process.pid)
        yield process_claim(
            process,
            outbound,
            subjects=(process_subject(process), file_subject(process.exe)),
            level=_deleted_level(process, family, connections, files),
            attack=("T1036.005",) if is_taken else (),
        )


def _is_taken_from_package(process: Process) -> bool:
    """Whether an installed package still owns the place, and nothing stands there any more.

    An upgrade puts the new file at the same place, and a removal takes the owner away too. In a
    container or a chroot the place is another one.
    """
    is_here = process.scope.is_host and process.root in (None, "/")
    is_missing = process.exe_state == Provenance.MISSING
    return bool(process.exe_package) and is_missing and is_here


def _deleted_level(
    process: Process, family: Family, connections: Connections, files: Files
) -> Level:
    """From the place, from what stands there now, and from what the process does."""
    exe = str(process.exe)
    is_hidden = bool(hidden_part(exe))
    if is_temporary(exe) or (is_hidden and not home_of(exe)):
        return Level.LOW if family.is_build(process) and not is_hidden else Level.HIGH
    if not process.scope.is_host:
        # Images are replaced layer by layer below running containers.
        return Level.LOW
    now = files.get(exe)
    signs = _signs(process, connections) + is_hidden
    if now is not None and now.kind == "file" and now.state is not Provenance.MISSING:
        return Level.INFO if not signs else Level.LOW
    expected = _expected_level(process, exe, family)
    return Level(min(expected + signs, Level.HIGH))


def _expected_level(process: Process, exe: str, family: Family) -> Level:
    """How odd it is that the file is gone, by its place alone."""
    if is_system_folder(exe):
        if process.exe_package:
            return Level.MEDIUM
        # A distribution's upgrade takes the old interpreter away from whoever runs it.
        is_service = process.unit.endswith(".service")
        return Level.LOW if is_service or is_interpreter(process) else Level.MEDIUM
    if is_not_for_binaries(exe):
        return Level.MEDIUM
    is_of_version = has_version(exe) or _names_version(exe)
    if process.unit.endswith(".service") or is_of_version or family.is_attended(process):
        return Level.LOW
    above = family.parent(process)
    is_helper = above is not None and bool(above.exe) and parent(str(above.exe)) == parent(exe)
    return Level.LOW if is_helper and not is_detached(process) else Level.MEDIUM


def _names_version(exe: str) -> bool:
    """Whether the file names its version in a folder of its product: `/opt/agent/agent_1.8.4`.

    Agents that update themselves put the new version beside the old and take the old away.
    """
    return bool(_OWN_VERSION.search(last_part(exe))) and bool(_PRODUCT_FOLDER.match(exe))


def _signs(process: Process, connections: Connections) -> int:
    """What an upgraded service does not do: take a whole core, and call out without serving."""
    is_busy = (process.cpu_share or 0.0) >= _BUSY
    calls_out = bool(connections.outbound(process.pid)) and not connections.is_serving(process.pid)
    return int(is_busy and not connections.is_serving(process.pid)) + int(
        calls_out and is_detached(process) and not has_version(str(process.exe))
    )


@check(
    "linux.process.memory-only-executable",
    level=Level.HIGH,
    confidence=Level.HIGH,
    category="memory_executable",
    attack="T1620",
    incident_types=("trojan", "backdoor", "remote_control"),
    texts=MEMORY,
    next=("keep-evidence", "keep-running", "capture-process", "isolate-host", "find-entry"),
    by_hand="ls -l /proc/{pid}/exe /proc/{pid}/fd; cat /proc/{pid}/cmdline | tr '\\0' ' '",
    examples=(
        fires(
            Process(
                pid=9,
                ppid=1,
                name="kworker",
                exe=HostPath("/memfd:a"),
                exe_is_deleted=True,
                exe_is_memory=True,
            )
        ),
        quiet(
            Process(
                pid=5, ppid=1, name="containerd-shim", exe=HostPath("/usr/bin/containerd-shim")
            ),
            Process(
                pid=9,
                ppid=5,
                name="runc:[2:INIT]",
                exe=HostPath("/memfd:runc_cloned:/proc/self/exe"),
                exe_is_deleted=True,
                exe_is_memory=True,
            ),
        ),
        fires(
            Process(
                pid=9,
                ppid=1,
                name="runc",
                exe=HostPath("/memfd:runc_cloned:/proc/self/exe"),
                exe_is_deleted=True,
                exe_is_memory=True,
            )
        ),
    ),
)
def memory_only_executable(
    processes: Iterable[Process], sockets: Iterable[Socket]
) -> Iterator[Claim]:
    """A program runs from a memfd: fileless. Memory that is mapped by a program is no matter."""
    family, connections = Family(processes), Connections(sockets)
    for process in family.members:
        if process.exe is None or not process.exe_is_memory or _is_runtime(process, family):
            continue
        outbound = connections.outbound(process.pid)
        is_worse = bool(outbound) or process.euid == 0
        yield process_claim(
            process,
            outbound,
            subjects=(process_subject(process),),
            level=Level.CRITICAL if is_worse else None,
        )


def _is_runtime(process: Process, family: Family) -> bool:
    """A container runtime's copy of itself: the name alone is anybody's, the parent is not."""
    if not _RUNTIME_COPIES.match(str(process.exe)):
        return False
    return any(
        _RUNTIMES.fullmatch(above.name) and above.exe and not is_temporary(above.exe)
        for above in family.ancestors(process)
    )
