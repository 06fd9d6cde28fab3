"""Loaded kernel modules."""

import pytest

from detect.running import claims, examples
from hemostat.detect.check import Check, Example
from hemostat.detect.checks import kernel_module as module
from hemostat.model.evidence import Source
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import FileFact, KernelModule, ModuleDirective, Process, Provenance


@pytest.mark.parametrize(("check", "example"), examples(module))
def test_each_example_does_what_it_says(check: Check, example: Example) -> None:
    assert bool(claims(check, *example.records, context=example.context)) == example.fires


BASE = "/lib/modules/6.1.0"


def loaded(name: str, path: str | None, taints: str = "") -> KernelModule:
    return KernelModule(name=name, path=HostPath(path) if path else None, taints=taints)


OTHERS = tuple(loaded(f"m{n}", f"{BASE}/kernel/m{n}.ko") for n in range(5))


def level(module_record: KernelModule, state: Provenance, *more: object) -> Level | None:
    facts = (
        [FileFact(path=module_record.path, state=state)] if module_record.path is not None else []
    )
    found = claims(module.module_of_unknown_origin, *OTHERS, module_record, *facts, *more)
    return found[0].level if found else None


@pytest.mark.parametrize(
    ("name", "path", "taints", "state", "expected"),
    [
        ("ext4", f"{BASE}/kernel/fs/ext4.ko", "", Provenance.PACKAGED, None),
        ("nvidia", f"{BASE}/updates/dkms/nvidia.ko", "POE", Provenance.UNOWNED, Level.LOW),
        ("vmmon", f"{BASE}/misc/vmmon.ko", "OE", Provenance.UNOWNED, Level.LOW),
        ("odd", f"{BASE}/updates/dkms/odd.ko", "OE", Provenance.UNOWNED, Level.LOW),
        ("odd", f"{BASE}/extra/odd.ko", "OE", Provenance.UNOWNED, Level.MEDIUM),
        ("odd", f"{BASE}/kernel/drivers/odd.ko", "OE", Provenance.UNOWNED, Level.HIGH),
        ("odd", None, "OE", Provenance.UNKNOWN, Level.HIGH),
        ("odd", None, "", Provenance.UNKNOWN, Level.MEDIUM),
        ("ext4", f"{BASE}/kernel/fs/ext4.ko", "", Provenance.CHANGED, Level.HIGH),
    ],
)
def test_file_folder_and_taint_decide(
    name: str, path: str | None, taints: str, state: Provenance, expected: Level | None
) -> None:
    assert level(loaded(name, path, taints), state) is expected


def test_an_agents_name_explains_only_while_the_agent_is_there() -> None:
    record = loaded("AliSecGuard", None, "OE")
    agent = Process(pid=9, exe=HostPath("/usr/local/aegis/aegis_client/AliYunDun"))
    assert level(record, Provenance.UNKNOWN) is Level.HIGH
    assert level(record, Provenance.UNKNOWN, agent) is Level.LOW


def test_where_no_module_has_a_file_its_absence_says_nothing() -> None:
    records = [loaded(f"m{n}", None, "OE") for n in range(5)]
    assert not claims(module.module_of_unknown_origin, *records)


def test_the_line_that_loads_it_is_named() -> None:
    directive = ModuleDirective(
        source=Source(path=HostPath("/etc/modules-load.d/x.conf")),
        kind="load",
        module="odd-one",
        command="",
    )
    (claim,) = claims(
        module.module_of_unknown_origin, *OTHERS, loaded("odd_one", None, "O"), directive
    )
    assert [each.value for each in claim.subjects] == ["odd_one", "/etc/modules-load.d/x.conf"]
