# ruff: noqa: S108 — paths on the examined host, not ours.
"""Which parts of a host are walked, the most telling first."""

from collections.abc import Iterator

from hemostat.collect.patterns import expand
from hemostat.collect.walk import FOREIGN
from hemostat.model.area import Area, AreaKind
from hemostat.model.path import HostPath, decode, encode, is_within
from hemostat.parse.host.web_roots import web_roots
from hemostat.trees.host_tree import FileKind, HostTree

_SETTINGS_LIMIT = 1 << 20
_MOST_SETTINGS = 400
_SERVER_SETTINGS = (
    b"/etc/nginx/nginx.conf",
    b"/etc/nginx/conf.d/*",
    b"/etc/nginx/sites-enabled/*",
    b"/etc/nginx/vhost*/*",
    b"/usr/local/nginx/conf/*.conf",
    b"/usr/local/nginx/conf/*/*.conf",
    b"/usr/local/openresty/nginx/conf/*.conf",
    b"/usr/local/openresty/nginx/conf/*/*.conf",
    b"/www/server/panel/vhost/*/*.conf",
    b"/opt/1panel/www/conf.d/*.conf",
    b"/etc/apache2/sites-enabled/*",
    b"/etc/apache2/conf-enabled/*",
    b"/etc/httpd/conf/*.conf",
    b"/etc/httpd/conf.d/*.conf",
    b"/usr/local/apache*/conf/*.conf",
    b"/etc/lighttpd/*.conf",
    b"/etc/caddy/Caddyfile",
    b"/etc/php/*/fpm/pool.d/*.conf",
    b"/etc/php-fpm.d/*.conf",
    b"/etc/tomcat*/server.xml",
    b"/var/lib/tomcat*/conf/server.xml",
    b"/usr/local/*tomcat*/conf/server.xml",
    b"/opt/*/conf/server.xml",
)
_WEB = (
    "/var/www",
    "/srv",
    "/www/wwwroot",
    "/data/www",
    "/data/wwwroot",
    "/home/wwwroot",
    "/usr/share/nginx/html",
    "/usr/local/nginx/html",
    "/opt/lampp/htdocs",
    "/opt/1panel/www",
    "/home/*/public_html",
    "/home/*/www",
    "/opt/*/webapps",
    "/usr/local/*/webapps",
    "/var/lib/tomcat*/webapps",
)
_FIXED = (
    Area(HostPath("/tmp"), AreaKind.TEMPORARY, 12, 10_000),
    Area(HostPath("/var/tmp"), AreaKind.TEMPORARY, 12, 10_000),
    Area(HostPath("/dev"), AreaKind.TEMPORARY, 12, 10_000),
    Area(HostPath("/run"), AreaKind.TEMPORARY, 12, 10_000),
    Area(HostPath("/var/lock"), AreaKind.TEMPORARY, 3, 2_000),
    Area(HostPath("/"), AreaKind.OTHER, 1, 1_000),
    Area(HostPath("/root"), AreaKind.HOME, 12, 20_000),
    Area(HostPath("/etc"), AreaKind.SETTINGS, 8, 20_000),
    Area(HostPath("/usr/local"), AreaKind.LOCAL, 12, 25_000),
    Area(HostPath("/usr/bin"), AreaKind.SYSTEM, 12, 10_000),
    Area(HostPath("/usr/sbin"), AreaKind.SYSTEM, 12, 10_000),
    Area(HostPath("/bin"), AreaKind.SYSTEM, 12, 10_000),
    Area(HostPath("/sbin"), AreaKind.SYSTEM, 12, 10_000),
    Area(HostPath("/home"), AreaKind.HOME, 12, 40_000),
    Area(HostPath("/usr/lib"), AreaKind.SYSTEM, 12, 40_000),
    Area(HostPath("/usr/lib64"), AreaKind.SYSTEM, 12, 20_000),
    Area(HostPath("/usr/libexec"), AreaKind.SYSTEM, 12, 10_000),
    Area(HostPath("/lib"), AreaKind.SYSTEM, 12, 20_000),
    Area(HostPath("/lib64"), AreaKind.SYSTEM, 12, 10_000),
    Area(HostPath("/var/spool"), AreaKind.DATA, 10, 10_000),
    Area(HostPath("/var/mail"), AreaKind.DATA, 10, 2_000),
    Area(HostPath("/boot"), AreaKind.DATA, 10, 5_000),
    Area(HostPath("/opt"), AreaKind.LOCAL, 12, 30_000),
    Area(HostPath("/var/log"), AreaKind.DATA, 10, 5_000),
    Area(HostPath("/var/lib"), AreaKind.DATA, 10, 20_000),
    Area(HostPath("/var/cache"), AreaKind.DATA, 10, 5_000),
    Area(HostPath("/var"), AreaKind.DATA, 10, 10_000),
    Area(HostPath("/usr/include"), AreaKind.SYSTEM, 12, 5_000),
    Area(HostPath("/usr/src"), AreaKind.SYSTEM, 12, 5_000),
    Area(HostPath("/usr/share"), AreaKind.SYSTEM, 12, 60_000),
    Area(HostPath("/usr/games"), AreaKind.SYSTEM, 12, 2_000),
)
_KNOWN_TOPS = frozenset(
    b"bin boot dev etc home lib lib32 lib64 libx32 lost+found media mnt opt proc root run sbin "
    b"snap srv sys tmp usr var".split()
)
_UNKNOWN_TOP = (10, 15_000)
_FOREIGN_MOUNTS = (
    Area(HostPath("/mnt"), AreaKind.OTHER, 6, 5_000),
    Area(HostPath("/media"), AreaKind.OTHER, 6, 5_000),
)


def walk_areas(tree: HostTree) -> tuple[Area, ...]:
    """The areas of one host, in the order they are walked; reads web servers' settings."""
    web = tuple(Area(path, AreaKind.WEB, 14, 40_000) for path in _web_folders(tree))
    # Folders of the administrator's own making, such as /data and /app.
    depth, most = _UNKNOWN_TOP
    tops = tree.scandir(b"/")
    own = tuple(
        Area(decode(b"/" + top.name), AreaKind.LOCAL, depth, most)
        for top in (tops if isinstance(tops, tuple) else ())
        if top.kind is FileKind.FOLDER
        and top.name not in _KNOWN_TOPS
        and b"/" + top.name not in FOREIGN
    )
    return (*_FIXED[:6], *web, *_FIXED[6:], *own, *_FOREIGN_MOUNTS)


def _web_folders(tree: HostTree) -> tuple[HostPath, ...]:
    """Folders that are served, each once, none below another."""
    found: list[HostPath] = []
    for path in (*_configured(tree), *_usual(tree)):
        real = tree.resolve(encode(path))
        if isinstance(real, bytes) and not any(is_within(decode(real), each) for each in found):
            found.append(decode(real))
    return tuple(found)


def _configured(tree: HostTree) -> Iterator[HostPath]:
    left = _MOST_SETTINGS
    for pattern in _SERVER_SETTINGS:
        for match in expand(tree, pattern):
            if match.failure is not None or left <= 0:
                continue
            left -= 1
            data = tree.read(match.path, _SETTINGS_LIMIT)
            if isinstance(data, bytes):
                yield from web_roots(data, decode(match.path))


def _usual(tree: HostTree) -> Iterator[HostPath]:
    for pattern in _WEB:
        for match in expand(tree, encode(pattern)):
            if match.failure is None:
                yield decode(match.path)
