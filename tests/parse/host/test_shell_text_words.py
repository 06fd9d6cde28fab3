import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.parse.host.shell_text_words import UNKNOWN, simple_commands


def words_of(text: str) -> list[list[str]]:
    return [[word.text for word in command.words] for command in simple_commands(text)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a 'b c' \"d e\" f\\ g", [["a", "b c", "d e", "f g"]]),
        ("a;b&&c||d|e&f", [["a"], ["b"], ["c"], ["d"], ["e"], ["f"]]),
        ("a\nb", [["a"], ["b"]]),
        ("a \\\nb", [["a", "b"]]),
        ("a#b #c", [["a#b"]]),
        ('"a\\"b\\$c\\d"', [['a"b$c\\d']]),
        ("$'a\\tb'", [["a\tb"]]),
        ("a$((1+2))b", [["a" + UNKNOWN + "b"]]),
        ("x${A:-b c}y", [["x${A:-b c}y"]]),
        ("'unclosed", [["unclosed"]]),
        ("a 2>&1 >b", [["a"]]),
        ("a\xa0b", [["a\xa0b"]]),
    ],
)
def test_words_are_split_as_sh_does(text: str, words: list[list[str]]) -> None:
    assert words_of(text) == words


def test_redirections_are_kept_apart() -> None:
    (command,) = simple_commands("a <in >out 2>>more &>both")
    assert (command.inputs, command.outputs) == (["in"], ["out", "more", "both"])


def test_commands_within_words_come_back_as_text() -> None:
    (command,) = simple_commands('a $(b ")" c) `d` ${e:-$(f)} <(g)')
    assert [word.inner for word in command.words] == [(), ('b ")" c',), ("d",), ("f",), ("g",)]


@given(st.text(alphabet="ab \t'\"", max_size=60))
def test_no_letter_is_lost(text: str) -> None:
    kept = "".join(word.text for command in simple_commands(text) for word in command.words)
    assert [c for c in kept if c in "ab"] == [c for c in text if c in "ab"]
