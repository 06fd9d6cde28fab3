import gzip
from pathlib import Path

import pytest

from examine.steps.look import examined
from hemostat.model.coverage import Outcome
from hemostat.model.records import Login, LogSpan, Shadow, WebRequest
from made_host import make_host
from made_roots import put

LINE = (
    b"2026-11-20T03:00:00+00:00 web sshd[7]: "
    b"Accepted password for root from 198.51.100.7 port 4 ssh2\n"
)


@pytest.mark.requirement("B3")
def test_logs_become_records_coverage_and_time(tmp_path: Path) -> None:
    root = make_host(tmp_path)
    put(root, "/var/log/auth.log", LINE * 20)
    put(
        root,
        "/var/log/lastlog",
        bytes(292 * 33) + b"\1\2\3\x6a" + b"pts/0".ljust(32, b"\0") + b"h".ljust(256, b"\0"),
    )
    result = examined(root)
    assert [each.account for each in result.records.of(Login)] == ["www", *["root"] * 20]
    (cover,) = [each for each in result.time_coverage if each.log == "auth.log"]
    assert (cover.entries, cover.state) == (20, "read")
    (place,) = [each for each in result.coverage if each.name == "linux.log.auth"]
    assert place.outcome is Outcome.READ


def test_a_host_without_logs_says_that_they_are_absent(tmp_path: Path) -> None:
    result = examined(make_host(tmp_path))
    assert result.time_coverage == ()
    assert result.records.of(LogSpan) == ()
    assert result.records.of(Shadow) != ()


@pytest.mark.requirement("A2.6")
def test_access_logs_become_requests_and_coverage(tmp_path: Path) -> None:
    root = make_host(tmp_path)
    line = b'198.51.100.7 - - [20/Nov/2026:03:00:00 +0000] "GET /.env HTTP/1.1" 200 80 "-" "x"\n'
    put(root, "/var/log/nginx/a.access.log", line)
    put(root, "/var/log/nginx/a.access.log.2.gz", gzip.compress(line))
    put(root, "/www/wwwlogs/shop.error.log", line)
    (root / "var/log/nginx/off.access.log").symlink_to("/dev/null")
    result = examined(root)
    paths = sorted(each.source.path for each in result.records.of(WebRequest))
    assert paths == ["/var/log/nginx/a.access.log", "/var/log/nginx/a.access.log.2.gz"]
    assert not [each for each in result.records.of(LogSpan) if each.state == "link"]
    assert not [each for each in result.findings if each.rule.category == "log_silenced"]
    (place,) = [each for each in result.coverage if each.name == "linux.log.web"]
    assert place.outcome is Outcome.READ
