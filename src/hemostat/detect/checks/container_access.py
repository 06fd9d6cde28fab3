"""Containers that could leave for the host: a fact about hardening, no sign of an intruder."""

from collections.abc import Iterable, Iterator

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.container_doors import (
    container_subjects,
    container_values,
    doors,
    scope_of,
)
from hemostat.model.finding import Claim, RuleTexts
from hemostat.model.level import Level
from hemostat.model.records import Container
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(en="A container can take over the host", zh="容器具备接管宿主机的权限"),
    summary=Text(
        en="Container {name} (image {image}) may touch of the host: {doors}. Whoever gets into it"
        " gets the host.",
        zh="容器 {name}（镜像 {image}）可访问宿主机：{doors}。一旦该容器失陷，宿主机随之失陷。",
    ),
    benign=Text(
        en="Many need it: container managers, build runners, monitoring and network agents. Then"
        " it is worth knowing who can reach that container.",
        zh="容器管理、构建、监控、网络等组件确有需要；请确认哪些人能够访问该容器。",
    ),
)


@check(
    "linux.container.host-access",
    level=Level.LOW,
    confidence=Level.HIGH,
    category="container_host_access",
    attack=("T1611",),
    incident_types=("backdoor",),
    texts=TEXTS,
    next=("harden",),
    by_hand="cat {place}",
    examples=(
        fires(Container(id="a", name="ci", is_privileged=True)),
        fires(Container(id="a", mounts=("/var/run/docker.sock:/var/run/docker.sock:rw",))),
        fires(Container(id="a", mounts=("/:/rootfs:rw",))),
        fires(Container(id="a", capabilities=("SYS_ADMIN",))),
        quiet(Container(id="a", mounts=("/:/rootfs:ro", "/srv/data:/data:rw"))),
        quiet(Container(id="a", capabilities=("NET_ADMIN",), shares=("network",))),
        quiet(Container(id="a", mounts=("/etc/localtime:/etc/localtime:rw",))),
    ),
)
def host_access(containers: Iterable[Container]) -> Iterator[Claim]:
    """Privileged, a door to the engine, the host's disk or its processes; info for pods.

    The parts of a cluster that run on each node are all made so, by people who know.
    """
    for each in containers:
        if not doors(each):
            continue
        yield Claim(
            subjects=container_subjects(each),
            because=(each,),
            values=container_values(each),
            level=Level.INFO if each.pod else None,
            first_seen=each.created,
            scope=scope_of(each),
        )
