from pathlib import Path

from hemostat.collect.container_roots import container_root
from hemostat.model.host import Scope
from hemostat.model.records import Process
from hemostat.trees.host_tree import FileStat
from made_containers import ID, LOWER, UPPER, put_docker
from made_roots import put, tree_of, whole


def test_a_stopped_container_is_read_from_its_layers(tmp_path: Path) -> None:
    root = whole(tmp_path)
    put_docker(root)
    put(root, f"{UPPER}/etc/new", b"n")
    found = container_root(tree_of(root), ID, ())
    assert found.tree is not None
    assert found.tree.read(b"/etc/new", 9) == b"n"
    assert found.tree.read(b"/etc/os-release", 99) == b"ID=debian\n"
    assert found.lower is not None
    assert found.upper is not None
    assert found.lower.layer_of(b"/etc/new") is None
    assert isinstance(found.upper.stat(b"/etc/new"), FileStat)


def test_links_of_a_layer_stay_in_the_container(tmp_path: Path) -> None:
    root = whole(tmp_path)
    put_docker(root)
    put(root, "/etc/shadow", b"the host's")
    (root / f"{UPPER[1:]}/peek").symlink_to("/etc/shadow")
    tree = container_root(tree_of(root), ID, ()).tree
    assert tree is not None
    assert not isinstance(tree.resolve(b"/peek"), bytes)
    put(root, f"{LOWER}/etc/shadow", b"the image's")
    tree = container_root(tree_of(root), ID, ()).tree
    assert tree is not None
    real = tree.resolve(b"/peek")
    assert real == b"/etc/shadow"
    assert tree.read(real, 99) == b"the image's"


def test_the_first_process_outside_the_family_leads(tmp_path: Path) -> None:
    root = whole(tmp_path)
    put_docker(root)
    mountinfo = f"1 0 0:1 / / rw - overlay o rw,lowerdir={LOWER},upperdir={UPPER}\n"
    put(root, "/proc/20/mountinfo", mountinfo.encode())
    scope = Scope("container", "unknown")
    processes = [Process(pid=10, ppid=20, scope=scope), Process(pid=20, ppid=5, scope=scope)]
    found = container_root(tree_of(root), "unknown", processes)
    assert found.layers is not None
    assert found.layers.upper == UPPER.encode()


def test_without_a_root_it_says_why(tmp_path: Path) -> None:
    found = container_root(tree_of(whole(tmp_path)), ID, ())
    assert found.tree is None
    assert found.reason
