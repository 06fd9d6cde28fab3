"""From records to an inventory: what somebody would want to compare with an earlier look."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from hemostat.model.inventory import Item
from hemostat.model.record_set import RecordSet
from hemostat.model.records import (
    Account,
    AuthorizedKey,
    FileFact,
    Group,
    Kernel,
    KernelModule,
    Package,
    Provenance,
    Socket,
    SshdOption,
    Startup,
    SudoRule,
)

EPHEMERAL = 32_768
"""First port of those a client is given for an answer (ip_local_port_range's own default)."""

T = TypeVar("T")
_ORDINARY = {Provenance.PACKAGED, Provenance.MISSING}


def items_of(records: RecordSet) -> tuple[Item, ...]:
    """Everything worth comparing, sorted, each item once."""
    return tuple(sorted(set(_items(records))))


def _items(records: RecordSet) -> Iterator[Item]:
    yield from _each(records, Account, _account)
    yield from _each(records, Group, lambda each: Item("group", each.name, _list(each.members)))
    yield from _each(records, AuthorizedKey, _key)
    yield from _each(records, SudoRule, lambda each: Item("sudo", each.text))
    yield from _each(records, SshdOption, _sshd_option)
    yield from _each(records, Startup, _startup)
    yield from _each(records, Socket, _listener)
    yield from _each(records, FileFact, _file)
    yield from _each(records, KernelModule, lambda each: Item("module", each.name))
    yield from _each(records, Package, _package)
    yield from _each(records, Kernel, lambda each: Item("kernel", "release", each.release))


def _each(records: RecordSet, kind: type[T], make: Callable[[T], Item | None]) -> Iterator[Item]:
    for record in records.of(kind):
        if item := make(record):
            yield item


def _account(account: Account) -> Item:
    value = f"uid {account.uid}, gid {account.gid}, {account.home}, {account.shell or '/bin/sh'}"
    return Item("account", account.name, value)


def _key(key: AuthorizedKey) -> Item:
    what = key.fingerprint or f"{key.source.path}:{key.source.line}"
    return Item("key", f"{key.owner or key.source.path} {what}", _list(key.options))


def _sshd_option(option: SshdOption) -> Item:
    where = f" ({option.match})" if option.match else ""
    return Item("sshd", option.keyword + where, option.value)


def _startup(startup: Startup) -> Item | None:
    if not startup.scope.is_host:
        return None
    name = f" {startup.name}" if startup.name else ""
    return Item("startup", f"{startup.place}{name}", startup.command)


def _listener(socket: Socket) -> Item | None:
    """A port somebody may knock at; a UDP port above `EPHEMERAL` is a question's way back."""
    is_tcp = socket.protocol == "tcp" and socket.state == "listen"
    is_udp = socket.protocol == "udp" and not socket.remote_port and socket.local_port < EPHEMERAL
    if not is_tcp and not is_udp:
        return None
    place = f"{socket.protocol} {socket.local_address} port {socket.local_port}"
    return Item("listener", place, _list(sorted(set(socket.process_exes))))


def _file(fact: FileFact) -> Item | None:
    if fact.state in _ORDINARY or not fact.scope.is_host:
        return None
    mode = f"{fact.mode & 0o7777:04o}" if fact.mode is not None else "?"
    return Item("file", fact.path, f"{mode} uid {fact.uid} sha256 {fact.sha256 or '?'}")


def _package(package: Package) -> Item | None:
    if not package.is_installed:
        return None
    architecture = f":{package.architecture}" if package.architecture else ""
    return Item("package", f"{package.manager} {package.name}{architecture}", package.version)


def _list(values: Iterable[str]) -> str:
    return ", ".join(values)
