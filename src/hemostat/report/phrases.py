"""Sentences with their values, in one language, safe to show."""

from collections.abc import Mapping

from hemostat.model.story import Phrase
from hemostat.model.text import Language, Text
from hemostat.report.escape import fill, visible


def say(phrase: Phrase, language: Language, *, shown: Mapping[str, str] | None = None) -> str:
    """The sentence; values from evidence are made visible, our own words are translated.

    Args:
        phrase: what to say.
        language: in which language.
        shown: other texts for some values, such as a path cut to fit.
    """
    values = {name: _value(value, language) for name, value in phrase.values}
    # `fill` escapes what is visible already once more, which changes nothing.
    return fill(phrase.text.in_language(language), values | dict(shown or {}))


def _value(value: str | Text | Phrase, language: Language) -> str:
    if isinstance(value, Phrase):
        return say(value, language)
    return value.in_language(language) if isinstance(value, Text) else visible(value)
