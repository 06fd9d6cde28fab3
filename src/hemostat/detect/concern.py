"""How worrying it is that something the system trusts runs or loads a file."""

from hemostat.detect.check import Files, HostContext
from hemostat.detect.places import is_odd
from hemostat.model.level import Level
from hemostat.model.path import HostPath, is_within
from hemostat.model.records import FileFact, Provenance

# Where administrators put programs of their own.
_LOCAL = ("/usr/local", "/opt", "/srv", "/etc", "/home", "/root", "/data", "/www", "/app")


def concern(file: HostPath | str, files: Files, context: HostContext) -> Level | None:
    """How worrying it is that something the system trusts runs or loads this file; None: not.

    High for an odd place or a packaged file that was changed; medium for one that no package owns
    in a folder that packages fill, or that others may write; low for one of the administrator's
    own folders. Without a fact about the file only its place speaks.
    """
    fact = files.get(file)
    if is_odd(file) or (fact and fact.state is Provenance.CHANGED):
        return Level.HIGH
    if fact is None:
        return None
    if fact.is_writable_by_others and fact.kind != "link":
        return Level.MEDIUM
    if is_unowned(fact, context):
        is_local = any(is_within(file, folder) for folder in _LOCAL)
        return Level.LOW if is_local else Level.MEDIUM
    return None


def is_unowned(fact: FileFact, context: HostContext) -> bool:
    """Whether the package database was there to ask, and knows nothing of the file."""
    return fact.state is Provenance.UNOWNED and context.has_package_database
