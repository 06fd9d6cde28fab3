"""Locked files: an intruder's, and a hardener's."""

from hemostat.detect.check import HostContext, claims_of
from hemostat.detect.checks.file_immutable import immutable
from hemostat.detect.file_claims import example
from hemostat.model.level import Level
from hemostat.model.record_set import RecordSet
from hemostat.model.records import FileSign, Provenance


def levels(*signs: FileSign) -> list[Level | None]:
    return [each.level for each in claims_of(immutable, RecordSet(signs).of, HostContext())]


def locked(path: str, state: Provenance = Provenance.UNOWNED) -> FileSign:
    return example(path, "immutable", "text", detail="immutable", state=state)


def test_a_single_locked_cron_file_is_odd_and_a_hardened_folder_is_not() -> None:
    own, packaged = locked("/etc/cron.d/x"), locked("/etc/cron.d/e2", Provenance.PACKAGED)
    assert levels(own) == [Level.MEDIUM]
    assert levels(own, packaged) == []


def test_what_is_odd_already_is_worse_when_locked() -> None:
    assert levels(locked("/etc/ld.so.preload")) == [Level.HIGH]
    assert levels(locked("/tmp/.x"), example("/tmp/.x", "hidden_program")) == [Level.HIGH]
