"""What lines of database servers' logs say of files written, code loaded and programs run.

Source: the general, slow and error logs of MySQL 5 to 9 and MariaDB; PostgreSQL 9 to 17 with
`log_statement` and without; the log of Redis 4 to 8 and Valkey; mongod.
"""

import re

from hemostat.parse.logs.messages import Accepted, Attempt, Did, Said

_TEXT = r"(?:E|N|_utf8\w*\s*)?(?:'([^'\n]{1,300})'|\"([^\"\n]{1,300})\")"
_WRITES = re.compile(rf"\bINTO\s+(?:OUT|DUMP)FILE\s+{_TEXT}", re.IGNORECASE)
_LOG_MOVED = re.compile(
    rf"\bSET\s+(?:GLOBAL\s+|PERSIST\s+|@@global\.)?"
    rf"(?:general_log_file|slow_query_log_file|log_error|binlog\w*file)\s*=\s*{_TEXT}",
    re.IGNORECASE,
)
_LIBRARY = re.compile(
    rf"\b(?:CREATE\s+(?:OR\s+REPLACE\s+)?(?:AGGREGATE\s+)?FUNCTION|INSTALL\s+(?:PLUGIN|SONAME))\b"
    rf".{{0,200}}?\bSONAME\s+{_TEXT}",
    re.IGNORECASE,
)
_C_FUNCTION = re.compile(
    rf"\bCREATE\s+(?:OR\s+REPLACE\s+)?FUNCTION\b.{{0,300}}?\bAS\s+{_TEXT}", re.IGNORECASE
)
_LANGUAGE_C = re.compile(r"\bLANGUAGE\s+'?c\b", re.IGNORECASE)
_LANGUAGE_SHELL = re.compile(
    r"\bLANGUAGE\s+'?(?:pl(?:python[23]?u|perlu|sh|rubyu|tclu))\b", re.IGNORECASE
)
_SYSTEM = re.compile(
    r"\b(?:os\.(?:system|popen)|subprocess|pty\.spawn|qx|system)\b\s*[(.{/`'\"]|`", re.IGNORECASE
)
_PROGRAM = re.compile(
    r"\bCOPY\b.{1,400}?\b(?:FROM|TO)\s+PROGRAM\s+(?:E|\$\w*\$)?'?(.{1,600})", re.IGNORECASE
)
_FAILED_PROGRAM = re.compile(r'\bprogram "(.{1,600})" failed', re.IGNORECASE)
_CALLS_SHELL = re.compile(
    r"\b(?:sys_(?:exec|eval|bineval)|lib_mysqludf_sys\w*|cmdshell|xp_cmdshell|sys_get)\s*\("
    r"\s*(.{0,300})",
    re.IGNORECASE,
)
_LARGE_OUT = re.compile(r"\blo_export\s*\(\s*[^,]{1,40},\s*'([^']{1,300})'", re.IGNORECASE)
_READS = re.compile(
    r"\b(?:LOAD_FILE|pg_read_(?:binary_)?file|lo_import|pg_ls_dir)\s*\(\s*E?['\"]"
    r"([^'\"\n]{1,300})['\"]"
    r"|\bLOAD\s+DATA\s+(?:LOCAL\s+)?INFILE\s+'([^'\n]{1,300})'"
    r"|\bCOPY\s+\S+(?:\s*\([^)]*\))?\s+FROM\s+'(/(?:etc|root|proc|home)/[^'\n]{1,300})'",
    re.IGNORECASE,
)
_RANSOM = re.compile(
    r"\bREAD_*ME_*(?:TO_*)?RECOVER\w*|\bRECOVER_YOUR_DATA\b|\bHOW_TO_(?:RECOVER|RESTORE)\w*"
    r"|\[read_?me\w*\] creating index",
    re.IGNORECASE,
)
# People write of coins too; a note names a sum of them, or where to pay.
_DEMAND = re.compile(
    r"\bINSERT\b.{0,400}(?:\b\d*\.\d+\s*(?:BTC|bitcoins?)\b|\bbc1[a-z0-9]{20,60}\b|\.onion\b)",
    re.IGNORECASE,
)
_CONNECT = re.compile(r"\bConnect\s+([\w.$-]{1,64})@([\w.:-]{1,80}) (?:on|as)\b")
_DENIED = re.compile(
    r"\bAccess denied for user '([^'\n]{0,80})'@'([^'\n]{1,80})'(?: \(using password: (YES|NO)\))?"
)
_PG_FAILED = re.compile(r'password authentication failed for user "([^"\n]{1,80})"')
_PG_LET_IN = re.compile(r"connection authorized: user=(\S{1,80})")
_ADDRESS = re.compile(r"(?<![\w.])(\d{1,3}(?:\.\d{1,3}){3})(?:\(\d+\)|:\d+)?(?![\w.])")
_FOLLOWS = re.compile(
    r"\b(?:REPLICAOF|SLAVE OF|SLAVEOF|PSYNC|Connecting to MASTER)\s+([\w.:-]{2,80})[: ](\d{1,5})\b"
    r"(.{0,200})"
)
_MODULE = re.compile(r"\bModule '([^'\n]{1,80})' loaded from (\S{1,300})")
_MODULE_FAILED = re.compile(r"\bModule (\S{1,300}) (?:failed to load|does not export)")
_DUMP = re.compile(
    r"\bFailed (?:opening|renaming|to open).{0,60}?(?:RDB|DB|AOF|dump|temp)?.{0,40}?file"
    r" ?(\S{0,80}) \(in server root dir (\S{1,200})\)"
)
_STATEMENT = 500


def read_database(line: str) -> Said:
    """What a line of a MySQL, MariaDB, PostgreSQL or Redis server's log says."""
    return _log_in(line) or _redis(line) or _asked(line)


def _asked(line: str) -> Said:
    account, address = _who(line)
    told = line.strip()[:_STATEMENT]

    def did(kind: str, target: str = "", command: str = "") -> Did:
        return Did("database", kind, account, address, target, command or told)

    for pattern, kind in (
        (_WRITES, "file_written"),
        (_LARGE_OUT, "file_written"),
        (_LOG_MOVED, "log_moved"),
        (_LIBRARY, "library_loaded"),
    ):
        if found := pattern.search(line):
            return did(kind, next(filter(None, found.groups()), ""))
    if found := _PROGRAM.search(line) or _FAILED_PROGRAM.search(line):
        return did("program_run", command=found[1])
    if (found := _C_FUNCTION.search(line)) and _LANGUAGE_C.search(line):
        return did("library_loaded", found[1] or found[2] or "")
    if _LANGUAGE_SHELL.search(line) and _SYSTEM.search(line):
        return did("program_run")
    if found := _CALLS_SHELL.search(line):
        return did("program_run", command=found[1] or found[0])
    if found := _READS.search(line):
        return did("file_read", next(filter(None, found.groups()), ""))
    note = _note(line)
    return did("ransom_note", note) if note else None


def _note(line: str) -> str:
    """The name or the demand of a ransom note; empty for none."""
    found = _RANSOM.search(line)
    if found:
        return found[0][:80]
    return "bitcoin" if _DEMAND.search(line) else ""


def _who(line: str) -> tuple[str, str]:
    """The account and the address of a line's prefix, where its format names them."""
    head = line[:160]
    found = re.search(r"\b([\w.-]{1,64})@[\w.-]{1,64}\b", head)
    address = _ADDRESS.search(head)
    return (found[1] if found else ""), (address[1] if address else "")


def _log_in(line: str) -> Said:
    if found := _DENIED.search(line):
        host = "" if found[2] == "localhost" else found[2]
        return Attempt(found[1], host, "mysql", "password", "failed", 1)
    if found := _PG_FAILED.search(line):
        address = _ADDRESS.search(line[: found.start()])
        host = address[1] if address else ""
        return Attempt(found[1], host, "postgresql", "password", "failed", 1)
    if found := _PG_LET_IN.search(line):
        address = _ADDRESS.search(line[: found.start()])
        return Accepted(found[1], address[1], "postgresql", "password", "", "") if address else None
    if (found := _CONNECT.search(line)) and _ADDRESS.fullmatch(found[2]):
        return Accepted(found[1], found[2], "mysql", "password", "", "")
    return None


def _redis(line: str) -> Said:
    told = line.strip()[:_STATEMENT]
    if found := _MODULE.search(line):
        return Did("redis", "library_loaded", "", "", found[2], told)
    if found := _MODULE_FAILED.search(line):
        return Did("redis", "library_loaded", "", "", found[1], told)
    if found := _FOLLOWS.search(line):
        by = "sentinel" if "sentinel" in found[3].casefold() else ""
        return Did("redis", "follows", by, found[1], f"{found[1]}:{found[2]}", told)
    if found := _DUMP.search(line):
        return Did("redis", "file_written", "", "", f"{found[2]}/{found[1]}".rstrip("/"), told)
    return None


NEEDLES = (
    r"into\s+(?:out|dump)file",
    r"(?:general_log_file|slow_query_log_file|log_error)\s*=",
    "soname",
    r"(?:from|to)\s+program",
    'program "',
    r"language\s+'?(?:c\b|pl)",
    r"sys_(?:exec|eval|bineval|get)",
    "cmdshell",
    r"lo_(?:export|import)",
    r"load_file\s*\(",
    r"pg_(?:read|ls)_",
    r"\binfile\b",
    r"from '/(?:etc|root|proc|home)/",
    "_recover|recover_",
    r"\d (?:btc|bitcoin)|\bbc1[a-z0-9]{20}|\.onion",
    r"\[read_?me\w*\] creating index",
    "access denied for user",
    "password authentication failed",
    "connection authorized: user=",
    r"\bconnect\s+[\w.$-]+@\d",
    r"\b(?:replicaof|slaveof|slave of|connecting to master)\b",
    r"module '",
    "in server root dir",
    "failed to load: ",
)
"""RE2 patterns, of which a line that this module reads holds one; without regard to case."""
