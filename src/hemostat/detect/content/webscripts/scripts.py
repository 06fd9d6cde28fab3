# ruff: noqa: E501 — patterns and sentences are read whole.
"""Python, Perl, JavaScript, Ruby, Lua and the shell, as they answer web requests."""

import re
from dataclasses import replace

from hemostat.detect.content.webscripts.language import (
    C_COMMENTS,
    DOT,
    HASH_COMMENTS,
    PLUS,
    Language,
    sink,
)

_ENVIRONMENT = r"(?:QUERY_STRING|HTTP_\w+|REQUEST_URI|PATH_INFO|CONTENT_LENGTH)"

PYTHON = Language(
    name="Python",
    endings=(".py", ".cgi", ".wsgi", ".fcgi", ".pyw", ".psp"),
    marks=re.compile(r"\brequest\b|\bcgi\b|QUERY_STRING|HTTP_|BaseHTTPRequestHandler|get_argument|wsgi|rfile|@\w+\.(?:route|get|post|put)\b"),
    source=re.compile(
        r"\brequest\s*\.\s*(?:args|form|values|cookies|headers|data|json|get_data|get_json|files|GET|POST|META"
        r"|body|query|params|forms|query_params|stream|query_string|text|read|match_info|rel_url)\b"
        r"|\bFieldStorage\s*\(|\bparse_qsl?\s*\("
        rf"|\benviron\b[^\n]{{0,30}}{_ENVIRONMENT}|\bgetenv\s*\(\s*['\"]{_ENVIRONMENT}"
        r"|\bget_(?:query_|body_)?argument\s*\(|\bself\s*\.\s*rfile\b|wsgi\.input"
    ),
    sinks=(
        sink(r"(?<![\w.])(?:eval|exec)\s*\(", "code"),
        sink(r"(?<![\w.])exec\s+(?=[\w(])", "code", is_bare=True),
        sink(r"(?<![\w.])compile\s*\(", "code"),
        sink(r"\bos\s*\.\s*(?:system|popen\d?|exec[lv]\w*|spawn\w+)\s*\(", "command"),
        sink(r"(?:__import__|import_module)\s*\([^()]{1,60}\)\s*\.\s*\w+\s*\(", "command"),
        # A method of one's own by a name that the visitor sent is how services dispatch.
        sink(r"\bgetattr\s*\((?!\s*(?:self|cls)\b)(?=\s*(?:os|posix|pty|subprocess|sp|builtins|__\w+__)\b"
             r"|[^()]*[\"'\[])[^()]{1,80}\)\s*\(", "command"),
        sink(r"\b(?:subprocess|sp|commands)\s*\.\s*(?:Popen|call|run|check_output|check_call|getoutput"
             r"|getstatusoutput)\s*\(", "command"),
        sink(r"(?<![\w.])(?:Popen|check_output|getoutput|create_subprocess_shell|popen|system)\s*\(", "command"),
        sink(r"\basyncio\s*\.\s*create_subprocess_shell\s*\(", "command"),
        sink(r"\bpty\s*\.\s*spawn\s*\(", "command"),
        sink(r"\b(?:pickle|cPickle|marshal|dill)\s*\.\s*loads?\s*\(", "object"),
        sink(r"\brender_template_string\s*\(", "write"),
    ),
    comments=HASH_COMMENTS,
    joints=PLUS,
    assignment=re.compile(r"(?P<name>[A-Za-z_]\w*)\s*\+?=(?!=)(?=(?P<value>[^\n]{1,1500}))"),
    chunk=re.compile(r"(?m)^[ \t]*(?:async\s+)?def\s+(?P<name>\w+)\s*\((?P<parameters>[^()]{0,300})"),
)  # fmt: skip
_HANDLER = re.compile(r"HTTPRequestHandler|\bdef\s+do_[A-Z]+\s*\(")
_OF_HANDLER = re.compile(PYTHON.source.pattern + r"|\bself\s*\.\s*(?:headers|path)\b")
PYTHON_SERVER = replace(PYTHON, source=_OF_HANDLER)
"""Where a class answers by itself, its own path and headers are the visitor's."""


def in_its_frame(language: Language, text: str) -> Language:
    """The language with what its script's frame hands it."""
    return PYTHON_SERVER if language is PYTHON and _HANDLER.search(text) else language


_PERL_START = r"(?m)(?:^|[;{}(=]|\b(?:print|return|or|and|if|unless)\b)\s*"
_PERL_COMMENTS = re.compile(
    r"(?ms)^=[a-z]\w*\b.*?(?:^=cut\b[^\n]*|\Z)|^__(?:END|DATA)__.*|^[^\S\n]*#[^\n]*"
)
PERL = Language(
    name="Perl",
    endings=(".pl", ".cgi", ".pm", ".fcgi", ".plx"),
    marks=re.compile(r"\bCGI\b|QUERY_STRING|HTTP_|STDIN|\bparam\b|Plack|Dancer|Mojolicious"),
    source=re.compile(
        rf"\bparam\s*\(|\$ENV\s*\{{\s*['\"]?{_ENVIRONMENT}|<STDIN>|\bread\s*\(\s*\*?STDIN|\bcookie\s*\("
        r"|->\s*(?:Vars|query_parameters|body_parameters|url_param|raw_body|POSTDATA)\b"
    ),
    sinks=(
        sink(_PERL_START + r"(?:system|exec)\b(?!\s*\(?\s*@)\s*\(?", "command", is_bare=True),
        sink(r"\breadpipe\b\s*\(?", "command", is_bare=True),
        sink(
            r"\bopen[23]\s*\(?(?:[^,;]{0,40},){2}(?:\s*(?:undef|0|gensym|['\"]{2}|(?:my\s*)?\$\w*err\w*)\s*,)?",
            "command",
            is_bare=True,
        ),
        sink(r",\s*eval\s*(?=\(\s*[$\w])", "code", is_bare=True),
        sink(_PERL_START + r"(?:do|require)\s+\(?\s*(?=\$)", "class", is_bare=True),
        sink(r"\bqx\s*[^\w\s]", "command", is_bare=True),
        # Closed on its line, and in no pattern: what programs say quotes `this' way.
        sink(
            r"(?m)^(?:(?!=~)[^\"'`\n#]|\"(?:\\.|[^\"\\\n])*\"|'[^'\n]*')*`(?=[^`\n]*[$@][^`\n]*`)",
            "command",
            is_bare=True,
        ),
        # A text in single quotes holds nobody's word: what it runs stands in it.
        sink(
            _PERL_START
            + r"eval\b\s*\(?(?!\s*\{)(?!\s*'(?:(?!system|exec|qx|eval|open|`)[^'])*'\s*(?:[;})]|or\b|if\b))",
            "code",
            is_bare=True,
        ),
        sink(r"\bopen\s*\(?[^;]{0,60}(?=[\"'][^\"']{0,200}\|)", "command", is_bare=True),
        sink(r"\bopen\s*\(?[^;,]{1,40},\s*['\"](?:-\||\|-)['\"]\s*,", "command", is_bare=True),
    ),
    comments=_PERL_COMMENTS,
    joints=DOT,
    assignment=re.compile(
        r"[$@%](?P<name>[A-Za-z_]\w*)\s*\)?(?:\{[^}]{0,40}\})?\s*\.?=(?![=~>])(?=(?P<value>[^;]{1,1500}))"
    ),
    chunk=re.compile(r"(?m)^\s*sub\s+(?P<name>\w+)(?P<parameters>\([^)]*\))?\s*\{"),
    is_interpolated=True,
)
JAVASCRIPT = Language(
    name="Node.js",
    endings=(".js", ".mjs", ".cjs", ".ts"),
    marks=re.compile(r"child_process|\beval\b|\bvm\b|\bFunction\b|\bprocess\.binding|\bBun\b"),
    source=re.compile(
        r"\b(?:req|request|ctx)\s*\.\s*(?:query\w*|body|params?|headers?|url|cookies|get|rawBody"
        r"|request\.\w+|searchParams|path)\b|(?<![\w.$])[a-z]\s*\.\s*(?:query|body|headers)\s*[.\[]|\burl\s*\.\s*parse\s*\(\s*\w+\.url|\bsearchParams\s*\.\s*get"
    ),
    sinks=(
        sink(r"(?:require\s*\(\s*['\"`](?:node:)?child_process['\"`]\s*\)|\bchild_process|\bchildProcess|\bcp)"
             r"\s*(?:\.\s*|\[\s*['\"`])(?:exec|execSync|spawn|spawnSync|execFile|execFileSync)(?:['\"`]\s*\])?\s*\(", "command"),
        sink(r"(?<![\w.$])(?:exec|execSync|spawn|spawnSync|execFile|execFileSync)\s*\(", "command"),
        sink(r"(?<![\w.$])eval\s*\(|\(\s*0\s*,\s*eval\s*\)\s*\(", "code"),
        sink(r"\bnew\s+Function\s*\(|(?<![\w.$])Function\s*\(", "code"),
        sink(r"\bvm\s*\.\s*(?:runIn\w+|Script|compileFunction)\s*\(|\brequire\s*\(\s*['\"](?:node:)?vm['\"]\s*\)\s*\.\s*\w+\s*\(", "code"),
        sink(r"\.\s*_compile\s*\(", "code"),
    ),
    comments=C_COMMENTS,
    joints=PLUS,
    needs=re.compile(
        r"createServer|\bexpress\b|\bkoa\b|fastify|\bhapi\b|child_process|IncomingMessage|exports\b[^\n]{0,60}\breq|\.listen\s*\("
        r"|export\s+default|addEventListener\s*\(\s*['\"]fetch"
    ),
    assignment=re.compile(
        r"(?:\{\s*(?:\w+\s*:\s*)?)?(?P<name>[A-Za-z_$][\w$]*)\s*\}?\s*\+?=(?![=>])(?=(?P<value>[^;\n]{1,1500}))"
    ),
    function=re.compile(r"\bfunction\s+(?P<name>\w+)\s*\((?P<parameters>[^()]{1,300})\)"),
)  # fmt: skip
SHELL = Language(
    name="shell",
    endings=(".cgi", ".sh", ".bash"),
    # Without a header of its own it answers no browser.
    marks=re.compile(r"(?i)content-type:"),
    source=re.compile(rf"\$\{{?{_ENVIRONMENT}|\$\(\s*cat\s*\)|`cat`"),
    sinks=(
        sink(r"(?<![\w./-])eval\s+", "code", is_bare=True),
        sink(r"(?<![\w./-])(?:/bin/|/usr/bin/)?(?:ba|da|z|k)?sh\s+-c\s+", "command", is_bare=True),
        sink(
            r"(?m)^(?=[^\n]*\|\s*(?:/bin/|/usr/bin/)?(?:ba|da|z|k)?sh\b)", "command", is_bare=True
        ),
        sink(r"(?m)^\s*[\"']?\$\(\s*(?=echo|printf)", "command", is_bare=True),
        sink(r"\$\(\s*(?=[\"']?\$)", "command", is_bare=True),
        sink(r"`\s*(?=[\"']?\$)", "command", is_bare=True),
        sink(r"(?m)^\s*(?=[\"']?\$\{?\w+\}?[\"']?\s*(?:2>&1)?\s*$)", "command", is_bare=True),
    ),
    comments=HASH_COMMENTS,
    # A mail has such a header, too; `read x` stands as `x=$QUERY_STRING` by now.
    needs=re.compile(
        r"\A(?![\s\S]*(?:^Subject:|\bsendmail\b))|REQUEST_|HTTP_\w|PATH_INFO|CONTENT_LENGTH|[^=]\$\{?QUERY_STRING",
        re.MULTILINE,
    ),
    joints=re.compile(r"(?!)"),
    assignment=re.compile(r"(?m)(?:^|[;\s])(?P<name>[A-Za-z_]\w*)=(?=(?P<value>[^\n]{1,1500}))"),
    is_interpolated=True,
)
RUBY = Language(
    name="Ruby",
    endings=(".rb", ".cgi", ".erb", ".rhtml"),
    marks=re.compile(
        r"\bCGI\b|\bparams\b|QUERY_STRING|Sinatra|Rack|WEBrick|\bmount_proc\b|\brequest\b"
    ),
    source=re.compile(
        rf"\bparams\s*\[|\bENV\s*\[\s*['\"]{_ENVIRONMENT}|\bcgi\s*\[|\bCGI\.new\b|\.params\b|\breq(?:uest)?\s*\.\s*(?:body|params|env|query)\b"
    ),
    sinks=(
        sink(
            r"(?<![\w.])(?:system|exec|eval|instance_eval|spawn)\b\s*\(?", "command", is_bare=True
        ),
        sink(
            r"\bIO\s*\.\s*popen\s*\(?|\bOpen3\s*\.\s*\w+\s*\(?|\bKernel\s*\.\s*\w+\s*\(?",
            "command",
            is_bare=True,
        ),
        # Closed on its line, and outside of quotes: `this' and "`that`" is how messages quote.
        sink(
            r"(?m)^(?:[^\"'`\n#]|\"(?:\\.|[^\"\\\n])*\"|'[^'\n]*')*`(?=[^`\n]*#\{[^`\n]*`)"
            r"|#\{\s*`(?=[^`\n]*#\{[^`\n]*`)|%x[\[({]",
            "command",
            is_bare=True,
        ),
    ),
    comments=HASH_COMMENTS,
    is_interpolated=True,
    joints=PLUS,
    assignment=re.compile(r"(?P<name>[a-z_]\w*)\s*=(?![=~>])(?=(?P<value>[^\n;]{1,1500}))"),
)
LUA = Language(
    name="Lua",
    endings=(".lua", ".lp", ".conf"),
    marks=re.compile(
        r"\bngx\b|\bcgilua\b|\bmod_lua\b|\br:|\bcore\.register_|\blighty\b|\btxn\b|\bapplet\b"
    ),
    source=re.compile(
        r"\bngx\s*\.\s*(?:var\.(?:arg_|http_|query)\w*|req\.\w+)|\br:(?:parseargs|parsebody)\b|\br\.(?:headers_in|args)\b|cgilua\.\w+"
        r"|\bapplet(?:\.(?:headers|qs|path)|:(?:receive|getline))\b|\btxn\.(?:s?f|http):\s*(?:req_hdr|hdr|urlp|url_param|req_get_headers|path|query)\w*"
        r"|\blighty\.(?:env|request|r\.req_(?:header|attr|body))\b"
    ),
    sinks=(
        sink(r"\bio\s*\.\s*popen\s*\(", "command"),
        sink(r"\bos\s*\.\s*execute\s*\(", "command"),
        sink(r"(?<![\w.])load(?:string)?\s*\(", "code"),
    ),
    comments=re.compile(r"--[^\n]*"),
    joints=re.compile(r"([\"'])\s*\.\.\s*\1"),
    assignment=re.compile(r"(?P<name>[A-Za-z_]\w*)\s*=(?!=)(?=(?P<value>[^\n;]{1,1500}))"),
)
