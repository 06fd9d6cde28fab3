"""Where the files of one container come from: its own package database, its image, or neither."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from hemostat.collect.container_layers import below_points
from hemostat.collect.container_roots import ContainerRoot
from hemostat.collect.packages import PackageDatabase, open_databases
from hemostat.examine.baseline import Baseline
from hemostat.examine.product_judge import ProductJudge, Products
from hemostat.examine.wanted import Wanted, script_candidates
from hemostat.model.host import Scope
from hemostat.model.path import HostPath, encode
from hemostat.model.records import FileFact, LayerChange, MappedFile, Process, Provenance
from hemostat.trees.host_tree import Digests, FileKind, FileStat, HostTree

MOST_WANTED = 400
_DATABASES = (b"/var/lib/dpkg", b"/lib/apk", b"/usr/lib/apk", b"/var/lib/rpm", b"/usr/lib/sysimage")
_HASHED_MOST = 64 << 20
_PROGRAM_FOLDERS = (
    *("/bin/", "/sbin/", "/lib/", "/lib64/", "/usr/bin/", "/usr/sbin/", "/usr/lib/", "/usr/lib64/"),
    *("/usr/libexec/", "/tmp/", "/var/tmp/"),  # noqa: S108 — of the container
)
_PRELOAD = "/etc/ld.so.preload"


@dataclass(slots=True)
class Databases:
    """Package databases by image: containers of one image are asked through one opening."""

    opened: dict[tuple[bytes, ...], tuple[PackageDatabase, ...]]

    def of(self, root: ContainerRoot, tree: HostTree) -> tuple[PackageDatabase, ...]:
        """The databases of one container; its own where it installed something since."""
        key = root.layers.lower if root.layers and root.upper else ()
        upper = root.upper
        if not key or upper is None or any(_is_there(upper, each) for each in _DATABASES):
            return open_databases(tree)
        if key not in self.opened:
            # Read through the image's own layers, which outlive the container that came first.
            self.opened[key] = open_databases(root.lower or tree)
        return self.opened[key]


def wanted_of(
    processes: Iterable[Process], mapped: Iterable[MappedFile], changes: Iterable[LayerChange]
) -> Wanted:
    """Which files of a container matter: what runs, and what was put among its programs.

    A library is asked about only if it was put there: those of the image are the image's matter.
    """
    wanted: Wanted = {}
    for path, use in _uses(processes, mapped, tuple(changes)):
        if path.startswith("/") and "\0" not in path and len(wanted) < MOST_WANTED:
            wanted.setdefault(HostPath(path), set()).add(use)
    return wanted


def _uses(
    processes: Iterable[Process], mapped: Iterable[MappedFile], changes: Sequence[LayerChange]
) -> Iterator[tuple[str, str]]:
    for process in processes:
        if process.exe and not process.exe_is_memory:
            yield process.exe, "runs"
        for path in script_candidates(process.argv, process.cwd or "/"):
            yield path, "runs"
    put = {str(change.path) for change in changes if change.kind != "deleted"}
    yield from ((each.path, "mapped") for each in mapped if each.is_executable and each.path in put)
    yield from ((change.path, "layer") for change in changes if _is_put_program(change))


def _is_put_program(change: LayerChange) -> bool:
    """Whether a change put a program or library where programs stand."""
    is_program = bool((change.mode or 0) & 0o111) or ".so" in change.path
    is_there = change.kind != "deleted" and bool(change.size)
    return is_there and is_program and change.path.startswith(_PROGRAM_FOLDERS)


def container_facts(
    root: ContainerRoot,
    databases: tuple[PackageDatabase, ...],
    wanted: Mapping[HostPath, set[str]],
    scope: Scope,
) -> tuple[FileFact, ...]:
    """A fact for every wanted file of one container.

    Without a package database (distroless, scratch) a file nobody owns is told by its layer alone.
    """
    if root.tree is None:
        return ()
    # Products are known by where they stand on hosts; in an image the layer says more.
    judge = ProductJudge(root.tree, Products((), ()), frozenset())
    base = Baseline(root.tree, databases, judge)
    facts, _ = base.facts(wanted)
    return tuple(_placed(root, fact, scope, base.has_database) for fact in facts)


def _placed(root: ContainerRoot, fact: FileFact, scope: Scope, has_database: bool) -> FileFact:  # noqa: FBT001 — private
    layer = layer_of(root, fact)
    state = fact.state
    if state is Provenance.UNOWNED or (state is Provenance.UNKNOWN and not has_database):
        # A volume's files are whoever's the volume is; without layers nobody can tell.
        state = {
            "image": Provenance.IMAGE,
            "upper": Provenance.UNOWNED,
            "": state if not _is_application(scope) else Provenance.UNKNOWN,
        }.get(layer, Provenance.UNKNOWN)
    elif state is Provenance.CHANGED and layer == "image":
        state = Provenance.IMAGE
    return replace(fact, scope=scope, layer=layer, state=state)


def _is_application(scope: Scope) -> bool:
    """Whether a container is made from an image; those of LXC and nspawn are whole systems."""
    return bool(scope.image) or len(scope.id) == 64


def layer_of(root: ContainerRoot, fact: FileFact) -> str:
    """Which layer a file comes from: image, upper, volume, or empty where nobody can tell."""
    path = str(fact.real_path or fact.path)
    if below_points(path, root.points):
        return "volume"
    if root.upper is None or fact.kind != "file":
        return ""
    raw = encode(path)
    stat = root.upper.stat(raw)
    if not isinstance(stat, FileStat) or stat.kind is not FileKind.FILE:
        return "image"
    return "image" if root.lower is not None and _is_same(root.upper, root.lower, raw) else "upper"


def _is_same(upper: HostTree, lower: HostTree, path: bytes) -> bool:
    """Whether a file was only copied up: chmod and chown do that, and leave the content alone."""
    above, below = upper.stat(path), lower.stat(path)
    if not isinstance(above, FileStat) or not isinstance(below, FileStat):
        return False
    if above.size != below.size or above.size > _HASHED_MOST:
        return False
    own, delivered = upper.digest(path), lower.digest(path)
    return (
        isinstance(own, Digests)
        and isinstance(delivered, Digests)
        and bool(own.sha256 and own.sha256 == delivered.sha256)
    )


def _is_there(tree: HostTree, path: bytes) -> bool:
    return isinstance(tree.stat(path), FileStat)


def preloaded(root: ContainerRoot) -> tuple[str, ...]:
    """At most 8 libraries that /etc/ld.so.preload names, if it was written since the start."""
    if root.upper is None:
        return ()
    text = root.upper.read(encode(_PRELOAD), 4096)
    if not isinstance(text, bytes):
        return ()
    words = text.decode("utf-8", "surrogateescape").replace(":", " ").split()
    return tuple(word for word in words if word.startswith("/"))[:8]
