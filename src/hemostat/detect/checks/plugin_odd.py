"""Modules that daemons load from odd places, or that no package brought among those that are."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from hemostat.detect.check import Files, HostContext, check, fires, quiet
from hemostat.detect.places import (
    hidden_part,
    home_of,
    is_not_for_binaries,
    is_system_folder,
    is_temporary,
    is_upload,
)
from hemostat.detect.plugins import plugin_files
from hemostat.detect.provenance import VOUCHED
from hemostat.model.evidence import Source
from hemostat.model.finding import Claim, Observable, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath, is_within, name
from hemostat.model.records import FileFact, Provenance, Setting
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(en="A daemon loads a module of unknown origin", zh="服务加载了来历不明的模块"),
    summary=Text(
        en="{where} makes {service} load {module} ({state}): its code sees every request and every "
        "log-in of that service.",
        zh="{where} 使 {service} 加载模块 {module}（来源：{state}），"
        "其代码可接触该服务的所有请求与登录信息。",
    ),
    benign=Text(
        en="A module built from source lies among the packaged ones, or in /usr/local or /opt. In "
        "a hidden, temporary or data folder none does; ask who built it.",
        zh="自行编译的模块通常与软件包模块同目录，或位于 /usr/local、/opt；"
        "不会放在隐藏、临时或数据目录，请确认编译人。",
    ),
)
# What people build for a packaged server.
_BY_HAND = re.compile(
    r"(?:mod_(?:jk|wsgi\S*|evasive\d*|security\d*|pagespeed\S*|cloudflare|rpaf|xsendfile|perl|php\S*"
    r"|passenger|auth\w+|authn?z?_\w+|maxminddb|geoip|qos|wl\w*|proxy_\w+|fcgid|fastcgi|brotli|http2"
    r"|mono|python|lua|bw|cband|limitipconn|dav_svn|oauth\w*|shib\w*|remoteip|log_\w+|nss|gnutls)"
    r"|sudo_pair|(?:qpm|pm|vas|qas)_?sudo\w*|pbul\S*|approval\w*|libphp\S*|ngx_(?:\w*(?:brotli|headers_more|geoip2?|lua|ndk|vts|vhost_traffic|naxsi|modsecurity"
    r"|pagespeed|cache_purge|echo|fancyindex|rtmp|substitutions|upload|dav_ext|perl|image_filter|js"
    r"|xslt|stream|mail|zstd|redis|set_misc|njs|otel|upstream\w*|sticky|auth\w*|passenger|nchan|push"
    r"|subs_filter|acme|waf|cookie\w*|uploadprogress|slowfs|mp4|flv|srcache|memc|encrypted)\w*))\.so"
)
_MOST = 5
_OWN_FOLDERS = re.compile(
    r"/(?:etc/(?:nginx|httpd|apache2)/modules|usr/share/nginx/modules)/[^.].*"
)
_NEVER_BUILT = ("nginx", "apache2", "rsyslog", "sudo", "gconv")


def _loads(value: str, service: str = "nginx") -> Setting:
    source = Source(path=HostPath(f"/etc/{service}/x.conf"), line=1)
    return Setting(source=source, service=service, keyword="loads", value=value)


def _fact(path: str, state: Provenance = Provenance.UNOWNED) -> FileFact:
    return FileFact(path=HostPath(path), state=state, content="elf", used_as=("plugin",))


_PACKAGED = (
    _loads("/usr/lib/apache2/modules/mod_alias.so", "apache2"),
    _fact("/usr/lib/apache2/modules/mod_alias.so", Provenance.PACKAGED),
)


@check(
    "linux.service.loads-odd-module",
    level=Level.HIGH,
    confidence=Level.MEDIUM,
    category="service_module",
    attack=("T1505.004", "T1505", "T1574"),
    incident_types=("backdoor", "web_intrusion", "credential_leak"),
    texts=TEXTS,
    next=("keep-evidence", "ask-owner", "disable-persistence", "quarantine-file"),
    by_hand="stat {module}; sha256sum {module}; cat {place}",
    examples=(
        fires(_loads("/usr/share/nginx/.m/x.so"), _fact("/usr/share/nginx/.m/x.so")),
        fires(_loads("/var/tmp/a.so", "php"), _fact("/var/tmp/a.so")),  # noqa: S108
        fires(_loads("/home/li/r.so", "redis"), _fact("/home/li/r.so")),
        fires(_loads("/usr/share/doc/pg.so", "postgresql"), _fact("/usr/share/doc/pg.so")),
        fires(_loads("/var/log/mysql/", "mysql")),
        fires(*_PACKAGED, _loads("/usr/lib/apache2/modules/mod_sys.so", "apache2"),
              _fact("/usr/lib/apache2/modules/mod_sys.so")),
        fires(_loads("imstat", "rsyslog"), _fact("/usr/lib64/rsyslog/imstat.so"),
              _loads("imuxsock", "rsyslog"),
              _fact("/usr/lib64/rsyslog/imuxsock.so", Provenance.PACKAGED)),
        fires(_loads("io_audit.so", "sudo"), _fact("/usr/libexec/sudo/io_audit.so")),
        fires(_loads("/usr/lib/games/UTF.so", "gconv"), _fact("/usr/lib/games/UTF.so")),
        quiet(_loads("sudoers.so", "sudo"),
              _fact("/usr/libexec/sudo/sudoers.so", Provenance.PACKAGED)),
        quiet(_loads("sudo_pair.so", "sudo"), _fact("/usr/libexec/sudo/sudo_pair.so")),
        quiet(_loads("/usr/lib/nginx/modules/x.so"),
              _fact("/usr/lib/nginx/modules/x.so", Provenance.PACKAGED)),
        quiet(_loads("/usr/lib/php/20220829/redis.so", "php"),
              _fact("/usr/lib/php/20220829/redis.so")),
        quiet(*_PACKAGED, _loads("/usr/lib/apache2/modules/mod_wsgi-py310.so", "apache2"),
              _fact("/usr/lib/apache2/modules/mod_wsgi-py310.so")),
        quiet(_loads("/www/server/php/81/lib/x.so", "php"), _fact("/www/server/php/81/lib/x.so")),
        quiet(_loads("/opt/redis-stack/lib/redisearch.so", "redis"),
              _fact("/opt/redis-stack/lib/redisearch.so")),
        quiet(_loads("/etc/nginx/modules/own.so"), _fact("/etc/nginx/modules/own.so")),
        quiet(_loads("pg_stat_statements", "postgresql")),
        quiet(_loads("/usr/lib/mysql/plugin/", "mysql")),
        quiet(_loads("/etc/haproxy/cors.lua", "haproxy"),
              FileFact(path=HostPath("/etc/haproxy/cors.lua"), state=Provenance.UNOWNED,
                       content="text")),
    ),
)  # fmt: skip
def loads_odd_module(
    settings: Iterable[Setting], files: Files, context: HostContext
) -> Iterator[Claim]:
    """Web servers, databases, log daemons and others load it into themselves at each start.

    Medium for a foreign one among a packaged server's own modules, unless its name is one that
    people build, or many are foreign: then the server was built here as well. Debian's folder of
    links to modules stands for a packaged server.
    """
    every = [(setting, _file(setting, files)) for setting in settings if setting.keyword == "loads"]
    states = Counter(
        (setting.service, fact.state) for setting, (_, fact) in every if fact is not None
    )
    for setting, (path, fact) in every:
        if path is None or (fact is not None and fact.state in VOUCHED):
            continue
        level = _level(path, fact)
        is_few = states[setting.service, Provenance.UNOWNED] <= _MOST
        is_debians = "/mods-enabled/" in (setting.source.path or "")
        is_base = setting.service in ("sudo", "gconv")  # which names none of its own
        has_packaged = is_debians or is_base or bool(states[setting.service, Provenance.PACKAGED])
        if level is None and context.has_package_database and is_few and has_packaged:
            level = _among_packaged(setting, path, fact)
        if level is Level.MEDIUM and setting.source.path.endswith("/.ssh/config"):
            level = Level.LOW  # a person's own library in the own home, for the own log-ins
        if level is not None:
            yield _claim(setting, path, fact, level)


def _file(setting: Setting, files: Files) -> tuple[HostPath | None, FileFact | None]:
    """The file a setting stands for: that which is there; else as written, where absolute."""
    paths = plugin_files(setting)
    for path in paths:
        fact = files.get(path)
        if fact is not None and fact.state is not Provenance.MISSING:
            return fact.real_path or path, fact
    return (paths[0], files.get(paths[0])) if len(paths) == 1 else (None, None)


def _level(path: HostPath, fact: FileFact | None) -> Level | None:
    if _OWN_FOLDERS.fullmatch(path):
        return None
    is_gone = fact is not None and fact.state is Provenance.MISSING
    if hidden_part(path) or is_temporary(path) or is_upload(path):
        return Level.MEDIUM if is_gone else Level.HIGH
    if fact is not None and fact.state is Provenance.CHANGED:
        return Level.HIGH
    is_binary = fact is None or fact.content in ("elf", "")
    if is_gone or not is_binary:
        return None
    is_data = is_not_for_binaries(path) or is_within(path, "/usr/share")
    return Level.MEDIUM if is_data or home_of(path) else None


def _among_packaged(setting: Setting, path: HostPath, fact: FileFact | None) -> Level | None:
    is_foreign = fact is not None and fact.state is Provenance.UNOWNED and is_system_folder(path)
    if not is_foreign or setting.service not in _NEVER_BUILT or _BY_HAND.fullmatch(name(path)):
        return None
    return Level.MEDIUM


def _claim(setting: Setting, path: HostPath, fact: FileFact | None, level: Level) -> Claim:
    place = setting.source.path
    sha256 = fact.sha256 if fact else ""
    return Claim(
        subjects=(Subject("file", path), Subject("file", place)),
        because=(setting, fact) if fact else (setting,),
        values={
            "where": f"{place}:{setting.source.line}" if setting.source.line else place,
            "place": place,
            "service": setting.service,
            "module": path,
            "state": str(fact.state) if fact else str(Provenance.UNKNOWN),
        },
        level=level,
        observables=(Observable("file:hashes.SHA-256", sha256),) if sha256 else (),
        first_seen=fact.changed if fact else None,
    )
