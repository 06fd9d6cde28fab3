"""How bad a finding is, and how sure we are. Defined by what a responder does next."""

from enum import IntEnum


class Level(IntEnum):
    """One scale for levels and confidences; the order is the order of urgency.

    CRITICAL: proof of compromise; act now.
    HIGH: very likely a compromise; act this hour.
    MEDIUM: a person should look today.
    LOW and INFO: context.
    """

    INFO = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    @property
    def word(self) -> str:
        """The level as it stands in JSON and on the command line: `info` … `critical`."""
        return self.name.lower()

    @classmethod
    def of(cls, word: str) -> "Level":
        """The level a word names; Sigma's `informational` is `info`.

        Raises:
            ValueError: the word names no level.
        """
        if word == "informational":
            return cls.INFO
        try:
            return cls[word.upper()]
        except KeyError:
            words = ", ".join(level.word for level in cls)
            raise ValueError(f"{word!r} is no level; the levels are {words}") from None
