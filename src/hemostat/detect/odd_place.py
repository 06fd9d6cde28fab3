# ruff: noqa: S108 — paths on the examined host, not ours.
"""Where programs and configuration of the system do not belong."""

from hemostat.detect.check import Files, HostContext
from hemostat.model.level import Level
from hemostat.model.path import HostPath, is_within, normal
from hemostat.model.records import FileFact, Provenance

# Anyone may write here, or nothing here outlives a reboot.
_WRITABLE = (
    "/tmp",
    "/var/tmp",
    "/usr/tmp",
    "/dev",
    "/run/user",
    "/run/shm",
    "/run/lock",
    "/var/lock",
    "/var/crash",
    "/proc",
)
# Folders with a dot that programs make, and people expect.
_EXPECTED_NAMES = (
    ".ssh .local .config .cache .nvm .npm .cargo .pyenv .rbenv .rvm .sdkman .docker .acme.sh "
    ".vscode-server .linuxbrew .venv .well-known .git .oh-my-zsh .asdf .volta .bun .deno"
)
_EXPECTED = frozenset(_EXPECTED_NAMES.split())
_LOCAL = ("/usr/local", "/opt", "/srv", "/etc", "/home", "/root", "/data", "/www", "/app")


def is_writable_place(file: str) -> bool:
    """Whether a path lies where anyone may write, or where nothing outlives a reboot."""
    place = normal(file)
    return any(is_within(place, folder) for folder in _WRITABLE) and place != "/dev/null"


def is_hidden(file: str) -> bool:
    """Whether a part of a path is hidden: a dot or blank before it, or signs that do not show."""
    return any(
        (part.startswith(".") and part not in _EXPECTED)
        or part != part.strip()
        or not part.isprintable()
        for part in normal(file).split("/")
    )


def is_odd(file: str) -> bool:
    """Whether nothing that the system trusts belongs there."""
    return is_writable_place(file) or is_hidden(file)


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
