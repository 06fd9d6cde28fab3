"""Whether a PHP file can hold anything the structural test speaks of, by its words alone."""

from functools import cache
from typing import Any, Protocol, cast

# What may stand between a name and its bracket.
_GAP = r"(?:\s|/\*(?:[^*]|\*[^/]){0,200}\*/|(?://|#)[^\n]{0,200}\n)*"
_SOURCES = (
    r"\$_(?:GET|POST|REQUEST|COOKIE|FILES|SERVER|SESSION)\b|\bGLOBALS\b|\bHTTP_(?:RAW_POST|GET_VARS|POST_VARS)"
    r"|\$\{\s*['\"(]|php://input|getallheaders|apache_request_headers|filter_input|get_defined_vars|session_id|getenv\s*\(|['\"]_(?:GET|POST|REQUEST|COOKIE)['\"]"
)
_CALLERS = (
    r"eval|assert|create_function|system|exec|shell_exec|passthru|popen|proc_open|pcntl_exec"
    r"|call_user_func|call_user_func_array|forward_static_call|forward_static_call_array"
    r"|array_map|array_filter|array_walk|array_walk_recursive|array_reduce|array_find|array_any|array_all"
    r"|array_u?diff\w*|array_u?intersect\w*|u[ak]?sort|ob_start|register_\w+_function|set_e\w+_handler"
    r"|iterator_apply|ReflectionFunction|ReflectionMethod|fromCallable|sqliteCreateFunction|createFunction"
    r"|spl_autoload_register|CallbackFilterIterator|preg_replace_callback(?:_array)?|mb_ereg_replace_callback|filter_(?:var|input)(?:_array)?|stream_wrapper_register|unserialize|error_log|mb_ereg\w*replace|ssh2_exec|header_register_callback"
)
_RUNS = (
    rf"\b(?:{_CALLERS}|move_uploaded_file|file_put_contents|fwrite|fputs|putenv|copy|mail|dl|FFI){_GAP}\("
    r"|\beval\b|\bFFI\b|\bCOM\b|\buse\s+function\b"
    r"|\b(?:include|require)(?:_once)?\b[^;]{0,200}(?:\$|php:|data:|http|phar:|zip:|filter_input|getallheaders|apache_request|session_id)"
    rf"|(?:\$\w+|[\]}}'\")]){_GAP}\(|`[^`\n]{{0,300}}\$|new\s*\$|preg_replace{_GAP}\([^;]{{0,200}}[^\w\s\\][imsxuADSUXJ]*e[imsxuADSUXJ]*['\"]"
)
_HIDES = (
    r"base64_decode|gzinflate|gzuncompress|gzdecode|str_rot13|strrev|hex2bin|convert_uudecode|openssl_decrypt"
    r"|\\x[0-9a-f]{2}\\x|\\[0-7]{2,3}\\[0-7]{2,3}|\bchr\s*\(|\$\{['\"]|\$_+\s*(?:=|\[|\+\+)|pack\s*\(|curl_exec"
    r"|['\")\]]\s*\^|\^\s*['\"$]|~\s*['\"]|https?://|stream_socket|fsockopen|data:|__COMPILER|__FILE__|implode|join\s*\(|urldecode"
    r"|str_replace|substr|strtr|['\"]\s*\.\s*['\"]|sprintf|\$\w+\[\d+\]\s*\.\s*\$\w+\[\d+\]"
)
_STRONG_RUNS = (
    rf"\b(?:eval|assert|create_function|system|exec|shell_exec|passthru|popen|proc_open){_GAP}\("
    rf"|\beval\b|(?:\$\w+|[\]}}'\")]){_GAP}\((?:{_GAP}|@)['\"$\w]|LD_PRELOAD"
    r"|\b(?:include|require)(?:_once)?\b[^;]{0,200}(?:data:|http|\\x|\\[0-7]{2}|\.(?:ico|png|jpe?g|gif|bmp|webp))"
    rf"|\b(?:{_CALLERS}){_GAP}\([^;]{{0,40}}(?:base64|['\"]\s*\.\s*['\"]|rot13|strrev|\\x|chr|hex2bin|\^)"
    r"|\bfile_put_contents\b[^;]{0,300}(?:http|base64|<\?|\.php['\"])|\bcopy\s*\(\s*['\"]https?:|CURLOPT_FILE\b"
)
_SPELLED = (
    rf"str_replace{_GAP}\([^,;]{{0,40}},\s*['\"]['\"]|"
    r"\\x[0-9a-f]{2}\\x[0-9a-f]{2}\\x|\\[0-7]{2,3}\\[0-7]{2,3}\\[0-7]|chr\s*\(\d+\)\s*\.\s*chr|pack\s*\(\s*['\"]H"
    r"|urldecode\s*\(\s*['\"]%|hex2bin\s*\(\s*['\"]|php:/|(?:join|implode)\s*\(\s*(?:['\"]{2}\s*,\s*)?(?:\[|array)|\]\.\$\w+\[\d+\]\.\$|['\"]\s*\^"
    r"|str_rot13\s*\(\s*['\"]|strrev\s*\(\s*['\"]|base64_decode\s*\(\s*['\"]|strtr\s*\(\s*['\"]|substr\s*\(\s*['\"]"
    r"|sprintf\(['\"](?:%s){2}|['\"]\s*\.\s*['\"]"
)
_CERTAIN = r"(?:include|require)(?:_once)?\b[^;]{0,20}(?:zip|phar)://[^;]{0,80}(?:#|\.(?:jpe?g|png|gif|txt|zip)\b)|exif_read_data|iptcparse|\b(?:include|require)(?:_once)?\b[\s(@]*\"[^\"]{0,80}\\(?:x[0-9a-f]{2}|[0-7]{2,3})|LD_PRELOAD|(?:include|require)(?:_once)?\b[^;]{0,200}\.(?:ico|png|jpe?g|gif|bmp|webp)\b"


class _Pattern(Protocol):
    def search(self, text: bytes) -> object: ...


@cache
def _patterns() -> tuple[_Pattern, ...]:
    import re2 as untyped  # type: ignore[import-untyped]

    re2 = cast(Any, untyped)

    options = re2.Options()
    options.case_sensitive = False
    options.encoding = re2.Options.Encoding.LATIN1
    options.max_mem = 64 << 20
    return tuple(
        re2.compile(text.encode(), options)
        for text in (_SOURCES, _RUNS, _HIDES, _STRONG_RUNS, _SPELLED, _CERTAIN)
    )


def may_execute(content: bytes) -> bool:
    """Whether the words of something that carries and of something that runs both stand there."""
    sources, runs, hides, strong, spelled, certain = _patterns()
    if (sources.search(content) or spelled.search(content)) and runs.search(content):
        return True
    if strong.search(content) and hides.search(content):
        return True
    return certain.search(content) is not None
