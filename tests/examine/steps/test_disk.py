"""A running host beside its disk, for real: a root on ext4, a library that hides, the collector."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hemostat.detect.rulebook import Rulebook
from hemostat.examine.examination import examine
from hemostat.examine.steps.disk import compare_disk, pair
from hemostat.examine.work import Settings, begin
from hemostat.model.errors import UsageError
from hemostat.model.path import HostPath, decode
from hemostat.model.records import DiskDifference, Mount
from hemostat.trees.folder import FolderTree
from hemostat.trees.image import ImageTree
from hemostat.trees.live import LiveTree
from hemostat.trees.opening import open_tree
from made_host import make_host
from trees.made_images import ext4, needs

HIDER = r"""
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <string.h>
#define HIDE(type, name) type *name(DIR *d) { static type *(*real)(DIR *); type *e; \
    if (!real) real = dlsym(RTLD_NEXT, #name); \
    while ((e = real(d)) && !strcmp(e->d_name, ".k")) {} return e; }
HIDE(struct dirent, readdir)
HIDE(struct dirent64, readdir64)
"""
ROOT = Path("/var/tmp/hemostat-test-roots/bookworm")


@needs("mkfs.ext4")
def test_either_order_names_the_disk_and_others_are_refused(tmp_path: Path) -> None:
    (tmp_path / "root").mkdir()
    make_host(tmp_path / "root")
    shutil.rmtree(tmp_path / "root" / "proc")
    disk = ImageTree(str(ext4(tmp_path / "root", tmp_path / "a.img")))
    live, folder = LiveTree(), FolderTree(os.fsencode(tmp_path / "root"))
    assert pair(live, disk) == pair(disk, live) == (live, disk)
    assert pair(folder, None) == (folder, None)
    with pytest.raises(UsageError, match="needs the host's disk"):
        pair(live, folder)
    with pytest.raises(UsageError, match="may leave files out"):
        pair(folder, disk)


def mount(at: str, kind: str) -> Mount:
    return Mount(mount_point=HostPath(at), root=HostPath("/"), type=kind)


@needs("mkfs.ext4")
def test_a_mount_point_that_is_not_utf_8_is_left_alone_like_any_other(tmp_path: Path) -> None:
    shown, stored = tmp_path / "shown", tmp_path / "stored"
    for root in (shown, stored):
        (root / "etc").mkdir(parents=True)
        (root / "usr").mkdir()
        (root / "lost+found").mkdir()
        (root / "mnt" / os.fsdecode(b"n\xff")).mkdir(parents=True)
    (stored / "mnt" / os.fsdecode(b"n\xff") / "below").write_text("x")
    for folder in (each for each in (*shown.rglob("*"), *stored.rglob("*")) if each.is_dir()):
        os.utime(folder, (1_700_000_000, 1_700_000_000))
    disk = ImageTree(str(ext4(stored, tmp_path / "a.img")))
    work = begin(FolderTree(os.fsencode(shown)), Settings(rulebook=Rulebook(()), disk=disk))
    work.records.add([mount("/", "ext4")])
    compare_disk(work)
    assert [each.path for each in work.records.of(DiskDifference)] == [decode(b"/mnt/n\xff/below")]
    work = begin(work.tree, work.settings)
    work.records.add([mount("/", "ext4"), mount(decode(b"/mnt/n\xff"), "nfs4")])
    compare_disk(work)
    assert work.records.of(DiskDifference) == ()


@pytest.mark.sandbox
@pytest.mark.requirement("A6L.3")
@pytest.mark.skipif(os.geteuid() != 0, reason="mounting an image needs root")
@pytest.mark.skipif(not shutil.which("gcc"), reason="not installed: gcc")
@pytest.mark.skipif(not ROOT.is_dir(), reason="no Debian root to test with (.ci/run makes it)")
@needs("mkfs.ext4")
def test_what_a_preload_library_hides_is_found_on_the_disk(tmp_path: Path) -> None:
    root, image, mounted = tmp_path / "root", tmp_path / "disk.img", tmp_path / "mnt"
    subprocess.run(["cp", "-a", "--reflink=auto", str(ROOT), str(root)], check=True)
    mounted.mkdir()
    (tmp_path / "h.c").write_text(HIDER)
    command = ["gcc", "-shared", "-fPIC", "-o", str(root / "usr/lib/h.so"), "h.c", "-ldl"]
    subprocess.run(command, cwd=tmp_path, check=True)
    (root / "etc/ld.so.preload").write_text("/usr/lib/h.so\n")
    (root / "etc/cron.d/.k").write_text("# planted\n")
    os.utime(root / "etc/cron.d", (1_700_000_000, 1_700_000_000))
    subprocess.run(["/usr/sbin/mkfs.ext4", "-q", "-d", str(root), str(image), "900M"], check=True)
    shutil.rmtree(root)
    script = subprocess.run(
        [sys.executable, "-B", "-m", "hemostat", "collect"],
        check=True,
        capture_output=True,
        env={**os.environ, "PYTHONPATH": "src"},
    ).stdout
    run = (
        f"mount -o loop {image} {mounted} && mount -t proc proc {mounted}/proc && chroot {mounted}"
    )
    fooled = subprocess.run(
        ["unshare", "-m", "sh", "-c", f"{run} ls -A /etc/cron.d"], check=True, capture_output=True
    ).stdout
    assert b".k" not in fooled
    stream = tmp_path / "out.stream"
    with stream.open("wb") as out:
        subprocess.run(
            ["unshare", "-m", "sh", "-c", f"{run} sh -s"], input=script, stdout=out, check=True
        )
    live, disk = pair(open_tree(str(stream)), open_tree(str(image)))
    examined = examine(live, Settings(rulebook=Rulebook(()), disk=disk))
    hidden = [each for each in examined.findings if each.rule.name == "linux.disk.hidden-file"]
    assert [each.subjects[0].value for each in hidden] == ["/etc/cron.d/.k"]
