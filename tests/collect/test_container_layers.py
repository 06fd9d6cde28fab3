from pathlib import Path

import pytest

from hemostat.collect.container_layers import (
    Layers,
    below_points,
    layers_of,
    layers_of_options,
    mounted_for,
)
from hemostat.model.evidence import Source
from hemostat.model.path import HostPath
from hemostat.model.records import Container, Mount
from made_containers import BASE, ID, LOWER, MOUNT, UPPER, put_docker
from made_roots import put, tree_of, whole

DIFF = UPPER.encode()


def test_an_overlay_mount_names_its_layers() -> None:
    found = layers_of_options(
        ("rw", "lowerdir=/d/l/A:/d/l/B", "upperdir=/d/x/diff", "workdir=/d/x/work")
    )
    assert found == Layers(b"/d/x/diff", (b"/d/l/A", b"/d/l/B"))


def test_relative_layers_lie_beside_the_upper_one() -> None:
    found = layers_of_options(("lowerdir=l/A:l/B", "upperdir=/d/overlay2/x/diff"))
    assert found is not None
    assert found.lower == (b"/d/overlay2/l/A", b"/d/overlay2/l/B")


def test_the_new_spelling_of_options_and_escapes_are_read() -> None:
    options = ("lowerdir+=/a\\040b", "lowerdir+=/c\\:d", "upperdir=/u/x/diff")
    found = layers_of_options(options)
    assert found is not None
    assert found.lower == (b"/a b", b"/c:d")


def test_an_overlay_that_cannot_be_written_has_no_upper_layer() -> None:
    assert layers_of_options(("lowerdir=/a:/b",)) is None


def test_docker_says_which_layers_a_container_has(tmp_path: Path) -> None:
    put_docker(whole(tmp_path))
    found = layers_of(tree_of(tmp_path), None, ID, ())
    assert found == Layers(DIFF, (LOWER.encode(),))


def test_another_data_root_is_found_by_the_configurations_place(tmp_path: Path) -> None:
    root = whole(tmp_path)
    (root / "data").mkdir()
    put_docker(root)
    (root / "var/lib/docker").rename(root / "data/docker")
    place = HostPath(f"/data/docker/containers/{ID}/config.v2.json")
    container = Container(id=ID, engine="docker", source=Source(path=place))
    found = layers_of(tree_of(root), container, ID, ())
    assert found is not None
    assert found.upper == DIFF.replace(b"/var/lib/docker", b"/data/docker")


def test_podmans_layer_is_found_below_its_storage(tmp_path: Path) -> None:
    store = "/home/dev/.local/share/containers/storage"
    root = whole(tmp_path)
    put(root, f"{store}/overlay/{MOUNT}/diff/x")
    put(root, f"{store}/overlay/{BASE}/diff/x")
    put(root, f"{store}/overlay/{MOUNT}/lower", b"l/A")
    put(root, f"{store}/overlay/l/.keep")
    (root / f"{store[1:]}/overlay/l/A").symlink_to(f"../{BASE}/diff")
    place = HostPath(f"{store}/overlay-containers/containers.json")
    container = Container(id=ID, engine="podman", layer=MOUNT, source=Source(path=place))
    found = layers_of(tree_of(root), container, ID, ())
    assert found is not None
    assert found.upper == f"{store}/overlay/{MOUNT}/diff".encode()
    assert found.lower == (f"{store}/overlay/{BASE}/diff".encode(),)


def test_a_layer_never_leads_out_of_its_store(tmp_path: Path) -> None:
    root = whole(tmp_path)
    put_docker(root)
    (root / "var/lib/docker/overlay2/l/SHORT").unlink()
    (root / "var/lib/docker/overlay2/l/SHORT").symlink_to("/etc")
    found = layers_of(tree_of(root), None, ID, ())
    assert found == Layers(DIFF, ())
    put(root, f"/var/lib/docker/image/overlay2/layerdb/mounts/{ID}/mount-id", b"../../x")
    assert layers_of(tree_of(root), None, ID, ()) is None


def test_the_hosts_mounts_tell_layers_of_containerd(tmp_path: Path) -> None:
    put(whole(tmp_path), "/snapshots/9/fs/x")
    mount = Mount(
        mount_point=HostPath(f"/run/containerd/io.containerd.runtime.v2.task/k8s.io/{ID}/rootfs"),
        root=HostPath("/"),
        type="overlay",
        options=("lowerdir=/snapshots/8/fs", "upperdir=/snapshots/9/fs"),
    )
    found = layers_of(tree_of(tmp_path), None, ID, [mount])
    assert found == Layers(b"/snapshots/9/fs", (b"/snapshots/8/fs",))
    assert layers_of(tree_of(tmp_path), None, "other", [mount]) is None


def test_a_processs_own_mounts_are_read(tmp_path: Path) -> None:
    text = (
        b"1 0 0:1 / / rw - overlay overlay rw,lowerdir=/l,upperdir=/u/x/diff\n"
        b"2 1 0:2 / /proc rw - proc proc rw\n"
        b"3 1 8:1 /v /data rw - ext4 /dev/sda1 rw\n"
        b"4 1 0:3 / /share rw - nfs4 10.0.0.1:/ rw\n"
    )
    put(whole(tmp_path), "/proc/42/mountinfo", text)
    found = mounted_for(tree_of(tmp_path), 42)
    assert found.layers == Layers(b"/u/x/diff", (b"/l",))
    assert found.points == (b"/proc", b"/data", b"/share")
    assert [point for point, _ in found.skipped] == [b"/share"]
    assert mounted_for(tree_of(tmp_path), 43).layers is None


@pytest.mark.parametrize(
    ("path", "expected"), [("/data", True), ("/data/x", True), ("/dat", False)]
)
def test_what_is_mounted_over_the_root_is_no_part_of_it(path: str, expected: bool) -> None:
    assert below_points(path, (b"/data",)) is expected
