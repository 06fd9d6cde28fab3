"""Which host this is, and in which time zone it lives."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from hemostat.model.host import HostIdentity

_MACHINE_ID = re.compile(r"[0-9a-f]{32}")
_BOOT_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_HOST_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,252})")
_ZONE = re.compile(r"[A-Za-z0-9+_-]+(?:/[A-Za-z0-9+_-]+){0,2}")
_NO_NAMES = ("localhost", "localhost.localdomain", "(none)", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityFiles:
    """The bytes that say who a host is; empty where a source has none.

    Attributes:
        machine_id: /etc/machine-id, else /var/lib/dbus/machine-id.
        boot_id: /proc/sys/kernel/random/boot_id.
        hostname: /proc/sys/kernel/hostname, else /etc/hostname.
        ssh_keys: /etc/ssh/ssh_host_*_key.pub, in any order.
        localtime: the text of the link /etc/localtime.
        timezone: /etc/timezone.
    """

    machine_id: bytes = b""
    boot_id: bytes = b""
    hostname: bytes = b""
    ssh_keys: tuple[bytes, ...] = ()
    localtime: bytes = b""
    timezone: bytes = b""


def identity_of(files: IdentityFiles, *, given: str = "", source: str = "") -> HostIdentity:
    """Who a host is: the name given, else its machine-id, else its SSH keys, else the source.

    Args:
        files: what the host says of itself.
        given: the name the user gave (`--host`); empty for none.
        source: what names the source when the host says nothing: a path or a hash.
    """
    machine_id = _matching(_MACHINE_ID, files.machine_id)
    if set(machine_id) == {"0"}:
        machine_id = ""
    keys = _keys_hash(files.ssh_keys)
    if given:
        host_id, id_from = given, "given"
    elif machine_id:
        host_id, id_from = machine_id, "machine-id"
    elif keys:
        host_id, id_from = keys, "ssh-host-keys"
    else:
        host_id, id_from = sha256(source.encode("utf-8", "surrogateescape")).hexdigest(), "source"
    name = _matching(_HOST_NAME, _first_line(files.hostname))
    return HostIdentity(
        id=host_id,
        id_from=id_from,
        name=given if name in _NO_NAMES else name,
        machine_id=machine_id,
        boot_id=_matching(_BOOT_ID, files.boot_id),
    )


def zone_of(files: IdentityFiles) -> str:
    """The host's time zone by name; empty when nothing names one.

    The link counts before /etc/timezone: the C library follows the link.

    Source: localtime(5), systemd 257.
    """
    link = files.localtime.decode("utf-8", "backslashreplace")
    _, found, zone = link.partition("/zoneinfo/")
    if found and _ZONE.fullmatch(zone):
        return zone.removeprefix("posix/").removeprefix("right/")
    return _matching(_ZONE, _first_line(files.timezone))


def _keys_hash(keys: Iterable[bytes]) -> str:
    """One hash over the keys' types and bodies: comments may change, order is chance."""
    bodies = sorted({b" ".join(key.split()[:2]) for key in keys if len(key.split()) >= 2})
    return sha256(b"\n".join(bodies)).hexdigest() if bodies else ""


def _first_line(data: bytes) -> bytes:
    lines = (line.strip() for line in data.split(b"\n"))
    return next((line for line in lines if line and not line.startswith(b"#")), b"")


def _matching(pattern: re.Pattern[str], data: bytes) -> str:
    text = data.decode("utf-8", "backslashreplace").strip()
    return text if pattern.fullmatch(text) else ""
