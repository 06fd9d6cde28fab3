from hemostat.report.html.words import WORDS, words_in


def test_every_word_has_both_languages() -> None:
    assert set(words_in("en")) == set(words_in("zh")) == set(WORDS)
    assert all(words_in("en").values())
    assert all(words_in("zh").values())
