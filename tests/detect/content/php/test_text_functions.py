"""String functions, computed."""

import zlib

import pytest

from hemostat.detect.content.php.text_functions import computed


@pytest.mark.parametrize(
    ("name", "args", "result"),
    [
        ("base64_decode", (b"c3lz\ndGVt",), b"system"),
        ("base64_decode", (b"YQ",), b"a"),
        ("str_rot13", (b"flfgrz",), b"system"),
        ("strrev", (b"abc",), b"cba"),
        ("hex2bin", (b"6162",), b"ab"),
        ("pack", (b"H*", b"6162"), b"ab"),
        ("pack", (b"C*", b"97", b"98"), b"ab"),
        ("substr", (b"abcdef", b"-3", b"2"), b"de"),
        ("sprintf", (b"%s%s%c", b"a", b"b", b"99"), b"abc"),
        ("strtr", (b"abc", b"ab", b"xy"), b"xyc"),
        ("chr", (b"-159",), b"a"),
        ("base_convert", (b"255", b"10", b"16"), b"ff"),
        ("gzinflate", (zlib.compress(b"abc")[2:-4],), b"abc"),
    ],
)
def test_results_are_those_of_php(name: str, args: tuple[bytes, ...], result: bytes) -> None:
    assert computed(name, args) == result


def test_what_would_fail_is_unknown() -> None:
    assert computed("gzinflate", (b"no",)) is None
    assert computed("hex2bin", (b"xyz",)) is None
    assert computed("str_repeat", (b"aaaa", b"99999999")) is None
    assert computed("unheard_of", ()) is None
