"""Libraries nobody vouches for, in commands and in processes."""

from pathlib import Path

import pytest

from hemostat.detect.rulebook import Rulebook
from hemostat.examine.baseline import open_baseline
from hemostat.examine.steps.loading import resolve_loading
from hemostat.examine.work import Settings, Work, begin
from hemostat.model.path import HostPath
from hemostat.model.records import (
    ElfFile,
    FileFact,
    InjectedLibrary,
    MappedFile,
    ProgramLibrary,
    Provenance,
)
from made_elf import made_elf
from made_host import make_host
from made_roots import install_dpkg, put, tree_of

pytestmark = pytest.mark.requirement("A6L.2", "A6L.5", "A5.20")
LOADER, ODD = "/lib/ld-linux.so.2", "/usr/lib/libodd.so"


def host(root: Path) -> Work:
    """A packaged `ls` that needs one library, and a library of nobody's."""
    listing = made_elf(("libc.so.6",), interpreter=LOADER)
    libc = made_elf(soname="libc.so.6", defines=("readdir",))
    make_host(root)
    for path, data in (("/usr/bin/ls", listing), ("/lib/libc.so.6", libc), (LOADER, made_elf())):
        put(root, path, data, 0o755)
        install_dpkg(root, path.rpartition("/")[2].lower().replace(".", "-"), {path: data})
    put(root, ODD, made_elf(("libc.so.6",), defines=("readdir64", "open")))
    work = begin(tree_of(root), Settings(rulebook=Rulebook.of(())))
    work.base = open_baseline(work.tree)
    return work


def test_what_a_command_would_load_has_its_provenance(tmp_path: Path) -> None:
    work = host(tmp_path)
    resolve_loading(work)
    libraries = {(each.library, each.how) for each in work.records.of(ProgramLibrary)}
    assert libraries == {(LOADER, "interpreter"), ("/lib/libc.so.6", "default")}
    states = {fact.path: fact.state for fact in work.records.of(FileFact)}
    assert states["/lib/libc.so.6"] is Provenance.PACKAGED
    assert {each.path for each in work.records.of(ElfFile)} == {LOADER}


def test_a_stranger_in_a_packaged_process_is_read_and_told(tmp_path: Path) -> None:
    work = host(tmp_path)
    exe = HostPath("/usr/bin/ls")
    paths = (exe, HostPath("/lib/libc.so.6"), HostPath(ODD))
    work.records.add(
        MappedFile(pid=pid, exe=exe, path=path, is_executable=True)
        for pid in (5, 6)
        for path in paths
    )
    assert work.base is not None
    work.records.add(work.base.facts(dict.fromkeys(paths, ("mapped",)))[0])
    resolve_loading(work)
    (found,) = work.records.of(InjectedLibrary)
    assert (found.path, found.exe, found.processes) == (ODD, exe, 2)
    assert found.hooks == ("open", "readdir64")


def test_without_the_baseline_nothing_is_resolved_and_it_is_said(tmp_path: Path) -> None:
    work = host(tmp_path)
    work.base = None
    resolve_loading(work)
    assert [entry.artifact for entry in work.coverage] == ["linux.loader.resolved"]
    assert work.records.of(ProgramLibrary) == ()
