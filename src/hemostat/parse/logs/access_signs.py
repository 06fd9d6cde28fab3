"""What a request tries, told from its text alone. Whether it worked is for others to judge.

The words of a sign are those of commands, languages and known holes, in values where ordinary
sites put none: fields for free text (search, comments) say nothing.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from hemostat.parse.logs.access_lines import Line
from hemostat.parse.logs.access_text import Target, hidden_texts, read_target


class Sign(NamedTuple):
    """One thing a request tries, and the part of it that says so."""

    kind: str
    found: str


_LONGEST = 4_096
_BLANKS = re.compile(r"[^\S\n]+")
_BREAKS = re.compile(r" ?\n[ \n]*")
_FREE = re.compile(
    r"(?:s|q|qs|wd|kw|word|words|query|search\w*|\w*keywords?|term|text|title|subject|content|body"
    r"|message|msg|comment|note|description|desc|name|prompt|input|utm_\w+|ref|referr?er|redirect\w*"
    r"|return\w*|next|url|uri|link|callback|continue|state|token|sig\w*|signature|hash)",
    re.IGNORECASE,
)
_ROUTE = re.compile(r"think|invokefunction|\$\{|\(\)\s*\{|call_user_func", re.IGNORECASE)
_COMMAND_FIELD = re.compile(
    r"(?:cmd\w*|c|e|x|z\d|0|a|pass|pwd|command\w*|exec\w*|execute|shell|sh|run|system|func\w*|code|ccc?|do)",
    re.IGNORECASE,
)
_WORDS = re.compile(
    r"\s*(?:id|whoami|uname|ifconfig|ipconfig|netstat|systeminfo|tasklist|pwd|hostname"
    r"|ps|set|env|net user)\s*",
    re.IGNORECASE,
)
# Programs as intruders' requests name them; what follows must look like a shell's arguments.
_PROGRAM = (
    r"(?:/(?:usr/)?(?:local/)?s?bin/)?(?:ba|da|z|k|c)?(?:wget|curl|fetch|tftp|cat|ls|uname|netstat|ifconfig"
    r"|chmod|chown|rm|mv|cp|echo|printf|head|tail|find|grep|ping|nc|ncat|netcat|nslookup|dig|socat|python[\d.]*"
    r"|perl|php|ruby|bash|sh|busybox|kill|pkill|crontab|useradd|passwd|mkdir|touch|tar|base64|powershell"
    r"|cmd(?:\.exe)?|certutil|net|dir|type|nohup|cd|ps|id|whoami|ip|ss|w|arp|route|mysqldump|xxd)"
)
_ARGUMENT = r"(?:\s|\$\{?IFS\}?|\+|%09)+(?:-{1,2}[\w]|[~.]{0,2}/|https?://|ftp://|\$|`|'|\"|>|\||&|;|\d{3,4}\s+/|\*|aux\b|user\b|\w+@|[\w.-]+\s*[|>;&])"
_COMMAND = re.compile(
    rf"^\s*[;|&\n]*\s*(?:sudo\s+)?{_PROGRAM}{_ARGUMENT}"
    rf"|(?:[;|&\n`]|\$\()\s*{_PROGRAM}{_ARGUMENT}"
    r"|(?:`|\$\()\s*(?:id|whoami|uname(?: -\w+)?|hostname|pwd|sleep \d+)\s*(?:`|\))"
    r"|^[\d.\s]*[;|&\n]{1,2}\s*(?:id|whoami|uname(?: -\w+)?|ifconfig|ls|dir|ipconfig)\s*[;#|&]*\s*$"
    r"|/dev/(?:tcp|udp)/[\w.]+/\d|\$\{IFS\}|\bbash\s+-[ci]\b|/bin/(?:ba|da|z)?sh\s+-[ci]\b"
    r"|\|\s*(?:ba|da|z)?sh\b\s*(?:$|[;&>|-])|\bbase64\s+-d\b|\bpowershell\S*\s+-\w|\bcmd(?:\.exe)?\s+/c\b"
    r"|\b(?:wget|curl)\s+[^|;&]{0,200}(?:\s-[oO]\s|[|;&]|/tmp/)|\bchmod\s+(?:777|\+x)\s",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"call_user_func(?:_array)?|invokefunction|\b(?:system|shell_exec|passthru|popen|proc_open|exec|assert|eval"
    r"|phpinfo|base64_decode|file_put_contents|create_function|move_uploaded_file)\s*\(|getRuntime|ProcessBuilder"
    r"|java\.lang\.|javax\.script|_memberAccess|freemarker\.template|@ognl\.|#context\b|#_?req\w*=|xwork\.Method"
    r"|class\.module\.classLoader|auto_prepend_file|allow_url_include|php://(?:input|filter)|data://text|expect://"
    r"|phar://|<\?php|<\?=|__import__\(|child_process|T\(java|\$\{(?:@|#|T\(|new )|%\{(?:\(?#|@)"
    r"|\{\{[^{}]{0,80}(?:__class__|__globals__|\bconfig\b|lipsum|\d\*\d)",
    re.IGNORECASE | re.DOTALL,
)
_UP = re.compile(r"(?:^|[/\\=:;])\.\.;?(?:[/\\]|$)")
_FILES = re.compile(
    r"/etc/(?:passwd|shadow|group|hosts|issue)\b|win\.ini|boot\.ini|/proc/(?:self|\d+)/|WEB-INF/|/\.ssh/|/\.aws/"
    r"|/root/\.|/bin/(?:ba|da)?sh\b|wp-config\.php|\.git/config",
    re.IGNORECASE,
)
_FILE_VALUE = re.compile(
    r"^(?:file:/{1,3}|/{1,2})(?:etc/|proc/self|root/|var/log/|windows/)|^[a-z]:\\windows",
    re.IGNORECASE,
)
_SQL = re.compile(
    r"\bunion\b[\s/*!+()]{1,20}(?:all[\s/*!+]{1,20})?select\b|\b(?:and|or)\b\s+['\"(]*\d+['\")]*\s*(?:=|like|<|>)\s*['\"(]*\d+"
    r"|\b(?:sleep|benchmark|pg_sleep|extractvalue|updatexml|load_file|xp_cmdshell|utl_http)\s*\(|information_schema\."
    r"|waitfor\s+delay|\binto\s+(?:out|dump)file\b|'\s*(?:or|and)\s+'[^']*'\s*=\s*'|;\s*(?:drop|insert|exec)\s+",
    re.IGNORECASE,
)
_LOOKUP = re.compile(
    r"\$\{(?:jndi|(?:lower|upper|env|sys|date|::-)[^}]{0,20}j?)[:}]", re.IGNORECASE
)
_SHELLSHOCK = re.compile(r"\(\)\s*\{[^}]{0,40};?\s*\}?")
_SECRET = re.compile(
    r"/\.(?:env(?:\.\w{2,12})?|git/(?:config|HEAD|index|logs/HEAD)|svn/(?:entries|wc\.db)|aws/credentials|ssh/id_\w+"
    r"|htpasswd|npmrc|docker/config\.json|DS_Store|bash_history|my\.cnf)$"
    r"|/(?:wp-config\.php(?:\.?(?:bak|old|save|swp|txt|orig|1)|~)|id_rsa|heapdump|config\.(?:php|inc)\.?(?:bak|old|~))$"
    r"|/(?:www|wwwroot|web|site|backup|bak|back|db|database|dump|data|sql|htdocs|public_html|html|mysql|[\w-]+\.(?:com|cn|net|org))"
    r"\.(?:zip|rar|7z|tar|tgz|tar\.gz|sql|sql\.gz|bak|mdb)$",
    re.IGNORECASE,
)
# A forge shows such files of its projects to everybody.
_SHOWN = re.compile(
    r"/(?:-|raw|blob|src|tree|blame|commits?|browse|archive|repository|api|dav|webdav|remote\.php)/",
    re.IGNORECASE,
)
SCRIPT = r"\.(?:php[3457]?|phtml|phar|pht|jspx?|jspf|jspa|aspx?|ashx|asmx|asa|cer|cfm|cgi|pl)"
_SCRIPT_END = re.compile(rf"({SCRIPT})(?:[/\s;:.%].{{0,12}})?$", re.IGNORECASE)
_DATA_FOLDER = re.compile(
    r"/(?:[\w-]*uploads?|upload(?:ed|file|img|image)?s?|upfiles?|userfiles?|attachments?|attach|avatars?|images?|imgs?|pics?"
    r"|pictures?|photos?|media|static|css|js|fonts?|styles?|icons?|thumbs?|thumbnails?|cache|caches|tmp|temp|runtime|files?"
    r"|\.well-known|logs?|backups?|download|downloads)/",
    re.IGNORECASE,
)
_SITES_OWN = re.compile(
    r"/(?:[\w-]*(?:upload|uploader|up_?load\w*|handler|controller|connector|captcha|thumb|timthumb|resize|image|img|verify|vcode"
    r"|download|get|file_?manager|index|ajax|api|combine|minify|style|css|js|load-\w+|notify|callback|return|server|config))\.\w{2,5}$"
    r"|/(?:ueditor|kindeditor|ckeditor|ckfinder|elfinder|tinymce|fckeditor|filemanager|phpmyadmin|adminer)/",
    re.IGNORECASE,
)
_HOLES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("POST PUT", re.compile(r"/phpunit/.*eval-stdin\.php$", re.IGNORECASE)),
    ("POST", re.compile(r"/(?:script|scriptText)$")),
    ("POST PUT", re.compile(r"/manager/(?:html/upload|text/deploy|deploy)\b")),
    (
        "POST",
        re.compile(r"/actuator/(?:gateway/(?:refresh|routes/[^/]+)|env|refresh|restart|jolokia)$"),
    ),
    ("POST", re.compile(r"/nacos/v1/auth/users/?$")),
    ("POST", re.compile(r"/(?:wls-wsat|_async|ws_utc)/|console\.portal$", re.IGNORECASE)),
    ("GET POST", re.compile(r"/bsh\.servlet\.BshServlet$|/~ic/bsh", re.IGNORECASE)),
    ("POST", re.compile(r"/functionRouter$")),
    ("POST", re.compile(r"/solr/[^/]+/config$|/druid/indexer/v1/sampler$", re.IGNORECASE)),
    ("POST", re.compile(r"/(?:v1\.\d\d/)?containers/(?:create|[0-9a-f]{12,64}/(?:exec|start))$")),
    (
        "POST",
        re.compile(
            r"/seeyon/(?:htmlofficeservlet|autoinstall\.do)|/ispirit/interface/gateway\.php$",
            re.IGNORECASE,
        ),
    ),
    (
        "POST",
        re.compile(
            r"/cgi-bin/(?:\.\./)+.*bin/(?:ba|da)?sh$|/cgi-bin/php-cgi(?:\.exe)?$", re.IGNORECASE
        ),
    ),
    (
        "POST",
        re.compile(
            r"/invoker/(?:readonly|JMXInvokerServlet|EJBInvokerServlet)|/jmx-console/HtmlAdaptor",
            re.IGNORECASE,
        ),
    ),
    ("POST", re.compile(r"/api/v1/validate/code$|/api/v2/(?:node/)?exec\b|/_plugin/.*/exec$")),
)
LOG_IN = re.compile(
    r"/(?:wp-login\.php|xmlrpc\.php|administrator/index\.php|phpmyadmin/(?:index\.php)?|pma/(?:index\.php)?|adminer(?:-[\d.]+)?\.php"
    r"|(?:[\w.-]+/){0,4}(?:do_?)?(?:login|log-in|signin|sign_in|logon|log_in|authenticate|j_security_check|j_spring_security_check"
    r"|j_acegi_security_check|doLogin|loginAction|session|sessions)(?:/|\.(?:do|action|php|jsp|aspx?|html?))?)$",
    re.IGNORECASE,
)

MANAGER = re.compile(r"/(?:host-)?manager/(?:html|text|status)(?:/list)?$|/jmx-console/?$")
"""Pages behind Basic authentication, where each wrong password is a request."""


def signs_of(line: Line) -> tuple[Target, tuple[Sign, ...]]:
    """What one request tries; empty for an ordinary one."""
    target = read_target(line.target)
    found: dict[str, Sign] = {}
    for sign in _all(line, target):
        found.setdefault(sign.kind, sign)
    return target, tuple(found.values())


def is_script(path: str) -> bool:
    """Whether a path names a script of its own, by its last part."""
    return bool(_SCRIPT_END.search(path))


def is_data_script(path: str) -> bool:
    """Whether a path names a script among uploads, pictures or caches, and none every site has."""
    script = script_of(path)
    if _SHOWN.search(path):
        return False
    return bool(script and _DATA_FOLDER.search(script) and not _SITES_OWN.search(script))


def script_of(path: str) -> str:
    """The path as far as the script's name; empty where it names none."""
    found = _SCRIPT_END.search(path)
    return path[: found.end(1)] if found else ""


def _all(line: Line, target: Target) -> Iterator[Sign]:
    for name, value in target.parameters[:60]:
        yield from _of_value(name, value)
    yield from _of_path(line, target)
    yield from _of_headers(line)


def _of_value(name: str, value: str) -> Iterator[Sign]:
    value = _tidy(value[:_LONGEST])
    whole = f"{name}={value}"
    if not value and len(name) < 4:
        return
    if _FREE.fullmatch(name) and not _ROUTE.search(value):
        return
    for text in map(_tidy, hidden_texts((value or name)[:_LONGEST])):
        if found := _COMMAND.search(text):
            yield Sign("command", whole if text == value else f"{name}={text}")
        elif _COMMAND_FIELD.fullmatch(name) and _WORDS.fullmatch(text):
            yield Sign("command_word", f"{name}={text}")
        if found := _CODE.search(whole if text == value else text):
            yield Sign("code", found[0])
        if (_UP.search(text) and _FILES.search(text)) or _FILE_VALUE.search(text):
            yield Sign("file", f"{name}={text}")
        elif text.count("../") + text.count("..\\") >= 2:
            yield Sign("traversal", f"{name}={text}")
    if _SQL.search(value):
        yield Sign("sql", whole)


def _tidy(text: str) -> str:
    """A text with each run of blanks as one, so that none costs a pattern more than that."""
    return _BREAKS.sub("\n", _BLANKS.sub(" ", text))


def _of_path(line: Line, target: Target) -> Iterator[Sign]:
    path = target.path
    if _UP.search(path):
        yield Sign("file" if _FILES.search(path) else "traversal", path)
    if found := _CODE.search(path) if ("{" in path or "(" in path or "<" in path) else None:
        yield Sign("code", found[0])
    if _SECRET.search(path) and not _SHOWN.search(path):
        yield Sign("secret", path)
    is_own_script = is_script(path)
    is_among_data = is_data_script(path)
    if line.method in ("PUT", "MOVE", "COPY") and is_own_script and not _SHOWN.search(path):
        yield Sign("upload", path)
    if is_among_data:
        yield Sign("data_script", path)
    elif line.method == "POST" and is_own_script:
        yield Sign("post_script", path)
    for methods, hole in _HOLES:
        if line.method in methods and hole.search(path):
            yield Sign("hole", path)
    yield from _of_log_in(line, target)


def _of_log_in(line: Line, target: Target) -> Iterator[Sign]:
    path = target.path
    if MANAGER.search(path):
        yield Sign("log_in", path)
    is_whole_app = path.endswith(".php") and "login" not in path.lower()
    if line.method == "POST" and LOG_IN.search(path) and not (is_whole_app and _is_used(target)):
        yield Sign("log_in", path)


def _is_used(target: Target) -> bool:
    """Whether a page that is log-in and application in one was asked for something else."""
    return target.query not in ("", "route=/")


def _of_headers(line: Line) -> Iterator[Sign]:
    for text in (line.target, line.agent, line.referer):
        if "$" in text or "%24" in text:
            plain = read_target(text).path + read_target(text).query
            if found := _LOOKUP.search(plain):
                yield Sign("lookup", plain[found.start() : found.start() + 200])
        if "()" in text and text is not line.target and (found := _SHELLSHOCK.match(text.strip())):
            yield Sign("shellshock", text[:200])


ATTACKS = frozenset(
    (
        "command",
        "code",
        "traversal",
        "file",
        "sql",
        "lookup",
        "shellshock",
        "secret",
        "hole",
        "upload",
    )
)
"""Signs of an attempt, whoever makes it; the others only say how a page is used."""

_LETTERS = r"%(?:25)?(?:4[1-9a-f]|5[0-9a]|6[1-9a-f]|7[0-9a])"
_JOIN = r"(?:%20|\+|%09|\$)"
_OPEN = r"(?:\(|%28)"
CHEAP = "|".join(
    (
        _LETTERS,
        r"=(?:id|whoami|uname|ifconfig|ipconfig|netstat|systeminfo|tasklist|pwd|hostname|ps"
        r"|set|env)[ &\"]",
        rf"(?:wget|curl|tftp|fetch|uname|chmod|base64|netstat|echo|ping|python|perl|bash|cat|ls|rm){_JOIN}",
        r"whoami|/etc/|%2fetc|/proc/|/dev/tcp|/bin/|win\.ini|powershell|ifs\}?",
        rf"(?:;|%3b|\||%7c|`|%60|\$\(|%24%28|&&|%26%26|%0a){_JOIN}*(?:id|ls|cat|whoami|uname|wget|curl|sleep)",
        r"\$\{|%24%7b|%25%7b|%\{|\{\{|%7b%7b|\(\)[ ]?\{",
        r"\.\./|\.\.%2f|%2e%2e|\.%2e|%2e\.|\.\.\\|\.\.;|\.\.%5c|\.\.%25|etc/passwd|%c0%ae|%252e",
        r"union(?:%20|\+|%09|%0a|/|%2f|\(|%28)|information_schema|waitfor|(?:out|dump)file",
        r"(?:%20|\+|%27|'|\d)(?:and|or)(?:%20|\+)(?:\(|%28|%27|'|\d)|%27(?:%3b|;|%29|\)|--)",
        rf"(?:sleep|benchmark|extractvalue|updatexml|load_file){_OPEN}",
        r"%3c%3f|<\?|(?:php|phar|expect|file)(?::|%3a)(?:/|%2f)|data(?::|%3a)(?:/|%2f|text)",
        rf"call_user_func|invokefunction|shell_exec|passthru|(?:system|assert|eval|exec|phpinfo|base64_decode|popen|proc_open){_OPEN}",
        r"getruntime|processbuilder|java\.lang|freemarker|memberaccess|ognl|xwork|classloader|auto_prepend|__class__|child_process",
        r"eval-stdin|/script(?:text)?[ ?\"]|/manager/|/actuator/|/nacos/|wls-wsat"
        r"|_async/|ws_utc|console\.portal|bshservlet",
        r"functionrouter|/solr/|/druid/|/containers/|/seeyon/|/ispirit/|cgi-bin/|/invoker/|jmx-console|validate/code",
        r"/\.(?:env|git|svn|aws|ssh|ht|npmrc|docker|ds_store|bash|my)|wp-config|id_rsa|heapdump|web-inf",
        r"\.(?:zip|rar|7z|tar|tgz|gz|sql|bak|mdb|old|swp|save|orig)[ ?\"]",
        rf"(?:put|move|copy) [^ ?\"]{{1,300}}{SCRIPT}",
        rf"post [^ ?\"]{{1,300}}{SCRIPT}",
        rf"/(?:[\w-]*upload\w*|upfiles?|userfiles?|attach\w*|avatars?|images?|imgs?|pics?|pictures?|photos?|media|static|css|js"
        r"|fonts?|styles?|icons?|thumb\w*|caches?|tmp|temp|runtime|files?|\.well-known|logs?|backups?|downloads?)/"
        rf"[^ ?\"]{{0,300}}{SCRIPT}[/ ?;\"]",
        r"post [^ ?\"]{0,200}(?:login|logon|signin|sign_in|log-in|log_in|auth|session"
        r"|phpmyadmin|pma|adminer|security_check)",
        r"[=][a-z0-9+/_-]{24,}(?:=|%3d|[ &\"])",
    )
)
"""Whatever a sign needs at least, in the raw line, in lower case; searched over whole logs."""
