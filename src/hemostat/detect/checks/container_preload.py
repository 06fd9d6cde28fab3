"""A container's loader told, after its start, to load a library into everything."""

from collections.abc import Iterator

from hemostat.detect.check import Files, check, fires, quiet
from hemostat.detect.process_family import file_subject
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.host import Scope
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import FileFact, Provenance
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="A library is loaded into every program of a container", zh="容器内全局预加载动态库"
    ),
    summary=Text(
        en="/etc/ld.so.preload of {container} (image {image}) was written after its start and names"
        " {library} ({state}).",
        zh="{container}（镜像 {image}）启动后写入 /etc/ld.so.preload：{library}（{state}）。",
    ),
    benign=Text(
        en="A memory allocator such as jemalloc, switched on by the entry script: then a package of"
        " the container owns the library.",
        zh="入口脚本启用 jemalloc 等内存分配器：此时该库应属于容器内某个软件包。",
    ),
)
_BOX = Scope("container", "c" * 64, "php:8")


def _library(state: Provenance, layer: str = "upper") -> FileFact:
    return FileFact(
        path=HostPath("/usr/lib/libx.so"),
        used_as=("preload",),
        state=state,
        layer=layer,
        scope=_BOX,
    )


@check(
    "linux.container.preload",
    level=Level.HIGH,
    confidence=Level.MEDIUM,
    category="preload_library",
    attack="T1574.006",
    incident_types=("preload_backdoor", "rootkit"),
    texts=TEXTS,
    next=("keep-evidence", "repair-loader", "find-entry"),
    by_hand="docker diff {container} | grep ld.so.preload",
    examples=(
        fires(_library(Provenance.UNOWNED)),
        fires(_library(Provenance.CHANGED)),
        fires(_library(Provenance.UNKNOWN, "volume")),
        quiet(_library(Provenance.PACKAGED)),
        quiet(FileFact(path=HostPath("/usr/lib/libx.so"), used_as=("preload",))),
    ),
)
def preloads_in_container(files: Files) -> Iterator[Claim]:
    """The file came after the image, and no package of the container owns what it names."""
    for fact in files:
        if fact.scope.is_host or "preload" not in fact.used_as:
            continue
        if fact.state in (Provenance.PACKAGED, Provenance.IMAGE):
            continue
        yield Claim(
            subjects=(file_subject("/etc/ld.so.preload"), Subject("library", fact.path)),
            because=(fact,),
            values={
                "library": fact.path,
                "state": str(fact.state),
                "container": fact.scope.id[:12],
                "image": fact.scope.image or "?",
            },
            level=Level.MEDIUM if fact.state is Provenance.MISSING else None,
            first_seen=fact.changed,
            scope=fact.scope,
        )
