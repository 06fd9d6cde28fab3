"""What the user says is theirs: --scope, --own-ip, --own-user and --since-us."""

import argparse
from pathlib import Path

from hemostat.incident.declared import Declared, network_of, read_scope, time_of
from hemostat.model.errors import UsageError

MOST_BYTES = 1 << 20


def declared_of(asked: argparse.Namespace) -> tuple[Declared, ...]:
    """The entries of the options and of the scope file.

    Raises:
        UsageError: an option or the file cannot be understood.
        DataError: the file is wrong; every problem is named.
    """
    if not (asked.scope or asked.own_ip or asked.own_user or asked.since_us):
        return ()
    return (*_of_file(asked.scope), *_of_options(asked))


def _of_file(path: str | None) -> tuple[Declared, ...]:
    if not path:
        return ()
    try:
        with Path(path).open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise UsageError(f"--scope {path}: {error.strerror}; name a file to read") from error
    if len(data) > MOST_BYTES:
        raise UsageError(f"--scope {path}: larger than 1 MiB; name a file as docs/scope.md shows")
    return read_scope(path, data.decode("utf-8", "replace"))


def _of_options(asked: argparse.Namespace) -> list[Declared]:
    found: list[Declared] = []
    for text in asked.own_ip:
        try:
            network = network_of(text)
        except ValueError as error:
            raise UsageError(f"--own-ip {text}: neither an address nor a network") from error
        found.append(Declared(kind="own", name=f"--own-ip {text}", addresses=(network,)))
    found += [
        Declared(kind="own", name=f"--own-user {name}", accounts=(name,)) for name in asked.own_user
    ]
    if asked.since_us:
        try:
            begins = time_of(asked.since_us)
        except ValueError as error:
            example = "2026-11-22T02:00:00+08:00"
            raise UsageError(f"--since-us {asked.since_us}: no time such as {example}") from error
        found.append(Declared(kind="own", name="--since-us", begins=begins))
    return found
