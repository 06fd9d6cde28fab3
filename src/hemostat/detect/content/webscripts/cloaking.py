# ruff: noqa: E501 — patterns are read whole.
"""Pages that know search engines, or who comes from one, and bring them something from elsewhere.

A test for an engine alone is what statistics and caches do. Told apart is what the branch does that
the test guards: it prints what another machine sends, or sends the visitor there.
"""

import re
from collections.abc import Iterator

MAX_SIZE = 512 * 1024
_COMMENTS = re.compile(r"/\*(?:[^*]|\*(?!/))*\*/|(?m:(?:^|(?<=[\s;{}]))//[^\n]*)")
_ENGINE = re.compile(
    r"(?i)(?:google|bing|yahoo|slurp|baidu|sogou|360spider|haosou|\bso\\?\.com\b|yisou|shenma|\bsm\\?\.cn\b|toutiao|bytespider|yandex"
    r"|duckduck|\baol\b|\bnaver\b|ecosia)(?!analytics|tag|apis|[\w.-]{0,20}\.js)"
)
_VISITOR = re.compile(
    r"(?i)HTTP_USER_AGENT|HTTP_REFERER|navigator\s*\.\s*userAgent|document\s*\.\s*referrer|getHeader\s*\(\s*['\"](?:user-agent|referer)"
    r"|\bUserAgent\b|UrlReferrer|headers\s*(?:\[|\.get\()\s*['\"](?:user-agent|referer)"
)
_IF = re.compile(r"(?i)\b(?:else\s*)?if\b\s*(?=\(|[^\n;{}]{1,400}\bthen\b)")
_LOOP = re.compile(
    r"(?i)\bforeach\s*\(\s*(?P<of>.{1,600}?)\s+as\s+(?:\$\w+\s*=>\s*)?(?P<name>\$\w+)\s*\)",
    re.DOTALL,
)
_SET = re.compile(r"(?<![\w$>-])(?P<name>\$?[A-Za-z_]\w*)\s*=(?![=>~])\s*(?P<value>[^;\n]{1,1500})")
_FUNCTION = re.compile(r"\bfunction\s+(?P<name>\w+)\s*\([^)]*\)\s*(?:use[^{]{0,80})?\{")
_NEGATED = re.compile(r"\A\(\s*!\s*\(?\s*(?:@?\w+\s*\(|[/$])")
_PRINTS = re.compile(
    r"(?i)\b(?:echo|print|exit|die|return)\b|response\s*\.\s*write|out\s*\.\s*print|<\?="
)
_FETCHES = re.compile(
    r"(?i)\b(?:file_get_contents|curl_exec|curl_init|fopen|fsockopen|wp_remote_\w+|file|openStream|getInputStream|XMLHTTP|WebClient|HttpWebRequest|DownloadString)\b"
    r"|\$\w+\s*\(\s*['\"]https?:"
)
_SERVES = re.compile(r"(?i)\b(?:readfile|include|require)(?:_once)?\s*\(?\s*['\"](?:https?:)?//")
_HIDDEN_ADDRESS = re.compile(
    r"(?i)base64_decode\s*\(|\\x68\\x74\\x74\\x70|aHR0c|str_rot13|strrev\s*\("
)
_SENDS = re.compile(
    r"(?i)Location:\s*(?:https?:)?//(?P<a>[^'\"\s/]+)"
    r"|\blocation(?:\s*\.\s*href|\s*\.\s*(?:replace|assign))?\s*(?:=|\()\s*\\?['\"](?:https?:)?//(?P<b>[^'\"\s/\\]+)"
    r"|\blocation(?:\s*\.\s*href)?\s*=\s*(?P<codes>String\s*\.\s*fromCharCode|atob)\s*\("
    r"|<script[^<>]{0,80}src\s*=\s*\\?['\"]?(?:https?:)?//(?P<c>[^'\"\s/\\>]+)"
    r"|<iframe[^<>]{0,120}src\s*=\s*\\?['\"]?(?:https?:)?//(?P<d>[^'\"\s/\\>]+)"
    r"|http-equiv\s*=\s*\\?['\"]?refresh[^<>]{0,80}url\s*=\s*(?:https?:)?//(?P<e>[^'\"\s/\\>]+)"
    r"|(?:Response|response)\s*\.\s*(?:sendRedirect|Redirect)\s*\(?\s*['\"]https?://(?P<f>[^'\"\s/]+)"
)
_ADDRESS = re.compile(r"['\"](?:https?:)?//(?P<host>[^'\"\s/]+)")
_KNOWN = re.compile(
    r"(?i)(?:^|\.)(?:google(?:tagmanager|-analytics|syndication|apis|adservices)?\.\w+|gstatic\.com|doubleclick\.net|hm\.baidu\.com|push\.zhanzhang\.baidu\.com"
    r"|zz\.bdstatic\.com|cnzz\.com|51\.la|facebook\.(?:com|net)|bing\.com|clarity\.ms|prerender\.io|matomo\.cloud|mc\.yandex\.ru|weixin\.qq\.com)$"
)
_ASKS_FOR_PAGES = re.compile(
    r"(?i)['\"]https?://(?P<host>[^'\"\s/]+)[^'\";]{0,120}['\"]\s*\.[^;]{0,400}?(?:HTTP_HOST|SERVER_NAME|\$host)[^;]{0,400}"
)
_CONDITION = re.compile(
    r"(?im)^[ \t]*RewriteCond[ \t]+[\"']?%\{(?:HTTP_REFERER|HTTP_USER_AGENT)\}[\"']?[ \t]+(?P<pattern>[^\n]+)\n"
    r"(?P<more>(?:[ \t]*(?:#[^\n]*|RewriteCond[^\n]*)?\n)*)"
    r"[ \t]*RewriteRule[ \t]+\S+[ \t]+[\"']?https?://(?P<host>[^/\s\"':]+)(?P<rest>[^\s\"']*)"
)
_PRERENDERS = re.compile(r"(?i)https?:|%\{HTTP_HOST\}|_escaped_fragment_|prerender|rendertron")
_INSIDE = re.compile(
    r"(?i)^(?:localhost|127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|[^.]+$|%\{)|prerender|rendertron"
)
_MOST_GUARDED = 3000
_MOST_TESTS = 300
_MOST_SET = 2000
_MOST_NAMES = 100
_FLAG = re.compile(r"(?i)(?P<name>\$?[A-Za-z_]\w*)\s*=\s*(?:true|1)\b")
_ROUNDS = 3


def cloaks(text: str) -> Iterator[tuple[int, int]]:
    """Offset and length of each branch that brings engines, or who comes from them, something else."""
    if not _VISITOR.search(text) or not _ENGINE.search(text):
        return
    text = _COMMENTS.sub(lambda match: " " * len(match[0]), text[:MAX_SIZE])
    if not _brings(text):
        return
    carriers = _carriers(text)
    for start, condition, guarded in _branches(text):
        if _asks(condition, carriers) and _brings(guarded):
            yield start, len(condition) + min(len(guarded), 300)
    for match in _ASKS_FOR_PAGES.finditer(text):
        is_told = _asks(match[0], carriers)
        if (
            is_told
            and not _is_known(match["host"])
            and _FETCHES.search(text)
            and _PRINTS.search(text)
        ):
            yield match.start(), len(match[0])


def cloaks_by_rewriting(text: str) -> Iterator[tuple[int, int]]:
    """The same in an `.htaccess`: engines, or who comes from them, are sent to another host."""
    for match in _CONDITION.finditer(text):
        around = match["pattern"] + match["more"] + match["rest"]
        if (
            _ENGINE.search(match["pattern"])
            and not match["pattern"].startswith("!")
            and not _PRERENDERS.search(around)
            and not _INSIDE.search(match["host"])
            and not _is_known(match["host"])
        ):
            yield match.start(), len(match[0])


def _carriers(text: str) -> re.Pattern[str]:
    """Variables and functions that hold engines' names, or whether one was seen; as a pattern."""
    found: set[str] = set()
    settings = [(m["name"], m["value"]) for m in _SET.finditer(text)][:_MOST_SET]
    settings += [(m["name"], m["of"]) for m in _LOOP.finditer(text)]
    branches = list(_branches(text))
    for match in _FUNCTION.finditer(text):
        body = _within(text, match.end() - 1, "{", "}")
        if len(body) < _MOST_GUARDED and _ENGINE.search(body):
            found.add(match["name"])
    for _ in range(_ROUNDS):
        before, pattern = len(found), _named(found)
        found.update(name for name, value in settings if _asks(value, pattern))
        for _start, condition, guarded in branches:
            if _asks(condition, pattern):
                found.update(match["name"] for match in _FLAG.finditer(guarded[:400]))
        if len(found) == before or len(found) > _MOST_NAMES:
            break
    return _named(found)


def _named(names: set[str]) -> re.Pattern[str]:
    if not names:
        return re.compile("(?!)")
    return re.compile(r"(?<![\w$])(?:" + "|".join(map(re.escape, sorted(names))) + r")(?!\w)")


def _asks(expression: str, carriers: re.Pattern[str]) -> bool:
    """Whether an expression asks for an engine by name, or by what holds one."""
    if _NEGATED.match(expression):
        return False
    return bool(_ENGINE.search(_ADDRESS.sub("", expression)) or carriers.search(expression))


def _branches(text: str) -> Iterator[tuple[int, str, str]]:
    """Start, condition and what it guards, of each `if`."""
    for number, match in enumerate(_IF.finditer(text)):
        if number >= _MOST_TESTS:
            return
        if text[match.end() : match.end() + 1] != "(":
            line, _, rest = text[match.end() : match.end() + _MOST_GUARDED].partition("then")
            yield match.start(), line, re.split(r"(?i)\bend\s+if\b", rest, maxsplit=1)[0]
            continue
        condition = _within(text, match.end(), "(", ")")
        after = match.end() + len(condition)
        yield match.start(), condition, _guarded(text, after)


def _guarded(text: str, after: int) -> str:
    rest = text[after : after + _MOST_GUARDED]
    start = re.match(r"\s*", rest)
    begin = start.end() if start else 0
    if rest[begin : begin + 1] == "{":
        return _within(text, after + begin, "{", "}")
    if _IF.match(rest, begin) or re.match(r"for", rest[begin:]):
        return rest[:600]
    return rest.partition(";")[0]


def _within(text: str, start: int, opening: str, closing: str) -> str:
    """From an opening bracket to its partner; quoted text is stepped over."""
    depth, quote = 0, ""
    end = min(len(text), start + _MOST_GUARDED)
    position = start
    while position < end:
        sign = text[position]
        if sign == "\\":
            position += 1
        elif quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'":
            quote = sign
        elif sign == opening:
            depth += 1
        elif sign == closing:
            depth -= 1
            if not depth:
                return text[start : position + 1]
        position += 1
    return text[start:end]


def _brings(guarded: str) -> bool:
    """Whether a branch prints what another machine sends, or sends the visitor to one."""
    for match in _SENDS.finditer(guarded):
        host = next(
            (each for name, each in match.groupdict().items() if each and name != "codes"), ""
        )
        if match["codes"] or (host and not _is_known(host)):
            return True
    if _SERVES.search(guarded):
        return True
    if not _FETCHES.search(guarded) or not _PRINTS.search(guarded):
        return False
    hosts = [match["host"] for match in _ADDRESS.finditer(guarded)]
    if not hosts and _HIDDEN_ADDRESS.search(guarded):
        return True
    return any(not _is_known(each) for each in hosts)


def _is_known(host: str) -> bool:
    return bool(_KNOWN.search(host.lower()))
