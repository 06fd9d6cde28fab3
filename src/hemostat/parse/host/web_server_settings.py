"""Settings of nginx and httpd that run code, send visitors elsewhere, or hand PHP a file."""

import re
from collections.abc import Iterator, Sequence

from hemostat.model.evidence import Evidence, Parsed
from hemostat.model.records import Setting
from hemostat.parse.host.joined_lines import joined_lines
from hemostat.parse.place import Place

_MOST_TEXT = 1 << 20
_MOST_VALUE = 4_000
_MOST_DEPTH = 32
# A comment, a quoted text, a sign of its own, or a word.
_TOKEN = re.compile(
    r"""\#[^\n]*|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[{};]|(?:\$\{\w*\}|\\.|[^\s{};"'])+""",
    re.DOTALL,
)
_NGINX = re.compile(
    r"proxy_pass|return|rewrite|\w+_by_lua(?:_block|_file)?|perl(?:_set)?|js_(?:content|set|import)"
    r"|(?:fastcgi|uwsgi)_param"
)
_HTTPD = re.compile(
    r"php(?:_admin)?_value|rewriterule|redirect(?:match|permanent|temp)?|proxypass(?:match)?"
    r"|extfilterdefine|lua\w+|setenv"
)
_PHP_SETTING = re.compile(r"php(?:_admin)?_value", re.IGNORECASE)
_NAMES_AUTO_FILE = re.compile(r"auto_(?:pre|ap)pend_file\s*=?\s*(?P<value>[^\s\"'\n;]+)")


def parse_nginx(evidence: Evidence, place: Place) -> Parsed[Setting]:
    """Read a file of nginx: one record a directive of those above, wherever it stands.

    `section` holds the blocks around it, outermost first, conditions of `if` in them; the text of a
    block of Lua is one value. Comments, quotes and several directives a line are taken apart.

    Raises: nothing.
    Source: nginx 1.26, ngx_conf_file.c; lua-nginx-module 0.10 for its blocks.
    """
    del place
    records: list[Setting] = []
    for number, blocks, words in nginx_statements(evidence):
        keyword, section = words[0].lower(), " ".join(" ".join(block) for block in blocks)
        if _NGINX.fullmatch(keyword):
            records.append(_setting(evidence, "nginx", number, (section, keyword, words[1:])))
    return Parsed(tuple(records))


def parse_httpd(evidence: Evidence, place: Place) -> Parsed[Setting]:
    """Read a file of httpd: one record a directive of those above.

    `section` holds the sections around it and the `RewriteCond` lines before it.

    Raises: nothing.
    Source: httpd 2.4, "Configuration Files".
    """
    del place
    records: list[Setting] = []
    sections: list[str] = []
    conditions: list[str] = []
    for number, raw in joined_lines(evidence):
        line = raw.strip()[:_MOST_VALUE]
        keyword, _, value = line.partition(" ")
        keyword = keyword.lower()
        if line.startswith("</"):
            del sections[-1:]
        elif line.startswith("<"):
            sections = [*sections, line][:_MOST_DEPTH]
        elif keyword == "rewritecond":
            conditions = [*conditions, value][:_MOST_DEPTH]
        elif _HTTPD.fullmatch(keyword):
            section = " ".join((*sections, *conditions))
            records.append(_setting(evidence, "httpd", number, (section, keyword, [value])))
        if keyword == "rewriterule":
            conditions = []
    return Parsed(tuple(records))


def _setting(
    evidence: Evidence, service: str, number: int, found: tuple[str, str, list[str]]
) -> Setting:
    section, keyword, words = found
    value = " ".join(words)[:_MOST_VALUE]
    auto = _NAMES_AUTO_FILE.search(value)
    if auto and (_PHP_SETTING.fullmatch(keyword) or keyword.endswith("_param")):
        service, keyword, value = "php", auto[0].split("=")[0].split()[0].lower(), auto["value"]
    return Setting(
        source=evidence.source(number, f"{keyword} {value}"),
        service=service,
        section=section[:_MOST_VALUE],
        keyword=keyword,
        value=value,
    )


def nginx_statements(
    evidence: Evidence,
) -> Iterator[tuple[int, Sequence[Sequence[str]], list[str]]]:
    """Line, words of the blocks around it, and words of each directive of a file of nginx.

    Comments are left out and quotes taken off; of a large file the first MiB is read.
    """
    text = evidence.data[:_MOST_TEXT].decode("utf-8", "backslashreplace")
    blocks: list[list[str]] = []
    words: list[str] = []
    start = at = 0
    line, counted = 1, 0
    while token := _TOKEN.search(text, at):
        at, word = token.end(), token[0]
        if word.startswith("#"):
            continue
        if word not in ("{", "}", ";"):
            start = start if words else token.start()
            words.append(word.strip("\"'"))
            continue
        line, counted = line + text.count("\n", counted, max(start, counted)), max(start, counted)
        if word == "{" and words and words[0].endswith("_by_lua_block"):
            end = _end_of_block(text, at)
            yield line, blocks, [words[0], text[at:end]]
            at = end + 1
        elif word == "{":
            blocks = [*blocks, words][:_MOST_DEPTH]
        elif word == "}":
            blocks = blocks[:-1]
        elif words:
            yield line, blocks, words
        words = []


def _end_of_block(text: str, at: int) -> int:
    """Where the brace stands that closes a block of Lua begun before `at`."""
    depth = 1
    for sign in re.finditer(r"[{}]", text[at:]):
        depth += 1 if sign[0] == "{" else -1
        if not depth:
            return at + sign.start()
    return len(text)


PARSERS = {"nginx_conf": parse_nginx, "httpd_conf": parse_httpd}
