import pytest

from hemostat.model.level import Level


def test_the_order_is_the_order_of_urgency() -> None:
    assert sorted(Level) == [Level.INFO, Level.LOW, Level.MEDIUM, Level.HIGH, Level.CRITICAL]


@pytest.mark.parametrize("level", Level)
def test_a_word_names_its_level(level: Level) -> None:
    assert Level.of(level.word) is level


def test_sigmas_informational_is_info() -> None:
    assert Level.of("informational") is Level.INFO


def test_another_word_is_refused_with_the_words_there_are() -> None:
    with pytest.raises(ValueError, match="info, low, medium, high, critical"):
        Level.of("urgent")
