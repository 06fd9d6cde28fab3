import pytest

from detect.made_processes import worst
from hemostat.detect.checks.container_static_pod import static_pod
from hemostat.model.level import Level
from hemostat.model.records import Container


def pod(image: str, **fields: object) -> Container:
    return Container(id="p", engine="static-pod", image=image, **fields)  # type: ignore[arg-type]  # a made record


@pytest.mark.requirement("B5.4")
@pytest.mark.parametrize(
    "image",
    [
        "registry.k8s.io/kube-apiserver:v1.31.1",
        "registry.k8s.io/etcd:3.5.15-0",
        "gcr.io/google_containers/kube-proxy-amd64:v1.27",
        "registry.aliyuncs.com/google_containers/kube-scheduler:v1.28.2",
        "ghcr.io/kube-vip/kube-vip:v0.8.2",
        "docker.io/library/haproxy:2.8",
        "rancher/hardened-kubernetes:v1.30",
        "kope.io/kops-controller:1.29",
    ],
)
def test_the_control_plane_is_quiet(image: str) -> None:
    assert worst(static_pod, pod(image, is_privileged=True)) is None


def test_others_are_low_and_with_the_nodes_disk_worth_a_look() -> None:
    assert worst(static_pod, pod("alpine:3")) == Level.LOW
    assert worst(static_pod, pod("node-problem-detector:v1", is_privileged=True)) == Level.LOW
    assert worst(static_pod, pod("alpine:3", mounts=("/:/host:rw",))) == Level.MEDIUM
    shell = pod("alpine:3", is_privileged=True, command="/bin/sh -c x")
    assert worst(static_pod, shell) == Level.MEDIUM


def test_other_containers_are_not_static_pods() -> None:
    assert worst(static_pod, Container(id="a", engine="docker", image="alpine:3")) is None
