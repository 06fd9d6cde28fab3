from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.parse.logs.access_lines import Line, is_inside, read_line, read_time

CHINA = timezone(timedelta(hours=8))
COMMON = b'198.51.100.7 - li [20/Nov/2026:11:00:00 +0800] "GET /a?b=c HTTP/1.1" 200 54'
AT_THREE = datetime(2026, 11, 20, 3, 0, tzinfo=UTC).timestamp()


def read(line: bytes) -> Line:
    found = read_line(line, CHINA)
    assert found is not None
    return found


@pytest.mark.requirement("B3")
@pytest.mark.parametrize(
    "line",
    [
        COMMON,
        COMMON + b' "-" "curl/8"',
        b"shop.example.cn:80 " + COMMON + b' "-" "curl/8"',
        COMMON + b' "-" "curl/8" "-"',
        b'198.51.100.7, 10.0.0.1 - li [20/Nov/2026:03:00:00 +0000] "GET /a?b=c HTTP/1.1" 200 54',
        b'{"remote_addr":"198.51.100.7","remote_user":"li","time_iso8601":"2026-11-20T11:00:00+08:00",'
        b'"request":"GET /a?b=c HTTP/1.1","status":"200","body_bytes_sent":"54"}',
        b'{"ts":1795143600,"request":{"remote_ip":"198.51.100.7","method":"GET","uri":"/a?b=c",'
        b'"headers":{"User-Agent":["curl/8"]}},"user_id":"li","size":54,"status":200}',
        b'{"ClientHost":"198.51.100.7","ClientUsername":"li","RequestMethod":"GET",'
        b'"RequestPath":"/a?b=c","DownstreamStatus":200,"DownstreamContentSize":54,'
        b'"StartUTC":"2026-11-20T03:00:00Z"}',
    ],
)
def test_each_common_form_says_the_same(line: bytes) -> None:
    found = read(line)
    assert (found.client, found.account, found.method) == ("198.51.100.7", "li", "GET")
    assert (found.target, found.status, found.size, found.time) == ("/a?b=c", 200, 54, AT_THREE)


def test_the_site_stands_before_the_client() -> None:
    assert read(b"shop.example.cn:80 " + COMMON).site == "shop.example.cn:80"
    assert read(COMMON).site == ""


def test_tomcat_writes_a_dash_for_no_bytes() -> None:
    assert read(COMMON.replace(b" 54", b" -")).size is None


def test_behind_a_proxy_the_last_outside_address_is_the_client() -> None:
    line = (
        COMMON.replace(b"198.51.100.7", b"10.0.0.2") + b' "-" "x" "1.2.3.4, 203.0.113.9, 10.0.0.8"'
    )
    assert read(line).client == "203.0.113.9"


def test_a_client_from_outside_cannot_name_another() -> None:
    assert read(COMMON + b' "-" "x" "203.0.113.9"').client == "198.51.100.7"


def test_a_stamp_without_a_zone_is_the_hosts() -> None:
    assert read_time("20/Nov/2026:11:00:00", CHINA) == AT_THREE
    assert read_time("2026-11-20T11:00:00", CHINA) == AT_THREE
    assert read_time("31/Feb/2026:11:00:00", CHINA) is None


def test_quotes_inside_a_request_do_not_end_it() -> None:
    line = COMMON.replace(b"/a?b=c", rb"/a?b=\"c\"") + b' "-" "x"'
    assert read(line).target == r"/a?b=\"c\""


def test_what_is_no_access_log_is_none() -> None:
    assert read_line(b"2026/11/20 08:00:00 [error] 1#1: *1 open() failed", UTC) is None
    assert read_line(b'{"msg":"started"}', UTC) is None


def test_private_addresses_are_inside() -> None:
    assert all(map(is_inside, ("10.1.1.1", "127.0.0.1", "172.20.0.1", "::1", "fd00::1")))
    assert not any(map(is_inside, ("172.32.0.1", "8.8.8.8", "2001:db8::1")))


@given(st.binary(max_size=400))
def test_any_bytes_give_a_line_or_none(data: bytes) -> None:
    for line in (data, COMMON + data, COMMON.replace(b"/a", data), b'{"a":' + data):
        found = read_line(line, UTC)
        assert found is None or found.status >= 0
