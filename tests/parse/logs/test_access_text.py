import pytest
from hypothesis import given
from hypothesis import strategies as st

from hemostat.parse.logs.access_text import decoded, hidden_texts, read_target


@pytest.mark.parametrize(
    "text", ["%2e%2e/", "%252e%252e/", "..%2f", "%c0%ae%c0%ae/", "%u002e%u002e/", "%%32%65%%32%65/"]
)
def test_dots_in_any_spelling_are_dots(text: str) -> None:
    assert decoded(text) == "../"


def test_a_query_is_split_before_it_is_decoded() -> None:
    target = read_target("/a.php?x=a%26b=c&y=1+2")
    assert target.parameters == (("x", "a&b=c"), ("y", "1 2"))
    assert (target.path, target.is_encoded) == ("/a.php", False)


def test_letters_as_numbers_are_told() -> None:
    assert read_target("/a?c=%77hoami").is_encoded
    assert not read_target("/a?c=%E6%90%9C%20x").is_encoded


def test_escapes_of_nginx_are_undone() -> None:
    assert read_target(r"/a?x=\x22\x5C").query == 'x="\\'


def test_a_whole_address_is_its_path() -> None:
    assert read_target("http://example.com/a?b=1").path == "/a"


def test_base64_of_text_is_read_and_of_noise_is_not() -> None:
    assert list(hidden_texts("Y2F0IC9ldGMvcGFzc3dk")) == [
        "Y2F0IC9ldGMvcGFzc3dk",
        "cat /etc/passwd",
    ]
    assert list(hidden_texts("AAECAwQFBgcICQoLDA0ODw")) == ["AAECAwQFBgcICQoLDA0ODw"]


@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    read_target(text)
    assert next(iter(hidden_texts(text))) == text
