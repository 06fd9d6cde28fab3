import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.evidence import Evidence
from hemostat.model.path import HostPath
from hemostat.parse.host.pod_manifest import parse_pod_manifest
from hemostat.parse.place import Place

PATH = HostPath("/etc/kubernetes/manifests/x.yaml")
POD = b"""
apiVersion: v1
kind: Pod
metadata: {name: agent, namespace: kube-system}
spec:
  hostPID: true
  volumes:
  - {name: root, hostPath: {path: /}}
  - {name: cache, emptyDir: {}}
  initContainers:
  - {name: first, image: busybox, command: [sh, -c, "id"]}
  containers:
  - name: main
    image: alpine:3.20
    command: [chroot, /host]
    args: [sh]
    env: [{name: TOKEN, value: secret}]
    ports: [{containerPort: 80, hostPort: 8080}]
    securityContext: {privileged: true, capabilities: {add: [SYS_ADMIN]}}
    volumeMounts:
    - {name: root, mountPath: /host}
    - {name: cache, mountPath: /cache}
"""


@pytest.mark.requirement("B5.4")
def test_every_container_of_a_static_pod_is_a_record() -> None:
    parsed = parse_pod_manifest(Evidence(POD, PATH), Place(PATH))
    first, main = parsed.records
    assert first.command == "sh -c id"
    assert main.id == "kube-system/agent/main"
    assert main.engine == "static-pod"
    assert main.command == "chroot /host sh"
    assert main.mounts == ("/:/host:rw",)
    assert main.is_privileged
    assert main.capabilities == ("SYS_ADMIN",)
    assert main.shares == ("pid",)
    assert main.restart == "always"
    assert main.ports == ("0.0.0.0:8080->80/tcp",)
    assert main.variables == ("TOKEN",)
    assert "secret" not in repr(main)
    assert parsed.unread == ()


@pytest.mark.parametrize("text", [b"kind: Service\n", b"{{ template }}", b"just words"])
def test_what_is_no_pod_is_unread(text: bytes) -> None:
    parsed = parse_pod_manifest(Evidence(text, PATH), Place(PATH))
    assert parsed.records == ()
    assert len(parsed.unread) == 1


@given(st.binary())
def test_nothing_raises(data: bytes) -> None:
    parsed = parse_pod_manifest(Evidence(data, PATH), Place(PATH))
    assert parsed.records or parsed.unread or not data.strip()
