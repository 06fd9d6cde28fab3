"""Libraries from odd places in programs of the system."""

import pytest

from detect.running import claims, examples
from hemostat.detect.check import Check, Example
from hemostat.detect.checks import loader_mapped as module
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import FileFact, MappedFile, Process, Provenance


@pytest.mark.parametrize(("check", "example"), examples(module))
def test_each_example_does_what_it_says(check: Check, example: Example) -> None:
    assert bool(claims(check, *example.records, context=example.context)) == example.fires


EXES = (
    "/usr/sbin/sshd",
    "/usr/bin/bash",
    "/usr/sbin/cron",
    "/usr/bin/login",
    "/usr/bin/dbus-daemon",
)


def facts(*extra: FileFact) -> tuple[FileFact, ...]:
    own = (FileFact(path=HostPath(exe), state=Provenance.PACKAGED, package="p") for exe in EXES)
    return (*own, *extra)


def mapped(path: str, *exes: str, is_deleted: bool = False) -> list[MappedFile]:
    return [
        MappedFile(
            pid=number,
            exe=HostPath(exe),
            path=HostPath(path),
            is_executable=True,
            is_deleted=is_deleted,
        )
        for number, exe in enumerate(exes, 1)
    ]


@pytest.mark.requirement("A6L.1", "A5.20")
def test_in_five_programs_it_is_a_preload() -> None:
    found = claims(module.odd_library, *mapped("/var/tmp/l.so", *EXES), *facts())
    assert {claim.level for claim in found} == {Level.CRITICAL}
    assert {claim.subjects[0].value for claim in found} == {"/var/tmp/l.so"}


def test_an_unowned_library_in_every_program_is_high_wherever_it_lies() -> None:
    path = "/usr/lib/x86_64-linux-gnu/libnew.so"
    unowned = FileFact(path=HostPath(path), state=Provenance.UNOWNED)
    found = claims(module.odd_library, *mapped(path, *EXES), *facts(unowned))
    assert {claim.level for claim in found} == {Level.HIGH}
    assert not claims(module.odd_library, *mapped(path, *EXES[:2]), *facts(unowned))


@pytest.mark.parametrize(
    ("path", "state"),
    [
        ("/usr/lib/libcrypto.so.3", Provenance.PACKAGED),
        ("/usr/lib/libx.so.1;5f3a2b1c", Provenance.MISSING),
        ("/dev/zero", Provenance.UNOWNED),
        ("/memfd:sljit", Provenance.UNKNOWN),
        ("/tmp/ffiAbCd12", Provenance.UNKNOWN),
    ],
)
def test_upgrades_devices_and_code_made_at_run_time_are_quiet(path: str, state: Provenance) -> None:
    fact = FileFact(path=HostPath(path), state=state)
    records = mapped(path, "/usr/sbin/sshd", is_deleted=True)
    assert not claims(module.odd_library, *records, *facts(fact))


def test_the_earlier_version_of_an_upgraded_library_is_low_at_most() -> None:
    gone = FileFact(path=HostPath("/usr/lib/libsystemd.so.0.32.0"), state=Provenance.MISSING)
    there = FileFact(
        path=HostPath("/usr/lib/libsystemd.so.0.35.0"), state=Provenance.PACKAGED, package="p"
    )
    records = mapped(gone.path, "/usr/sbin/sshd", is_deleted=True)
    assert [c.level for c in claims(module.odd_library, *records, *facts(gone))] == [Level.LOW]
    assert not claims(module.odd_library, *records, *facts(gone, there))


def test_a_shell_may_load_from_the_home_of_whoever_runs_it() -> None:
    records = mapped("/home/li/zsh/m.so", "/usr/bin/bash")
    assert not claims(module.odd_library, *records, *facts(), Process(pid=1, account="li"))
    assert claims(module.odd_library, *records, *facts(), Process(pid=1, account="root"))


@pytest.mark.parametrize("exe", ["/usr/bin/java", "/usr/bin/node", "/usr/bin/python3.11"])
def test_languages_load_from_anywhere(exe: str) -> None:
    fact = FileFact(path=HostPath(exe), state=Provenance.PACKAGED)
    assert not claims(module.odd_library, *mapped("/tmp/libnetty_x.so", exe), fact)


def test_a_library_in_a_container_is_none_of_the_hosts() -> None:
    from hemostat.model.host import Scope

    record = MappedFile(
        pid=1,
        exe=HostPath("/usr/sbin/sshd"),
        path=HostPath("/tmp/l.so"),
        is_executable=True,
        scope=Scope("container", "c"),
    )
    assert not claims(module.odd_library, record, *facts())
