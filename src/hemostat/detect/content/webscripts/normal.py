"""Scripts made readable: encodings, escapes, comments and split texts undone."""

import html
import re

from hemostat.detect.content.webscripts.handed_in import node_handed, python_handed
from hemostat.detect.content.webscripts.language import Language
from hemostat.detect.content.webscripts.perl_text import said

MAX_SIZE = 512 * 1024
_UNICODE = re.compile(r"\\u+([0-9a-fA-F]{4})")
_CHARS = re.compile(r"(?i)\bchrw?\s*\(\s*(\d{1,4}|&H[0-9a-f]{1,4})\s*\)")
_READS = re.compile(r"\bread\s+(?:-[a-zA-Z]+\s+(?:\$?\{?\w+\}?\s+(?=\w))?)*([A-Za-z_]\w*)")
_PAGE = re.compile(r"<%|<jsp:|<\?xml", re.IGNORECASE)


_HANDED = {"Perl": said, "Python": python_handed, "Node.js": node_handed}


def script_text(content: bytes, limit: int = MAX_SIZE) -> str:
    """The file as text: UTF-16, EBCDIC where that alone makes a page of it, else as it is.

    Offsets are those of the file where it is a plain one.
    """
    content = content[:limit]
    if content[:2] in (b"\xfe\xff", b"\xff\xfe"):
        return content.decode("utf-16", "replace")
    for encoding in ("utf-16-be", "utf-16-le"):
        if b"<\0%" in content or b"\0<\0%" in content:
            text = content.decode(encoding, "replace")
            if "<%" in text:
                return text
    if b"<" not in content and content[:1] in (b"\x4c", b"\x4d"):
        text = content.decode("cp037", "replace")
        if _PAGE.search(text):
            return text
    return content.decode("latin-1")


def readable(text: str, language: Language) -> str:
    """Without comments, escapes and split texts."""
    if language.name == "JSP":
        text = _UNICODE.sub(lambda match: chr(int(match[1], 16)), text)
        if "<jsp:" in text or "&#" in text:
            text = html.unescape(text).replace("<![CDATA[", "").replace("]]>", "")
    if language.name.startswith("ASP"):
        text = _UNICODE.sub(lambda match: chr(int(match[1], 16)), text)
        text = _CHARS.sub(_char, text)
    if language.name == "shell":
        # What a CGI script reads is the body of the request.
        text = _READS.sub(r"\1=$QUERY_STRING", text)
    text = language.comments.sub(" ", text)
    if language.name in _HANDED:
        text = _HANDED[language.name](text)
    for _ in range(3):
        shorter = language.joints.sub("", text)
        if shorter == text:
            break
        text = shorter
    return text


def _char(match: re.Match[str]) -> str:
    number = match[1]
    code = int("0x" + number[2:], 0) if number[0] == "&" else int(number)
    return f'"{chr(code % 65536)}"' if code != 34 else '""""'
