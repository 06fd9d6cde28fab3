"""Whether a PHP file can hold anything the structural test speaks of, by its words alone."""

import re

_CARRIES = re.compile(
    rb"(?i)\$_(?:GET|POST|REQUEST|COOKIE|FILES|SERVER|SESSION)\b|\$GLOBALS|\$HTTP_|\$\{|\$\$|php://"
    rb"|getallheaders|apache_request_headers|filter_input|get_defined_vars|session_id|getenv"
    rb"|base64_decode|gzinflate|gzuncompress|gzdecode|str_rot13|strrev|hex2bin|convert_uudecode"
    rb"|\\x[0-9a-f]{2}\\|\\[0-7]{2,3}\\|\beval\b|create_function|\bassert\b|parse_str|https?://|data:"
    rb"|__FILE__.{0,60}__COMPILER|\^|~|chr\s*\(|\$_\s*[=\[(+]|LD_PRELOAD|\+\+\s*;|shell_exec|curl_exec"
    rb"|include.{0,120}\.(?:ico|png|jpe?g|gif|bmp|webp)|pack\s*\(|openssl_decrypt"
)
_RUNS = re.compile(
    rb"(?i)\b(?:eval|assert|create_function|system|exec|shell_exec|passthru|popen|proc_open|pcntl_exec"
    rb"|call_user_func\w*|move_uploaded_file|file_put_contents|fwrite|fputs|preg_replace|putenv|mb_ereg\w*"
    rb"|array_(?:map|filter|walk\w*|reduce|find|any|all|u?diff\w*|u?intersect\w*)|u[ak]?sort|ob_start"
    rb"|register_\w+_function|set_e\w+_handler|iterator_apply|ReflectionFunction|fromCallable|forward_static_call\w*"
    rb"|createFunction|copy|spl_autoload_register|CallbackFilterIterator|FFI|mail)\s*(?:/\*.{0,200}?\*/\s*|//[^\n]*\n\s*|\#[^\n]*\n\s*)*\("
    rb"|\beval\b|\b(?:include|require)(?:_once)?\b[^;]{0,200}(?:\$|php:|data:|http|\\x|\.(?:ico|png|jpe?g|gif|bmp|webp))"
    rb"|(?:\$\w+|[\]}'\")])\s*(?:/\*.{0,200}?\*/\s*)?\(|`[^`\n]{0,300}\$|new\s*\$"
)


def may_execute(content: bytes) -> bool:
    """Whether the words of something that carries and of something that runs both stand there."""
    return bool(_CARRIES.search(content) and _RUNS.search(content))
