import re

from hemostat.incident.things import LINK_KINDS
from hemostat.model.text import Text
from hemostat.report import story_words


def texts() -> list[Text]:
    own = [each for each in vars(story_words).values() if isinstance(each, Text)]
    tables = (story_words.LABEL_KINDS, story_words.PRECISIONS, LINK_KINDS)
    return own + [each for table in tables for each in table.values()]


def test_every_sentence_is_there_in_both_languages_with_the_same_values() -> None:
    for text in texts():
        assert text.en.replace("…", "").isascii()
        assert text.zh
        values = [sorted(re.findall(r"\{\w+\}", each)) for each in (text.en, text.zh)]
        assert values[0] == values[1], text
