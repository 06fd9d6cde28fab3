"""How bad a hidden program is depends on where it hides."""

import pytest

from hemostat.detect.check import Check, HostContext, claims_of
from hemostat.detect.checks.file_hidden import disguised_name, hidden_program, program_among_devices
from hemostat.detect.file_claims import example
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.record_set import RecordSet
from hemostat.model.records import FileFact, Provenance


def levels(check: Check, *records: object) -> list[Level | None]:
    return [each.level for each in claims_of(check, RecordSet(records).of, HostContext())]


@pytest.mark.parametrize(
    ("path", "detail", "content", "level"),
    [
        ("/usr/lib/.x/y", ".x", "script", Level.HIGH),
        ("/etc/.x", ".x", "elf", Level.HIGH),
        ("/var/log/.x", ".x", "script", Level.MEDIUM),
        ("/tmp/.x/y", ".x", "script", Level.MEDIUM),
        ("/tmp/.cache/y", ".cache", "elf", Level.LOW),
        ("/var/tmp/.root_dd8a91_salt/salt-call", ".root_dd8a91_salt", "script", Level.LOW),
        ("/var/tmp/.root_dd8a91_salt/kworker", ".root_dd8a91_salt", "elf", Level.MEDIUM),
        ("/tmp/.ansible/tmp/ansible-tmp-17.1-2-3/AnsiballZ_x.py", ".ansible", "script", Level.LOW),
        ("/var/tmp/.net/App/mFZ0cGxoJX9_Bw/libSystem.so", ".net", "elf", Level.LOW),
        ("/var/tmp/.net/x", ".net", "elf", Level.MEDIUM),
        ("/root/.x/y", ".x", "elf", Level.LOW),
        ("/opt/app/.x/y", ".x", "elf", Level.LOW),
        ("/var/lib/mysql/.x", ".x", "script", Level.MEDIUM),
        ("/var/lib/jenkins/.x/y", ".x", "script", Level.LOW),
        ("/var/lib/jenkins/.x/y", ".x", "elf", Level.MEDIUM),
        ("/var/www/.x/y", ".x", "elf", Level.LOW),
    ],
)
def test_the_place_decides(path: str, detail: str, content: str, level: Level) -> None:
    assert levels(hidden_program, example(path, "hidden_program", content, detail=detail)) == [
        level
    ]


def test_a_known_product_explains_it() -> None:
    sign = example("/usr/lib/.x/y", "hidden_program", detail=".x")
    assert levels(hidden_program, sign, FileFact(path=sign.path, state=Provenance.PRODUCT)) == []


@pytest.mark.parametrize(
    ("path", "kind", "content", "expected"),
    [
        ("/usr/share/...", "folder", "", [Level.HIGH]),
        ("/home/u/.. ", "folder", "", [Level.MEDIUM]),
        ("/tmp/ls ", "file", "elf", [Level.MEDIUM]),
        ("/usr/share/a ", "file", "text", [Level.MEDIUM]),
        ("/home/u/report ", "file", "data", []),
    ],
)
def test_a_slip_of_the_hand_is_no_disguise(
    path: str, kind: str, content: str, expected: list[Level]
) -> None:
    sign = example(path, "disguised_name", content, kind=kind)
    assert levels(disguised_name, sign) == expected


def test_among_devices_only_programs_count() -> None:
    path = HostPath("/dev/x")
    assert len(levels(program_among_devices, example(path, "device_file", "archive"))) == 1
    assert levels(program_among_devices, example(path, "device_file", "data")) == []
