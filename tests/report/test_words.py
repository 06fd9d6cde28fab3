from hemostat.model.coverage import Outcome
from hemostat.model.level import Level
from hemostat.model.text import Text
from hemostat.report import words


def texts() -> list[Text]:
    found: list[Text] = []
    for value in vars(words).values():
        found += [value] if isinstance(value, Text) else []
        found += (
            list(value.values())
            if isinstance(value, dict) and value.keys() <= {*Level, *map(str, Outcome)}
            else []
        )
    return found


def test_both_languages_name_the_same_values() -> None:
    import re

    for text in texts():
        names = [sorted(re.findall(r"\{(\w+)\}", each)) for each in (text.en, text.zh)]
        assert names[0] == names[1], text


def test_every_outcome_and_level_has_a_word() -> None:
    assert set(words.OUTCOMES) == set(map(str, Outcome))
    assert set(words.LEVELS) == set(Level)
