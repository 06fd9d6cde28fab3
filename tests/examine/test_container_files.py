from pathlib import Path

from hemostat.collect.container_layers import Layers
from hemostat.collect.container_roots import ContainerRoot
from hemostat.examine.container_files import Databases, layer_of, preloaded, wanted_of
from hemostat.model.host import Scope
from hemostat.model.path import HostPath
from hemostat.model.records import FileFact, LayerChange, Process
from hemostat.trees.layered_tree import LayeredTree
from made_roots import install_dpkg, put, tree_of

SCOPE = Scope("container", "c" * 64, "nginx")


def root_of(tmp_path: Path) -> ContainerRoot:
    for name in ("up", "low"):
        (tmp_path / name).mkdir()
    up, low = tree_of(tmp_path / "up"), tree_of(tmp_path / "low")
    layers = Layers(b"/up", (b"/low",))
    return ContainerRoot(LayeredTree([up, low]), "", layers, up, LayeredTree([low]), (b"/data",))


def test_programs_and_what_was_put_among_them_are_wanted() -> None:
    changes = [
        LayerChange(path=HostPath("/usr/bin/xd"), kind="added", size=9, mode=0o755),
        LayerChange(path=HostPath("/usr/lib/liba.so.1"), kind="changed", size=9, mode=0o644),
        LayerChange(path=HostPath("/usr/bin/gone"), kind="deleted"),
        LayerChange(path=HostPath("/usr/share/doc/x"), kind="added", size=9, mode=0o755),
        LayerChange(path=HostPath("/usr/bin/stub"), kind="added", size=0, mode=0o755),
    ]
    process = Process(
        pid=1, exe=HostPath("/usr/bin/python3"), argv=("python3", "/app/a.py"), scope=SCOPE
    )
    wanted = wanted_of([process], [], changes)
    assert wanted == {
        "/usr/bin/python3": {"runs"},
        "/app/a.py": {"runs"},
        "/usr/bin/xd": {"layer"},
        "/usr/lib/liba.so.1": {"layer"},
    }


def test_the_layer_of_a_file_is_told_by_where_it_lies(tmp_path: Path) -> None:
    root = root_of(tmp_path)
    put(tmp_path / "low", "/a", b"1")
    put(tmp_path / "low", "/b", b"1")
    put(tmp_path / "low", "/c", b"1")
    put(tmp_path / "up", "/b", b"1", 0o600)
    put(tmp_path / "up", "/c", b"2")
    put(tmp_path / "up", "/d", b"1")
    found = [layer_of(root, FileFact(path=HostPath(path))) for path in ("/a", "/b", "/c", "/d")]
    assert found == ["image", "image", "upper", "upper"]
    assert layer_of(root, FileFact(path=HostPath("/data/x"))) == "volume"
    assert layer_of(ContainerRoot(None), FileFact(path=HostPath("/a"))) == ""


def test_only_a_preload_file_written_since_the_start_counts(tmp_path: Path) -> None:
    root = root_of(tmp_path)
    put(tmp_path / "low", "/etc/ld.so.preload", b"/lib/a.so\n")
    assert preloaded(root) == ()
    put(tmp_path / "up", "/etc/ld.so.preload", b"/lib/b.so:/lib/c.so relative\n")
    assert preloaded(root) == ("/lib/b.so", "/lib/c.so")


def test_containers_of_one_image_share_an_opening_until_one_installs(tmp_path: Path) -> None:
    root = root_of(tmp_path)
    install_dpkg(tmp_path / "low", "a", {"/a": b"1"})
    assert root.tree is not None
    databases = Databases({})
    first = databases.of(root, root.tree)
    assert [each.name for database in first for each in database.packages] == ["a"]
    assert databases.of(root, root.tree) is first
    install_dpkg(tmp_path / "up", "b", {"/b": b"1"})
    own = databases.of(root, root.tree)
    assert own is not first
    assert [each.name for database in own for each in database.packages] == ["b"]
