# ruff: noqa: S108 — paths on the examined host, not ours.
"""Processes that a container started and that see the host's files, not the container's."""

import re
from collections.abc import Iterable, Iterator

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.places import is_writable_for_all
from hemostat.detect.provenance import VOUCHED
from hemostat.detect.subjects import subjects_of
from hemostat.model.finding import Claim, RuleTexts
from hemostat.model.level import Level
from hemostat.model.path import HostPath, name
from hemostat.model.records import Process, Provenance
from hemostat.model.text import Text
from hemostat.parse.host.process_cgroup import parse_cgroup

TEXTS = RuleTexts(
    title=Text(
        en="A process of a container runs among the host's files",
        zh="容器内的进程进入了宿主机文件系统",
    ),
    summary=Text(
        en="{exe} (pid {pid}, `{command}`) counts to container {container}, but has the host's "
        "mount namespace: somebody left the container, as nsenter does.",
        zh="{exe}（PID {pid}，命令 {command}）属于容器 {container} 的 cgroup，"
        "却位于宿主机的挂载命名空间：有人离开了容器（如通过 nsenter）。",
    ),
    benign=Text(
        en="An administrator's shell on the node through a privileged container (kubectl debug, "
        "node-shell), or a node agent that calls the host's own tools for storage or restarts. "
        "Ask who is at work, and look at that container's image.",
        zh="可能是管理员通过特权容器登录节点（kubectl debug、node-shell），或节点代理调用宿主机的"
        "存储、重启工具；请确认操作人并核对该容器的镜像。",
    ),
)
# The runtime's own programs: they put a process into its cgroup before they enter its mounts, or
# stay beside it for as long as it lives. Virtual machines have cgroups of like names.
_RUNTIME = re.compile(
    r"runc.*|crun|youki|kata-.*|conmon(?:rs)?|containerd-shim.*|containerd|dockerd|docker-proxy|docker"
    r"|docker-init|podman|crio|rootlessport|slirp4netns|pasta(?:\.avx2)?|fuse-overlayfs|netavark"
    r"|aardvark-dns|catatonit|virtiofsd|qemu.*|cloud-hypervisor|firecracker|jailer|lxc.*|lxd.*|incus.*"
    r"|systemd-nspawn|nvidia-container-.*|kubelet|k3s.*|rke2|flanneld|bridge|calico.*|cilium.*|multus.*"
    r"|containerd-stress|swtpm|passt|libvirt.*|virt.*|dnsmasq|exe|memfd:runc_.*"
)
_SHELL = re.compile(
    r"(?:ba|da|z|k|a)?sh|busybox|python[\d.]*|perl[\d.]*|ruby[\d.]*|php[\d.]*|lua[\d.]*|node|nc(?:at|\.\w+)?"
    r"|socat|curl|wget|su|sudo|script|screen|tmux"
)
_CGROUP = "/system.slice/docker-" + "c" * 64 + ".scope"
_POD = "/kubepods.slice/kubepods-pod1.slice/cri-containerd-" + "d" * 64 + ".scope"


def _process(exe: str, cgroup: str = _CGROUP, *, pid: int = 700, **more: object) -> Process:
    values: dict[str, object] = {"namespaces": ("mnt:[4026531841]",), "exe_state": "packaged"}
    return Process(
        pid=pid,
        exe=HostPath(exe),
        name=name(exe),
        argv=(exe,),
        command=exe,
        cgroup=cgroup,
        **{**values, **more},  # type: ignore[arg-type]  # an example
    )


_INIT = _process("/usr/lib/systemd/systemd", "/init.scope", pid=1)


@check(
    "linux.process.left-its-container",
    level=Level.HIGH,
    confidence=Level.MEDIUM,
    category="container_escape",
    attack=("T1611",),
    incident_types=("backdoor", "remote_control", "mining"),
    texts=TEXTS,
    next=("keep-evidence", "capture-process", "find-entry", "check-other-hosts"),
    by_hand="cat /proc/{pid}/cgroup; readlink /proc/{pid}/ns/mnt /proc/1/ns/mnt",
    examples=(
        fires(_INIT, _process("/usr/bin/bash")),
        fires(_INIT, _process("/tmp/x", exe_state="unowned")),
        fires(_INIT, _process("/usr/bin/bash", _POD, tty=34816)),
        quiet(_INIT, _process("/usr/bin/bash", namespaces=("mnt:[4026532999]",))),
        quiet(_INIT, _process("/usr/bin/bash", "/user.slice/user-0.slice/session-1.scope")),
        quiet(_INIT, _process("/usr/bin/runc")),
        quiet(_INIT, _process("/usr/bin/containerd-shim-runc-v2", _POD)),
        quiet(_INIT, _process("/usr/bin/qemu-system-x86_64", "/machine.slice/machine-q1.scope")),
        quiet(_process("/bin/sh", pid=1), _process("/usr/bin/bash")),
        quiet(_process("/usr/bin/bash")),
    ),
)
def left_its_container(processes: Iterable[Process]) -> Iterator[Claim]:
    """Its cgroup is a container's, its mount namespace that of pid 1.

    A container's process can get there only with rights over the host. Where pid 1 stands in a
    container itself, we look at that container from inside, and nothing has left it.
    """
    every = list(processes)
    first = next((each for each in every if each.pid == 1), None)
    if first is None or _container(first) or not _mounts(first):
        return
    for each in every:
        container = "" if each.is_kernel_thread else _container(each)
        if not container or _mounts(each) != _mounts(first) or _is_runtime(each):
            continue
        yield Claim(
            subjects=subjects_of(each),
            because=(each,),
            values={
                "pid": str(each.pid),
                "exe": str(each.exe or each.name),
                "command": each.command[:300] or each.name,
                "container": container[:12],
            },
            level=_level(each),
            first_seen=each.started,
            scope=each.scope,
        )


def _container(process: Process) -> str:
    return parse_cgroup(b"0::" + process.cgroup.encode("utf-8", "replace")).container


def _mounts(process: Process) -> str:
    return next((each for each in process.namespaces if each.startswith("mnt:")), "")


def _is_runtime(process: Process) -> bool:
    """By the name of a program that somebody vouches for; any name is free for the rest."""
    own = name(process.exe) if process.exe else process.name
    state = Provenance(process.exe_state)
    # An engine installed by hand is unowned: then its folder must be root's own.
    is_placed = process.exe is None or not is_writable_for_all(process.exe)
    return bool(_RUNTIME.fullmatch(own)) and (state in VOUCHED or is_placed)


def _level(process: Process) -> Level:
    """High for a program nobody vouches for; a tool of the host's says less, a terminal least."""
    is_pod = "kubepods" in process.cgroup or "/pod" in process.cgroup
    state = Provenance(process.exe_state)
    if process.exe_is_memory or process.exe_is_deleted:
        return Level.HIGH
    if process.exe and is_writable_for_all(process.exe):
        return Level.HIGH
    if state not in VOUCHED and state is not Provenance.UNKNOWN:
        # Agents of a cluster bring programs of their own to the node.
        return Level.MEDIUM if is_pod else Level.HIGH
    own = name(process.exe) if process.exe else process.name
    if _SHELL.fullmatch(own) and not process.tty and not is_pod:
        return Level.MEDIUM
    return Level.LOW
