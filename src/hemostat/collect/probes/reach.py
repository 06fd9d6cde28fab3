"""One TCP connection to a place the user named, closed at once, nothing sent."""

import socket

from hemostat.model.errors import UsageError

_SECONDS = 0.8


def try_to_reach(target: str) -> str:
    """Connect to `host:port`. Empty when the connection came about, else the system's words.

    Within the watchdog's second; a name is resolved by the host's own resolver.
    """
    host, port = target_of(target)
    try:
        with socket.create_connection((host, port), timeout=_SECONDS):
            return ""
    except OSError as error:
        return str(error) or type(error).__name__


def target_of(text: str) -> tuple[str, int]:
    """Host and port of `host:port` or `[address]:port`.

    Raises:
        UsageError: it is neither.
    """
    host, _, port = text.rpartition(":")
    host = host.strip("[]")
    if not host or not port.isascii() or not port.isdecimal() or not 0 < int(port) < 65536:
        raise UsageError(f"--reach wants HOST:PORT, not {text!r}")
    return host, int(port)
