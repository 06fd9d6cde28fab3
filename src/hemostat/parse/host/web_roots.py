"""Folders that web servers serve, as their settings name them."""

import re

from hemostat.model.path import HostPath, decode, normal, parent

_SERVED = re.compile(
    rb"""(?mx)^[ \t]*(?:
        (?:root|alias)[ \t]+(?:\*[ \t]+)?                       # nginx; Caddy has a * before it
      | (?:DocumentRoot|ScriptAlias[ \t]+\S+|Alias[ \t]+\S+)[ \t]+  # Apache
      | server\.document-root[ \t]*=[ \t]*                      # lighttpd
      | chdir[ \t]*=[ \t]*                                      # PHP-FPM
    )["']?(?P<path>/[^\s"';{}$]*)"""
)
_TOMCAT = re.compile(rb"""\b(?:appBase|docBase)\s*=\s*["'](?P<path>[^"'$]+)["']""")
_TOO_MUCH = re.compile(
    r"/(usr|etc|var|home|root|opt|srv|bin|lib|dev|proc|sys|run|tmp|data|www|mnt"
    r"|var/lib|usr/(share|lib|local))?"
)


def web_roots(data: bytes, path: HostPath) -> tuple[HostPath, ...]:
    """The folders one settings file serves, in its order; too general ones (`/`, `/usr`) left out.

    Args:
        data: of nginx, OpenResty, Apache, lighttpd, Caddy, PHP-FPM or Tomcat.
        path: of the file; Tomcat's relative folders begin at its base, beside `conf`.

    Paths with variables are not known here, and left out. Raises: nothing.
    Source: nginx `root`, `alias`; httpd 2.4 `DocumentRoot`, `Alias`; Tomcat 10 server.xml `Host`,
    `Context`; Caddy v2 `root`; php-fpm.conf `chdir`.
    """
    found: list[HostPath] = []
    if path.endswith(".xml"):
        base = parent(parent(path))
        for match in _TOMCAT.finditer(data):
            named = decode(match["path"])
            found.append(normal(named if named.startswith("/") else f"{base}/{named}"))
    else:
        found += [normal(decode(match["path"])) for match in _SERVED.finditer(data)]
    return tuple(each for each in dict.fromkeys(found) if not _TOO_MUCH.fullmatch(each))
