"""Which processes are services that the network reaches: by program, or by what they run."""

import re
from datetime import timedelta

from hemostat.detect.check import HostContext
from hemostat.detect.names import SERVICE_ACCOUNTS, words
from hemostat.detect.process_family import Family
from hemostat.detect.process_programs import SERVICES, is_interpreter, program
from hemostat.model.records import Process

_MORE = re.compile(
    r"(?:beam\.smp|couchjs|clickhouse-server|influxd|exim4?|proftpd|vsftpd|pure-ftpd|smbd|named"
    r"|squid|haproxy|slapd|opensmtpd|asterisk|freeswitch|valkey-server|keydb-server|dragonfly"
    r"|grafana(?:-server)?|gitea|vault|consul|nomad|minio|dotnet|frankenphp|roadrunner|varnishd)"
)
# What makes an interpreter a server; its command line, or the title it gave itself, says so.
_APPLICATION = re.compile(
    r"\b(?:gunicorn|uwsgi|uvicorn|hypercorn|daphne|waitress|granian|mod_wsgi|paster|flask\s+run"
    r"|runserver|puma|unicorn|passenger|thin|webrick|rails\s+s(?:erver)?|starman|starlet|plackup"
    r"|hypnotoad|artisan\s+(?:serve|octane)|swoole|workerman|webman)\b|\bphp\S*\s+-S\s",
    re.IGNORECASE,
)
_DATABASES = words("mysqld mariadbd postgres postmaster redis-server mongod memcached")
_FIRST_PERSON = 1_000
_LONG = timedelta(seconds=60)


def is_service(process: Process) -> bool:
    """Whether a process is a web server, database, application server or another daemon.

    Node.js runs tools of developers as well: it is a server under an account that nobody owns.
    """
    name = program(process)
    if SERVICES.fullmatch(name) or _MORE.fullmatch(name):
        return True
    if not is_interpreter(process):
        return False
    is_node = name.startswith(("node", "bun", "deno"))
    return bool(_APPLICATION.search(process.command[:4096])) or (is_node and _is_nobodys(process))


def is_database(process: Process) -> bool:
    """Whether a process keeps data, and starts programs for its own upkeep at most."""
    return program(process) in _DATABASES


def _is_nobodys(process: Process) -> bool:
    if process.account in SERVICE_ACCOUNTS:
        return True
    return process.euid is not None and 0 < process.euid < _FIRST_PERSON


def service_above(process: Process, family: Family, *, may_be_root: bool = False) -> Process | None:
    """The service among parent, grandparent and great-grandparent.

    Args:
        process: whose.
        family: of all that runs.
        may_be_root: whether a service of root counts: masters start helpers by design.
    """
    for above, _ in zip(family.ancestors(process), range(3), strict=False):
        if is_service(above) and (may_be_root or not _is_root(above)):
            return above
    return None


def _is_root(process: Process) -> bool:
    return process.account == "root" or process.euid == 0


def is_long(process: Process, context: HostContext, time: timedelta = _LONG) -> bool:
    """Whether it has been there for longer than a request takes."""
    if process.started is None or context.examined is None:
        return False
    return context.examined - process.started >= time
