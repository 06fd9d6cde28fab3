# ruff: noqa: E501 — patterns are read whole.
"""What a script checks in full before it uses it, and what it hands over as a list, not to a shell."""

import re
from collections.abc import Iterator

_NAME = r"(?P<name>[A-Za-z_$]\w*)"
_TEXT = r"r?[\"'](?P<pattern>(?:\\.|[^\"'\\\n]){1,120})[\"']"
_FULL = tuple(
    re.compile(each)
    for each in (
        rf"(?<![\w.]){_NAME}\s*\.\s*matches\s*\(\s*{_TEXT}\s*\)",
        rf"\bPattern\s*\.\s*matches\s*\(\s*{_TEXT}\s*,\s*{_NAME}\s*\)",
        rf"\bfullmatch\s*\(\s*{_TEXT}\s*,\s*{_NAME}\b",
        rf"\.compile\s*\(\s*{_TEXT}\s*\)\s*\.\s*(?:matcher\s*\(\s*{_NAME}\s*\)\s*\.\s*matches|fullmatch\s*\(\s*{_NAME.replace('name', 'other')})",
    )
)
_ANCHORED = tuple(
    re.compile(each)
    for each in (
        rf"\bre\s*\.\s*match\s*\(\s*{_TEXT}\s*,\s*{_NAME}\b",
        rf"/(?P<pattern>\^(?:\\.|[^/\\\n]){{1,120}}\$)/[a-z]*\s*\.\s*test\s*\(\s*{_NAME}\s*\)",
        rf"(?<![\w.]){_NAME}\s*\.\s*match\s*\(\s*/(?P<pattern>\^(?:\\.|[^/\\\n]){{1,120}}\$)/",
        rf"\$?{_NAME}\s*[=!]~\s*m?/(?P<pattern>(?:\^|\\A)(?:\\.|[^/\\\n]){{1,120}}(?:\$|\\[zZ]))/",
        rf"\bRegex\s*\.\s*IsMatch\s*\(\s*{_NAME}\s*,\s*@?{_TEXT}",
    )
)
_NUMBER = re.compile(
    rf"(?<![\w.]){_NAME}\s*\.\s*(?:isdigit|isdecimal|isnumeric|isalnum|isidentifier)\s*\(\s*\)"
    rf"|\b(?:StringUtils\s*\.\s*isNumeric|NumberUtils\s*\.\s*is\w+)\s*\(\s*{_NAME.replace('name', 'other')}\s*\)"
)
_LISTED = re.compile(
    rf"(?P<list>[A-Za-z_$]\w*)\s*\.\s*(?:contains|containsKey|includes|has|include\?)\s*\(\s*{_NAME}\s*\)"
    rf"|(?<![\w.]){_NAME.replace('name', 'other')}\s+(?:not\s+)?in\s+(?P<tuple>[A-Z_]{{2,}}\b|[(\[{{]\s*[\"'])"
)
_TIGHT = re.compile(
    r"(?:\\+[dw]|\\+[.\-]|\[(?!\^)(?:\\+[dw.\-]|[\w.\-@:,])+\]|\w|[-+*?(){},:@|]|\{\d+(?:,\d*)?\})+"
)
_OF_TEXTS = re.compile(r"[\[({]\s*[\"']|asList|(?:Set|List|Map)\s*\.\s*of")
_ADDS = re.compile(
    r"(?<![\w.$])(?P<name>[A-Za-z_$]\w*)\s*\.\s*(?:add|append|push|addAll|extend|<<)\s*\((?P<value>[^;\n]{1,600})"
)
_LIST = re.compile(
    r"\s*(?:new\s+String\s*\[\s*\]\s*|(?:Arrays\.asList|List\.of)\s*\(|\w+\s*:\s*)?[\[{(]?\s*[rbuf@]{0,2}[\"'][^\"']*[\"']\s*,"
)


def vouched(text: str) -> set[str]:
    """Variables that are compared with a pattern of digits, letters and dots, or with a list."""
    return set(_vouched(text))


def _vouched(text: str) -> Iterator[str]:
    for each in (*_FULL, *_ANCHORED):
        for match in each.finditer(text):
            pattern = match["pattern"]
            if each in _ANCHORED and not re.fullmatch(r"(?:\^|\\A).*(?:\$|\\[zZ])", pattern):
                continue
            if _TIGHT.fullmatch(re.sub(r"^(?:\^|\\A)|(?:\$|\\[zZ])$", "", pattern)):
                yield match["name"] or match["other"]
    for match in _NUMBER.finditer(text):
        yield match["name"] or match["other"]
    for match in _LISTED.finditer(text):
        if match["other"] or match["list"].isupper() or _is_of_texts(match["list"], text):
            yield match["name"] or match["other"]


def _is_of_texts(name: str, text: str) -> bool:
    """Whether a list is written out in the script."""
    made = re.search(rf"(?<![\w.$]){re.escape(name)}\s*=(?!=)(?P<value>[^;\n]{{1,300}})", text)
    return made is not None and _OF_TEXTS.search(made["value"]) is not None


def added(text: str) -> list[tuple[str, str]]:
    """What is added to lists: name and value."""
    return [(match["name"], match["value"]) for match in _ADDS.finditer(text)][:2000]


def is_list(value: str) -> bool:
    """Whether a value is a list that begins with a written-out text."""
    return _LIST.match(value) is not None
