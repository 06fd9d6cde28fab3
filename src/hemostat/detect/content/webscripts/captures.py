# ruff: noqa: E501 — patterns are read whole.
"""Code of a log-in that keeps the passwords it checks, or passes them on.

Programs write passwords where they set them: into settings, hashed. Told apart is what adds a
visitor's name and plain password to a growing file, or sends both to somebody's address.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from hemostat.model.level import Level

_Pattern = tuple[tuple[str, ...], re.Pattern[str]]
MAX_SIZE = 192 * 1024
"""What is longer was made by a machine, or is a library; log-ins are short."""
WORDS = re.compile(rb"(?i)pass|pwd|_pw\b|auth_pw")
_PASSWORD = re.compile(
    r"(?i)(?:\$_(?:POST|REQUEST|GET|SERVER)\s*\[\s*['\"]\w*(?:pass|pwd|psw|_pw|AUTH_PW)\w*['\"]"
    r"|[$@%]\{?\w*(?:passw(?:or)?d|passwd|pass|pwd)\b"
    r"|\b(?:params|in|form|body|data|input|query|req|request|values?|credentials?|args?|fields)(?:->|\.\w+\.|\.|\[?\(?\{?)\s*[\[({]?\s*['\":]?\w{0,8}(?:passw(?:or)?d|passwd|pass|pwd)\b"
    r"|(?<![\w'\".-])(?:self\.|this\.)?\w{0,12}(?:password|passwd)\b(?!\s*[:=(]|['\"])|getParameter\s*\(\s*\"\w{0,10}(?:pass|pwd)\w{0,8}\"|\w*(?:request|input|param|field|post)\w*\(\s*['\"]\w{0,8}pass\w*['\"])"
)
_NAME = re.compile(
    r"(?i)(?:\$_(?:POST|REQUEST|GET|SERVER)\s*\[\s*['\"]\w*(?:user|login|log|mail|name|acc|uid|REMOTE_ADDR|AUTH_USER)\w*['\"]"
    r"|[$@%]\{?\w*(?:user|login|mail|uname|uid|acc|name|ip)\w*|\b\w*(?:user|login|email|account|uname|uid)\w*\b|(?:request|input|param|field|post)\w*\(\s*['\"]\w{0,8}(?:name|mail)['\"])"
)
_MADE_SAFE = re.compile(
    r"(?i)\b(?:md5|sha\d*|crypt\w*|hash\w*|password_hash|bcrypt\w*|encrypt\w*|htpasswd|digest|hexdigest|str_repeat|mask\w*|redact\w*|apr1|new_?pass\w*|strlen|len)\b\s*[('\"]?|\bDB_|\bdb_pass"
)
_SETTINGS = re.compile(
    r"(?i)\.(?:env|ini|cnf|conf|cfg|ya?ml|htpasswd|htaccess|pgpass|netrc|properties|toml|sql|php['\"]|json)\b|htpasswd|passwd['\"]?$|config|credentials|settings|php://(?:stdout|stderr|output)|STDERR|secrets?['\"]?$"
)
_ODD = re.compile(
    r"(?i)['\"/]\.(?!env\b|ht|pgpass|netrc|my\.cnf|git)[A-Za-z_][\w.-]*['\"]?|/(?:tmp|var/tmp|dev/shm|run|var/lock)/|\.(?:jpe?g|png|gif|ico|css|js|bin|swp|woff2?|svg|ttf)\b['\"]?|/(?:cache|temp|images?|img|upload\w*|assets|fonts)/"
)
_WRAPPED = re.compile(
    r"(?i)base64_?encode|b64encode|encode64|str_rot13|bin2hex|strrev|\bbtoa\b|gzdeflate|toString\(\s*['\"](?:base64|hex)|Buffer\.from|openssl_(?:public_)?encrypt"
)
_IP = r"(?:[1-9]|1[1-9]|[2-9]\d|1[01]\d|12[0-689]|1[3-6]\d|17[013-9]|18\d|19[013-9]|192\.(?!168)|172\.(?!1[6-9]|2\d|3[01])|2[0-2]\d)(?:\.\d{1,3}){2,3}"
_STRANGER = re.compile(
    rf"(?i)https?://{_IP}\b|['\"]{_IP}['\"]|api\.telegram\.org/bot|discord(?:app)?\.com/api/webhooks|webhook\.site|\.oast\.\w+|oastify|pipedream|pastebin\.com|\.onion\b|ngrok|trycloudflare|ceye\.io|dnslog"
)
_URL = re.compile(r"['\"`]https?://")
_HEADER = re.compile(r"(?i)\bBasic\b|Authorization")
_LOG_IN = re.compile(r"(?i)log[_ -]?in|auth|sign_?on|sign_?in|session|passw")
_DATA = r"(?P<data>[^;]{3,500})"
# Each behind words without which there is nothing to look for.
_APPENDS = tuple(
    (words, re.compile(each))
    for words, each in (
        # PHP
        (("file_put_contents",), rf"\bfile_put_contents\s*\(\s*(?P<place>[^,;]{{1,200}}),{_DATA}"),
        (("fopen",), rf"\bfopen\s*\(\s*(?P<place>[^,;]{{1,200}}),\s*['\"]a[+bt]*['\"]\s*\)[^}}]{{0,400}}?\bf(?:write|puts|printf)\s*\({_DATA}"),
        (("error_log",), r"\berror_log\s*\((?P<data>[^;]{3,400}?),\s*3\s*,\s*(?P<place>[^;)]{1,200})\)"),
        # JavaScript on servers
        (("appendFile", "writeFile",), r"\b(?:append|write)File(?:Sync)?\s*\(\s*(?P<place>[^,;]{1,200}),(?P<data>[^;\n]{3,400})"),
        # Python
        (("open",), r"\bopen\s*\(\s*(?P<place>[^,\n]{1,200}),\s*(?:mode\s*=\s*)?['\"]a[+bt]*['\"][^\n)]{0,40}\)(?:\s+as\s+\w+:\s*)?[^\n]{0,40}?\n?[^\n]{0,60}?(?:\.write\s*\(|print\s*\()(?P<data>[^\n]{3,400})"),
        # Perl
        (("open",), r"\bopen\s*\(?\s*(?:my\s+|local\s+)?[$*\w]+\s*,\s*['\"]\s*>>(?P<place>[^;\n]{1,200});[^}]{0,300}?\bprint\s+\{?\s*\$?\w+\s*\}?\s+(?P<data>[^;\n]{3,400})"),
        # Ruby
        (("File.",), r"\bFile\.(?:open|new)\s*\(?\s*(?P<place>[^,\n]{1,200}),\s*['\"]a[+bt]*['\"]\s*\)?[^\n]{0,40}?\n?[^\n]{0,40}?(?:\.(?:puts|write|print|<<)|<<)\s*\(?(?P<data>[^\n]{3,400})"),
        ((".write",), r"\b(?:File|IO)\.write\s*\(\s*(?P<place>[^,\n]{1,200}),(?P<data>[^\n]{3,300}mode:\s*['\"]a[^\n]{0,40})"),
        # Java, ASP.NET, Lua, Go
        (("File",), r"\bnew\s+File(?:Writer|OutputStream)\s*\(\s*(?P<place>[^,;]{1,200}),\s*true\s*\)[^}]{0,300}?\.\s*(?:write|append|print(?:ln)?)\s*\((?P<data>[^;]{3,400})"),
        (("AppendAll",), r"\bFile\s*\.\s*AppendAll(?:Text|Lines)\w*\s*\(\s*(?P<place>[^,;]{1,200}),(?P<data>[^;]{3,400})"),
        (("Files",), r"\bFiles\s*\.\s*write(?:String)?\s*\(\s*(?P<place>[^;]{1,120}?\)),(?P<data>[^;]{3,400}APPEND[^;]{0,40})"),
        (("io.open",), r"\bio\.open\s*\(\s*(?P<place>[^,\n]{1,200}),\s*['\"]a[+b]*['\"]\s*\)[\s\S]{0,200}?:write\s*\((?P<data>[^\n]{3,400})"),
        (("OpenFile",), r"\bos\.OpenFile\s*\(\s*(?P<place>[^,\n]{1,200}),[^\n]{0,60}O_APPEND[^\n]{0,80}\)[\s\S]{0,300}?(?:WriteString|Fprint\w*)\s*\((?P<data>[^\n]{3,400})"),
        # A shell, from whatever language
        ((">>",), r"\b(?:exec|system|shell_exec|passthru|popen|os\.system|execSync)\s*\((?P<data>[^;\n]{3,400}?)>>\s*(?P<place>[^;\n]{1,120})"),
    )
)  # fmt: skip
_SENDS = tuple(
    (words, re.compile(each))
    for words, each in (
        (("file_get_contents", "get_headers", "fopen", "curl_init", "fsockopen", "readfile", "file(", "file (", "wp_remote",), rf"\b(?:file_get_contents|get_headers|fopen|curl_init|fsockopen|readfile|file|wp_remote_(?:get|post))\s*\({_DATA}"),
        (("CURLOPT_URL",), r"\bCURLOPT_URL\b(?P<data>[^}]{3,700}?curl_exec)"),
        (("requests.", "urlopen", "urllib", "httpx",), r"\b(?:requests\.(?:post|get)|urlopen|urllib\.request\.\w+|httpx\.(?:post|get))\s*\((?P<data>[^\n]{3,500})"),
        (("fetch", "axios", "http.", "https.", "sendBeacon", "got", "$.",), r"\b(?:fetch|axios(?:\.(?:post|get))?|https?\.(?:get|request)|sendBeacon|got|\$\.(?:post|get|ajax))\s*\((?P<data>[^;]{3,500})"),
        ((".src",), r"\bnew\s+Image\s*\([^)]{0,12}\)\s*\.\s*src\s*=(?P<data>[^;\n]{3,400})|\.src\s*=\s*(?P<source>['\"`]https?:[^;\n]{3,400})"),
        (("Net::HTTP", "HTTParty", "RestClient", "Faraday", "LWP", "HTTP::Tiny",), r"\b(?:Net::HTTP|HTTParty|RestClient|Faraday|LWP::Simple::get|HTTP::Tiny)\b(?P<data>[^;\n]{3,400})"),
        (("curl", "wget", "nc ", "nslookup", "dig ",), r"\b(?:exec|system|shell_exec|passthru|popen|os\.system|execSync)\s*\((?P<data>[^;\n]{0,80}(?:curl|wget|nc|nslookup|dig)\s[^;\n]{3,300})"),
        (("gethostbyname", "dns_get_record", "checkdnsrr",), r"\b(?:gethostbyname|dns_get_record|checkdnsrr)\s*\((?P<data>[^;\n]{3,300})"),
    )
)  # fmt: skip
_MAILS = (
    (
        ("mail",),
        re.compile(r"(?<![\w>:$])@?mail\s*\(\s*(?P<place>[^,;]{1,120}),(?P<data>[^;]{3,500})"),
    ),
)
# A page's own script: the field is read, wrapped up and put behind an address written out.
_FIELD = re.compile(r"(?i)pass(?:word|wd)?\w{0,8}['\"]?\)?\.(?:value|val\()|type=['\"]?password")
_BEACON = re.compile(
    r"(?:\.open\s*\(\s*['\"](?:GET|POST)['\"]\s*,|\.src\s*=|\bfetch\s*\(|sendBeacon\s*\(|url\s*:)\s*['\"`]https?://[^;\n]{0,200}?(?:\+|\$\{)\s*(?:window\.)?btoa\s*\("
)
_TO_USER = re.compile(r"(?i)\$\w*(?:mail|to|user|recipient|address)\w*|->")


class Capture(NamedTuple):
    """One place: what it does (keeps, sends, mails), where, how bad."""

    way: str
    offset: int
    length: int
    level: Level


def captures(text: str) -> Iterator[Capture]:
    """Places where the name and plain password of who logs in are kept or passed on."""
    if not _LOG_IN.search(text):
        return
    for match in _places(text, _APPENDS):
        if (level := _kept(match)) is not None:
            yield Capture("keeps", match.start(), len(match[0]), level)
    for match in _sent(text):
        yield Capture("sends", match.start(), len(match[0]), Level.HIGH)
    for match in _places(text, _MAILS):
        # To an address written out; a new user's password goes to an address that is looked up.
        if "@" in match["place"] and not _TO_USER.search(match["place"]) and _has_both(match):
            yield Capture("mails", match.start(), len(match[0]), Level.HIGH)


def _sent(text: str) -> Iterator[re.Match[str]]:
    if _STRANGER.search(text) or (_WRAPPED.search(text) and _URL.search(text)):
        for match in _places(text, _SENDS):
            if _is_to_stranger(match[0]) and _has_both(match):
                yield match
    if "btoa" in text and _FIELD.search(text):
        yield from _BEACON.finditer(text)


def _places(text: str, patterns: Iterable[_Pattern]) -> Iterator[re.Match[str]]:
    for words, pattern in patterns:
        if any(word in text for word in words):
            yield from pattern.finditer(text)


def _is_to_stranger(text: str) -> bool:
    """Whether it goes to a bare or throw-away address, or wrapped up to any; the header of a log-in is wrapped, too."""
    is_wrapped = _WRAPPED.search(text) and _URL.search(text) and not _HEADER.search(text)
    return bool(is_wrapped or _STRANGER.search(text))


def _kept(match: re.Match[str]) -> Level | None:
    place, data = match["place"], match["data"]
    if not _has_both(match) or (_SETTINGS.search(place) and not _ODD.search(place)):
        return None
    is_odd = bool(_ODD.search(place))
    if match.re.pattern.startswith(r"\bfile_put") or "writeFile" in match[0]:
        appends = "FILE_APPEND" in data or "appendFile" in match[0]
        if not appends and not is_odd:
            return None
    return Level.HIGH if is_odd or _WRAPPED.search(data) else Level.MEDIUM


def _has_both(match: re.Match[str]) -> bool:
    data = match["data"] or match[0]
    if _MADE_SAFE.search(data):
        return False
    secret = _PASSWORD.search(data)
    return secret is not None and bool(_NAME.search(data[: secret.start()] + data[secret.end() :]))
