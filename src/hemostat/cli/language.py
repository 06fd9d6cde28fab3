"""Which language to speak: `--lang`, else the locale, else English."""

from collections.abc import Mapping, Sequence

from hemostat.model.text import Language


def choose_language(arguments: Sequence[str], environment: Mapping[str, str]) -> Language:
    """The language of help and results, before the arguments are parsed.

    Args:
        arguments: the command line without the program's name.
        environment: for LC_ALL, LC_MESSAGES and LANG, in the order gettext(3) gives them.
    """
    for index, argument in enumerate(arguments):
        if argument == "--lang" and index + 1 < len(arguments):
            return _language(arguments[index + 1])
        if argument.startswith("--lang="):
            return _language(argument.removeprefix("--lang="))
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return _language(environment[name])
    return "en"


def _language(word: str) -> Language:
    return "zh" if word.lower().startswith("zh") else "en"
