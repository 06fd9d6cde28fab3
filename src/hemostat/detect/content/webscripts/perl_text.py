r"""Perl with what it leaves unsaid written out: `$_`, captures, and what `read` fills."""

import re

_TOPIC = re.compile(r"\$_(?![\w\[{])")
_LOOP = re.compile(
    r"\bfor(?:each)?\s*(?:(?:my|our|local)?\s*\$(?P<name>\w+)\s*)?\((?P<of>(?:[^;{}()]|\([^()]*\)|\{[^{}]{0,40}\})+)\)\s*\{"
)
_SPLIT = re.compile(r"\bsplit\s*(\(?)\s*(/(?:\\.|[^/\\\n]){1,20}/)\s*(?=[;)])")
_READS = re.compile(
    r"\b(?:sys)?read\s*\(?\s*\*?STDIN\s*,\s*(?:my\s*)?\$(?P<name>\w+)", re.IGNORECASE
)
_MATCHES = re.compile(r"(?P<subject>\$\w+(?:(?:->)?[\[{][^\]}]{1,40}[\]}])?)\s*=~\s*(?=m?[/{|!#])")
_UNSAID = re.compile(r"(?<=[(&|])\s*(?=m?/(?:\\.|[^/\\\n])+/[a-z]*\s*[)&|])")
_CAPTURE = re.compile(r"\$[1-9]\b")
_NARROW = re.compile(r"\A(?:m?[/{|!#])\^?[^/]*?\((?:\\[dw]|\[[\w.\\-]+\]|\w)[+*?{}\d,]*\)")


def said(text: str) -> str:
    """The same with assignments for what Perl sets by itself; line breaks stay where they are."""
    text = _LOOP.sub(lambda m: f"{m[0]} ${m['name'] or 'topic_'} = {m['of']};", text)
    text = _TOPIC.sub("$topic_", text)
    text = _SPLIT.sub(r"split\1\2, $topic_", text)
    text = _READS.sub(lambda m: f"${m['name']} = <STDIN>; {m[0]}", text)
    if not _CAPTURE.search(text):
        return text
    text = _UNSAID.sub("$topic_ =~ ", text)
    text = _MATCHES.sub(lambda m: _captured(m, text), text)
    return _CAPTURE.sub("$capture_", text)


def _captured(match: re.Match[str], text: str) -> str:
    # What only lets digits or a name through is checked by it.
    if _NARROW.match(text[match.end() : match.end() + 200]):
        return match[0]
    return f"$capture_ = {match['subject']} =~ "
