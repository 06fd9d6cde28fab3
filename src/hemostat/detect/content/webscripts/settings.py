# ruff: noqa: E501 — patterns and sentences are read whole.
"""`.htaccess` and `.user.ini`: settings that make pictures run, or code run before each page."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hemostat.model.level import Level

_PHP_TYPE = r"(?:application/x-httpd-(?:ea-)?(?:alt-)?php[\w.-]*|x-httpd-php[\w.-]*|php[\d.]*-(?:script|fcgi|cgi)|application/x-php|phps?-fcgi|fcgid-script|cgi-script|proxy:\S+)"
_ADDS = re.compile(rf"(?im)^[ \t]*Add(?:Handler|Type)[ \t]+[\"']?{_PHP_TYPE}[\"']?[ \t]+([^\n#]+)")
_SETS = re.compile(rf"(?im)^[ \t]*(?:SetHandler|ForceType)[ \t]+[\"']?{_PHP_TYPE}")
_FILES = re.compile(
    r"(?is)<Files(?:Match)?\s+~?\s*[\"']?([^>\n]+?)[\"']?\s*>(.*?)</Files(?:Match)?>"
)
_PREPENDS = re.compile(
    r"(?im)^[ \t]*(?:php_(?:admin_)?value[ \t]+)?auto_(?:pre|ap)pend_file[ \t]*[= \t][ \t]*[\"']?([^\"'\n;#]+)"
)
_CGI = re.compile(r"(?im)^[ \t]*Options\b[^\n]*[ \t]\+?ExecCGI")
_CGI_OFF = re.compile(r"(?im)^[ \t]*Options\b[^\n]*[ \t]-ExecCGI")
_IS_CGI = re.compile(r"(?i)\bcgi-script\b")
_INI_RISK = re.compile(
    r"(?im)^[ \t]*(?:php_(?:admin_)?(?:value|flag)[ \t]+)?(?:allow_url_include[ \t]*[= \t][ \t]*[\"']?(?:1|on)"
    r"|disable_functions[ \t]*[= \t][ \t]*[\"']?(?:none)?[\"']?[ \t]*$)"
)
_SELF = re.compile(r"(?i)\.ht(?:access)?\b|\\\.ht")
_SCRIPT = re.compile(
    r"(?i)\.?(?:x?html?|s?html|php\d?|phtml|phps|inc|fcgi|cgi|pl|py|sh|phar|fpl|tpl|ctp|module|htm|rb|do|action|css|js|xml|jspx?|aspx?|cfm|lua)\b"
)
_ODD = re.compile(
    r"(?i)\.?\b(?:jpe?g|png|gif|ico|bmp|webp|svg|txt|log|zip|rar|pdf|docx?|xlsx?|mp[34]|avi|woff2?|ttf|json|md|dat|bak|tmp|htaccess)\b"
)
# A picture by its own name among several, scripts too: `^(favicon_\w+\.ico|radio\.php)$`.
_NAMED_PICTURE = re.compile(r"(?i)[\w\]+*-]\\?\.(?:jpe?g|png|gif|ico|bmp|webp)(?:\W|$)")
_ORDINARY_PREPEND = re.compile(
    r"(?i)(?:wordfence-waf\.php|wflogs|malcare-waf\.php|ninjafirewall|firewall\.php|waf\.php|prepend\.php|append\.php"
    r"|aios-bootstrap\.php|bps-|sucuri|cerber|xhgui|tideways|newrelic|phpdebug|crowdsec|bootstrap\.php|autoload\.php)[\"']?\s*$|^none$"
)
_ODD_PLACE = re.compile(
    r"(?i)^(?:/tmp/|/var/tmp/|/dev/shm/|data:|https?:|ftp:|php:|\.\./\.\./\.\./)|/\.[\w-]+(?:/|$)|/(?:uploads?|cache|tmp|images?|img)/"
)


@dataclass(frozen=True, slots=True)
class Setting:
    """One line that makes odd files run: what it does, how bad, how sure."""

    kind: str
    offset: int
    length: int
    level: Level
    confidence: Level


def is_settings(name: str) -> bool:
    """Whether a file of that name is read as settings by the web server or by PHP."""
    return name in (".user.ini", "php.ini") or name.startswith(".htaccess")


def odd_settings(text: str) -> Iterator[Setting]:
    """Lines that make something run which does not look like a program."""
    yield from _handlers(text)
    yield from _prepends(text)
    for match in _INI_RISK.finditer(text):
        if "allow_url_include" in match[0].lower():
            yield _setting("include", match, Level.MEDIUM, Level.MEDIUM)


def _setting(kind: str, match: re.Match[str], level: Level, confidence: Level) -> Setting:
    return Setting(kind, match.start(), match.end() - match.start(), level, confidence)


def _handlers(text: str) -> Iterator[Setting]:
    for match in _ADDS.finditer(text):
        if _IS_CGI.search(match[0]) and _CGI_OFF.search(text) and not _CGI.search(text):
            continue  # named as programs in a folder where none may run: refused, not run
        endings = match[1].split()
        if any(_ODD.fullmatch(each) or _SELF.fullmatch(each) for each in endings):
            yield _setting("handler", match, Level.HIGH, Level.HIGH)
        elif not all(_SCRIPT.fullmatch(each) for each in endings):
            yield _setting("handler", match, Level.MEDIUM, Level.MEDIUM)
    blocks = [(match.start(), match.end(), match[1]) for match in _FILES.finditer(text)]
    for match in _SETS.finditer(text):
        around = [names for start, end, names in blocks if start <= match.start() < end]
        if not around:
            # Everything in the folder, pictures too, is handed to the interpreter.
            yield _setting("handler", match, Level.MEDIUM, Level.LOW)
        elif _SELF.search(around[0]) or (_ODD.search(around[0]) and not _SCRIPT.search(around[0])):
            yield _setting("handler", match, Level.HIGH, Level.HIGH)
        elif _NAMED_PICTURE.search(around[0]) and "(?!" not in around[0]:
            yield _setting("handler", match, Level.HIGH, Level.MEDIUM)
        elif not _SCRIPT.search(around[0]) and not re.search(r"(?i)ph", around[0]):
            yield _setting("handler", match, Level.MEDIUM, Level.MEDIUM)


def _prepends(text: str) -> Iterator[Setting]:
    for match in _PREPENDS.finditer(text):
        target = match[1].strip().strip("\"'")
        if not target or _ORDINARY_PREPEND.search(target):
            continue
        if (
            _SELF.search(target)
            or _ODD.search(target.rpartition("/")[2])
            or _ODD_PLACE.search(target)
        ):
            yield _setting("prepend", match, Level.HIGH, Level.HIGH)
        else:
            yield _setting("prepend", match, Level.LOW, Level.LOW)
