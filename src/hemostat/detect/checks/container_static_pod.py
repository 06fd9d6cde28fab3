"""Pods that the kubelet starts from this node's own files, past the cluster's eyes."""

import re
from collections.abc import Iterable, Iterator

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.container_doors import container_subjects, container_values, root_mounts
from hemostat.model.finding import Claim, RuleTexts
from hemostat.model.level import Level
from hemostat.model.records import Container
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(en="A static pod that is no part of the control plane", zh="非控制面组件的静态 Pod"),
    summary=Text(
        en="{place} makes the kubelet run {name} (image {image}) at every start: {command}",
        zh="{place} 使 kubelet 每次启动都运行 {name}（镜像 {image}）：{command}",
    ),
    benign=Text(
        en="Load balancers for the control plane and node agents are installed so. Whoever set the"
        " cluster up knows each file of that folder.",
        zh="控制面负载均衡与节点代理常以此方式部署；集群搭建者应清楚该目录中的每个文件。",
    ),
)
_CONTROL_PLANE = re.compile(
    r"(?:.*/)?(?:kube-(?:apiserver|controller-manager|scheduler|proxy|vip)(?:-\w+)?|hyperkube(?:-\w+)?"
    r"|etcd(?:-[\w-]+)?"
    r"|kops-[\w-]+|pause|haproxy|keepalived|nginx|hardened-[\w-]+|rke2-[\w-]+|cloud-controller-manager"
    r"|[\w-]*(?:apiserver|kms|cloud-provider|konnectivity|kube-lb|kubelb|calico|cilium|flannel)"
    r"[\w-]*)(?=[:@]|$).*"
)
_SHELL = re.compile(r"(?:/\S*/)?(?:ba|a|da|z)?sh\b|(?:/\S*/)?(?:python|perl|nsenter|chroot)\b")


def _pod(image: str, **fields: object) -> Container:
    return Container(id="p", name="x", engine="static-pod", image=image, **fields)  # type: ignore[arg-type]  # an example


@check(
    "linux.container.static-pod",
    level=Level.LOW,
    confidence=Level.MEDIUM,
    category="static_pod",
    attack="T1543.005",
    incident_types=("backdoor", "mining"),
    texts=TEXTS,
    next=("ask-owner", "keep-evidence", "disable-persistence"),
    by_hand="cat {place}; ls -l --time-style=full-iso /etc/kubernetes/manifests",
    examples=(
        fires(_pod("alpine:3")),
        fires(_pod("registry.k8s.io/pause-x/miner:1", mounts=("/:/host:rw",))),
        quiet(_pod("registry.k8s.io/kube-apiserver:v1.31.1")),
        quiet(_pod("registry.aliyuncs.com/google_containers/etcd:3.5.15-0")),
        quiet(_pod("ghcr.io/kube-vip/kube-vip:v0.8.2")),
        quiet(Container(id="a", engine="docker", image="alpine:3")),
    ),
)
def static_pod(containers: Iterable[Container]) -> Iterator[Claim]:
    """Medium where such a pod writes the node's whole disk, or is a privileged shell; else low."""
    for each in containers:
        if each.engine != "static-pod" or _CONTROL_PLANE.fullmatch(each.image):
            continue
        yield Claim(
            subjects=container_subjects(each),
            because=(each,),
            values=container_values(each),
            level=Level.MEDIUM if root_mounts(each) or _is_privileged_shell(each) else None,
        )


def _is_privileged_shell(each: Container) -> bool:
    return each.is_privileged and bool(_SHELL.match(each.command))
