"""ld.so.preload: how bad which library is."""

import pytest

from detect.running import claims, examples
from hemostat.detect.check import Check, Example, HostContext
from hemostat.detect.checks import loader_preload_file as module
from hemostat.model.evidence import Source
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import FileFact, LoaderEntry, MappedFile, Provenance


def entry(path: str) -> LoaderEntry:
    source = Source(path=HostPath("/etc/ld.so.preload"), line=1)
    return LoaderEntry(source=source, kind="preload", value=HostPath(path))


def fact(path: str, state: Provenance, mode: int = 0o755) -> FileFact:
    return FileFact(path=HostPath(path), state=state, mode=mode)


@pytest.mark.parametrize(("check", "example"), examples(module))
def test_each_example_does_what_it_says(check: Check, example: Example) -> None:
    assert bool(claims(check, *example.records, context=example.context)) == example.fires


@pytest.mark.requirement("A6L.1", "A5.20")
@pytest.mark.parametrize(
    ("path", "state", "level"),
    [
        ("/usr/lib/libsnoopy.so", Provenance.PACKAGED, Level.LOW),
        ("/opt/agent/libp.so", Provenance.PRODUCT, Level.INFO),
        ("/usr/local/lib/libhp.so", Provenance.UNOWNED, Level.HIGH),
        ("/lib/x86_64-linux-gnu/libc2.so", Provenance.UNOWNED, Level.HIGH),
        ("/dev/shm/a.so", Provenance.UNOWNED, Level.CRITICAL),
        ("/etc/.x/a.so", Provenance.UNOWNED, Level.CRITICAL),
        ("/usr/lib/libgone.so", Provenance.MISSING, Level.HIGH),
        ("/usr/lib/libodd.so", Provenance.UNKNOWN, Level.HIGH),
    ],
)
def test_where_it_lies_and_whose_it_is_decide(path: str, state: Provenance, level: Level) -> None:
    (claim,) = claims(module.preload_file, entry(path), fact(path, state))
    assert claim.level is level
    assert [each.value for each in claim.subjects] == [path, "/etc/ld.so.preload"]
    assert claim.subjects[0].kind == "library"


def test_a_library_its_folder_does_not_show_but_processes_run_is_critical() -> None:
    path = HostPath("/usr/lib/libgone.so")
    mapped = MappedFile(pid=1, path=path, exe=HostPath("/sbin/init"), is_executable=True)
    (claim,) = claims(module.preload_file, entry(path), mapped, fact(path, Provenance.MISSING))
    assert (claim.level, claim.values["count"]) == (Level.CRITICAL, "1")


def test_a_library_anyone_may_write_is_critical() -> None:
    path = "/usr/local/lib/l.so"
    (claim,) = claims(module.preload_file, entry(path), fact(path, Provenance.UNOWNED, mode=0o777))
    assert claim.level is Level.CRITICAL


def test_the_loaders_tokens_stand_for_the_file_that_is_there() -> None:
    there = "/lib64/libonion.so"
    (claim,) = claims(
        module.preload_file,
        entry("/$LIB/libonion.so"),
        fact("/lib/libonion.so", Provenance.MISSING),
        fact(there, Provenance.PRODUCT),
    )
    assert (claim.level, claim.subjects[0].value) == (Level.INFO, there)


def test_without_a_package_database_it_is_still_high() -> None:
    (claim,) = claims(
        module.preload_file,
        entry("/usr/lib/l.so"),
        fact("/usr/lib/l.so", Provenance.UNOWNED),
        context=HostContext(has_package_database=False),
    )
    assert claim.level is Level.HIGH
