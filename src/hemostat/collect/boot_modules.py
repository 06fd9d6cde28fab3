"""The files of kernel modules that the next boot will load, whether or not they are loaded now."""

from collections.abc import Iterable

from hemostat.collect.patterns import expand
from hemostat.model.evidence import Evidence
from hemostat.model.path import HostPath, decode, encode
from hemostat.model.records import ModuleDirective
from hemostat.parse.host.module_files import module_files
from hemostat.trees.host_tree import HostTree

_LIMIT = 16 << 20
_MOST_NAMES = 50


def boot_module_files(
    tree: HostTree, directives: Iterable[ModuleDirective]
) -> tuple[HostPath, ...]:
    """Where the modules lie that modules-load.d and /etc/modules name, in every installed kernel.

    depmod's list is asked first. A name it does not know is looked for below /lib/modules, for at
    most 50 names: whoever plants a module may leave depmod to the next boot.

    Args:
        tree: the host.
        directives: of any kind; those that load count.
    """
    names = dict.fromkeys(each.module for each in directives if each.kind == "load" and each.module)
    if not names:
        return ()
    known: dict[str, list[HostPath]] = {}
    for match in expand(tree, b"/lib/modules/*/modules.dep"):
        data = tree.read(match.path, _LIMIT) if match.failure is None else b""
        if isinstance(data, bytes):
            for module, path in module_files(Evidence(data, decode(match.path))).items():
                known.setdefault(module, []).append(path)
    found: list[HostPath] = []
    for name in list(names)[:_MOST_NAMES]:
        listed = known.get(name.replace("-", "_"), [])
        found += listed or _searched(tree, name)
    return tuple(found)


def _searched(tree: HostTree, name: str) -> list[HostPath]:
    spellings = {name, name.replace("-", "_"), name.replace("_", "-")}
    return [
        decode(match.path)
        for spelling in sorted(spellings)
        if "/" not in spelling and not any(sign in spelling for sign in "*?[")
        for match in expand(tree, encode(f"/lib/modules/*/**/{spelling}.ko*"))
        if match.failure is None
    ]
