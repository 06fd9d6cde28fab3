"""The links among a host's main folders: /bin to /usr/bin and such, by which paths are spelled."""

from hemostat.model.path import decode
from hemostat.trees.host_tree import FileKind, HostTree

# Folders whose own entries are looked at: links there rename whole parts of a package's paths.
_PARENTS = (b"/", b"/usr", b"/usr/local")
_SINGLE = (
    b"/etc/init.d",
    b"/etc/rc.d",
    b"/etc/rc0.d",
    b"/etc/rc1.d",
    b"/etc/rc2.d",
    b"/etc/rc3.d",
    b"/etc/rc4.d",
    b"/etc/rc5.d",
    b"/etc/rc6.d",
    b"/var/run",
    b"/var/lock",
    b"/var/mail",
    b"/var/spool/mail",
    b"/lib/modules",
    b"/usr/lib/modules",
)


def folder_links(tree: HostTree) -> tuple[tuple[str, str], ...]:
    """Each link among the main folders, with the real folder it leads to.

    Where another folder, such as /opt, was moved to a bigger disk, its own link in / is found too.
    """
    links: list[bytes] = []
    for parent in _PARENTS:
        entries = tree.scandir(parent)
        if isinstance(entries, tuple):
            start = parent.rstrip(b"/") + b"/"
            links += [start + each.name for each in entries if each.kind is FileKind.LINK]
    links += [path for path in _SINGLE if isinstance(tree.readlink(path), bytes)]
    found: list[tuple[str, str]] = []
    for link in dict.fromkeys(links):
        real = tree.resolve(link)
        if isinstance(real, bytes) and real != link and real != b"/":
            found.append((decode(link), decode(real)))
    return tuple(found)
