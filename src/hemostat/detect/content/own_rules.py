"""Our own YARA rules: `data/content/*.yar`, and what they are worth."""

from functools import cache
from importlib import resources

from hemostat.detect.content.yara_rules import YaraRules, YaraText, compile_own
from hemostat.model.errors import InternalError

FOLDER = "hemostat/data/content"


def own_yara_texts() -> tuple[YaraText, ...]:
    """Path, from the package's root, and text of each of our own rule files, by path."""
    folder = resources.files("hemostat") / "data" / "content"
    return tuple(
        YaraText(f"{FOLDER}/{entry.name}", entry.read_text(encoding="utf-8"))
        for entry in sorted(folder.iterdir(), key=lambda each: each.name)
        if entry.name.endswith(".yar")
    )


@cache
def own_yara_rules() -> YaraRules:
    """Our own rules, compiled once.

    Raises:
        InternalError: they do not compile or do not say what they must, which is our fault.
    """
    rules = compile_own(own_yara_texts())
    if rules.problems:
        raise InternalError("\n".join(map(str, rules.problems)))
    return rules
