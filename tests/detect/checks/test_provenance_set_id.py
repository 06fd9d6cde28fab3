"""Set-uid root files that should not be."""

from dataclasses import replace

import pytest

from hemostat.detect.check import HostContext, claims_of
from hemostat.detect.checks.provenance_set_id import set_uid_outside_packages
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import FileFact, Provenance

FACT = FileFact(
    path=HostPath("/var/tmp/x"),
    state=Provenance.UNOWNED,
    content="elf",
    mode=0o4755,
    uid=0,
    sha256="cd" * 32,
    used_as=("set_id",),
)
DASH = replace(
    FACT,
    path=HostPath("/usr/bin/dash"),
    state=Provenance.PACKAGED,
    mode=0o755,
    sha256="ab" * 32,
    used_as=("shell",),
)


def levels(*facts: FileFact) -> list[Level | None]:
    claims = claims_of(set_uid_outside_packages, lambda _: facts, HostContext())
    return [claim.level for claim in claims]


@pytest.mark.requirement("B5.1")
@pytest.mark.parametrize(
    ("path", "level"),
    [
        ("/var/tmp/x", Level.HIGH),
        ("/home/ann/tool", Level.HIGH),
        ("/usr/lib/.x/tool", Level.HIGH),
        ("/usr/bin/tool", Level.MEDIUM),
        ("/home/db2inst1/sqllib/adm/db2start", Level.LOW),
        ("/home/dasusr1/das/adm/dasauto", Level.LOW),
        ("/home/oracle/app/oracle/product/19.0.0/dbhome_1/bin/oradism", Level.LOW),
        ("/home/informix/bin/oninit", Level.LOW),
        ("/home/ann/bin/oninit", Level.HIGH),
        ("/tmp/sqllib/adm/db2start", Level.HIGH),
        ("/opt/google/chrome/chrome-sandbox", Level.LOW),
        ("/usr/local/nagios/libexec/check_icmp", Level.LOW),
        ("/opt/x/python3.9", Level.CRITICAL),
    ],
)
def test_the_level_follows_the_place_and_the_name(path: str, level: Level) -> None:
    assert levels(replace(FACT, path=HostPath(path))) == [level]


def test_a_copy_of_a_shell_is_known_by_its_content() -> None:
    copy = replace(FACT, path=HostPath("/opt/report"), sha256="ab" * 32)
    assert levels(copy, DASH) == [Level.CRITICAL]


def test_a_packaged_shell_made_set_uid_is_told() -> None:
    assert levels(replace(DASH, mode=0o4755)) == [Level.CRITICAL]


def test_packages_own_set_uid_programs_and_other_owners_are_left_alone() -> None:
    assert levels(replace(FACT, path=HostPath("/usr/bin/su"), state=Provenance.PACKAGED)) == []
    assert levels(replace(FACT, uid=1000)) == []
    assert levels(replace(FACT, mode=0o2755)) == []
