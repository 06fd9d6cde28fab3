"""Sentences for people, in every language we speak, beside the thing they describe."""

from dataclasses import dataclass
from typing import Literal

Language = Literal["en", "zh"]


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence or template in English and Chinese.

    Templates name their values in braces (`{path}`); `report` fills them in, escaped. A template
    is filled only with the names it was written with: values from evidence are never parsed.
    """

    en: str
    zh: str

    def in_language(self, language: Language) -> str:
        """The sentence in one language."""
        return self.zh if language == "zh" else self.en
