"""Folders of ld.so.conf."""

import pytest

from detect.running import claims, examples
from hemostat.detect.check import Check, Example
from hemostat.detect.checks import loader_folders as module
from hemostat.model.evidence import Source
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import LoaderEntry


@pytest.mark.parametrize(("check", "example"), examples(module))
def test_each_example_does_what_it_says(check: Check, example: Example) -> None:
    assert bool(claims(check, *example.records, context=example.context)) == example.fires


@pytest.mark.requirement("A6L.1")
@pytest.mark.parametrize(
    ("folder", "level"),
    [
        ("/dev/shm/l", Level.HIGH),
        ("/opt/.cache2/l", Level.HIGH),
        ("/usr/lib/../../tmp/l", Level.HIGH),
        ("/root/l", Level.MEDIUM),
        ("/usr/local/lib", None),
        ("/usr/lib/x86_64-linux-gnu/libfakeroot", None),
        ("/usr/lib64/mysql", None),
        ("/usr/lib/vmware-tools/lib64/libvmGuestLib.so", None),
        ("/u01/app/oracle/lib", None),
    ],
)
def test_the_place_of_a_folder_decides(folder: str, level: Level | None) -> None:
    source = Source(path=HostPath("/etc/ld.so.conf.d/a.conf"), line=1)
    entry = LoaderEntry(source=source, kind="folder", value=HostPath(folder))
    found = claims(module.library_folder, entry)
    assert [claim.level for claim in found] == ([level] if level else [])
