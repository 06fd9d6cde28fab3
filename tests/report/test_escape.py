import json
import subprocess

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.model.path import decode
from hemostat.report.escape import defanged, encodable, fill, fill_command, quoted, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain 中文", "plain 中文"),
        ("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
        ("gnp.\u202etxt", "gnp.\\u202etxt"),
        ("a\nb\rc\td", "a\\x0ab\\x0dc\\x09d"),
        ("\u200bzero", "\\u200bzero"),
        ("no\xa0break\u3000", "no\\xa0break\\u3000"),
        (decode(b"\xff"), "\\xff"),
        ("\x9b31m", "\\x9b31m"),
    ],
)
def test_what_a_terminal_would_obey_is_shown_instead(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.binary())
def test_no_bytes_of_a_host_reach_the_terminal_as_controls(data: bytes) -> None:
    shown = visible(decode(data))
    assert shown.isprintable()
    shown.encode("utf-8")


@given(st.binary())
def test_any_bytes_of_a_host_fit_into_json(data: bytes) -> None:
    text = encodable(decode(data))
    assert json.loads(orjson.dumps(text)) == text


def test_a_template_takes_values_by_name_and_never_evaluates_them() -> None:
    assert fill("{a} and {b} of {c}", {"a": "{b}", "b": "\x1b"}) == "{b} and \\x1b of {c}"
    assert fill("{a.__class__}", {"a": "x"}) == "{a.__class__}"


@given(st.binary(min_size=1).filter(lambda data: b"\0" not in data))
def test_a_quoted_word_comes_out_of_the_shell_as_it_went_in(data: bytes) -> None:
    word = quoted(decode(data))
    assert word.isprintable()
    if data.isalnum():
        assert word == data.decode()


@pytest.mark.parametrize(
    "data",
    [b"a b", b"$(id)", b"`id`", b"';id;'", b"\x1b]0;x\x07", b"\xff\n", b"--x", "中 文".encode()],
)
def test_a_real_shell_reads_a_quoted_word_back(data: bytes) -> None:
    command = f"printf %s {quoted(decode(data))}"
    output = subprocess.run(["bash", "-c", command], capture_output=True, check=True).stdout
    assert output == data


def test_a_command_template_quotes_its_values() -> None:
    assert fill_command("ls -l {path}", {"path": "/tmp/a b"}) == "ls -l '/tmp/a b'"


def test_addresses_are_shown_so_that_nobody_opens_them() -> None:
    assert defanged("http://203.0.113.9/a.sh") == "hxxp://203[.]0[.]113[.]9/a[.]sh"
