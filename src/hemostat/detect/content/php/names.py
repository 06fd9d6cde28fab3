# ruff: noqa: E501 — tables and patterns are read whole.
"""PHP's functions by what they do for somebody who wants in: tables, no logic.

Source: the PHP manual, PHP 8.3; functions that PHP 8 took away are kept, hosts run older ones.
"""

from hemostat.detect.names import words

REQUEST_ARRAYS = words("""
    _GET _POST _REQUEST _COOKIE HTTP_GET_VARS HTTP_POST_VARS HTTP_COOKIE_VARS HTTP_RAW_POST_DATA
""")
"""Variables whose every part the visitor decides; `_FILES` and `_SERVER` only in part."""
SUPERGLOBALS = REQUEST_ARRAYS | words("_FILES HTTP_POST_FILES _SERVER _ENV _SESSION GLOBALS")
REQUEST_FUNCTIONS = words("""
    getallheaders apache_request_headers filter_input filter_input_array get_defined_vars session_id
""")
SERVER_FROM_REQUEST = (
    b"HTTP_",
    b"QUERY_STRING",
    b"REQUEST_URI",
    b"PHP_AUTH_",
    b"PATH_INFO",
    b"ORIG_PATH_INFO",
    b"REQUEST_METHOD",
    b"CONTENT_TYPE",
    b"REDIRECT_",
)

CODE = {
    "eval": 0,
    "assert": 0,
    "create_function": 1,
    "mb_ereg_replace": 1,
    "mb_eregi_replace": 1,
}
"""Which argument is run as PHP."""
COMMANDS = {
    "system": 0,
    "exec": 0,
    "shell_exec": 0,
    "passthru": 0,
    "popen": 0,
    "proc_open": 0,
    "pcntl_exec": 0,
    "expect_popen": 0,
    "win_shell_execute": 0,
    "w32api_invoke_function": 0,
    "ssh2_exec": 1,
}
"""Which argument is run by a shell."""
CALLBACKS: dict[str, tuple[int, tuple[int, ...]]] = {
    "call_user_func": (0, (1, 2, 3)),
    "call_user_func_array": (0, (1,)),
    "forward_static_call": (0, (1, 2)),
    "forward_static_call_array": (0, (1,)),
    "func_overload": (0, (1,)),
    "array_map": (0, (1, 2)),
    "array_filter": (1, (0,)),
    "array_walk": (1, (0, 2)),
    "array_walk_recursive": (1, (0, 2)),
    "array_reduce": (1, (2, 0)),
    "array_find": (1, (0,)),
    "array_any": (1, (0,)),
    "array_all": (1, (0,)),
    "usort": (1, (0,)),
    "uasort": (1, (0,)),
    "uksort": (1, (0,)),
    "array_diff_ukey": (2, (0, 1)),
    "array_diff_uassoc": (2, (0, 1)),
    "array_intersect_ukey": (2, (0, 1)),
    "array_intersect_uassoc": (2, (0, 1)),
    "array_udiff": (2, (0, 1)),
    "array_udiff_assoc": (2, (0, 1)),
    "array_udiff_uassoc": (2, (0, 1)),
    "array_uintersect": (2, (0, 1)),
    "array_uintersect_assoc": (2, (0, 1)),
    "array_uintersect_uassoc": (2, (0, 1)),
    "register_shutdown_function": (0, (1, 2)),
    "register_tick_function": (0, (1, 2)),
    "ob_start": (0, ()),
    "set_error_handler": (0, ()),
    "set_exception_handler": (0, ()),
    "spl_autoload_register": (0, ()),
    "header_register_callback": (0, ()),
    "iterator_apply": (1, (2,)),
    "preg_replace_callback": (1, (2,)),
    "mb_ereg_replace_callback": (1, (2,)),
    "is_callable": (9, ()),
    "readline_completion_function": (0, ()),
    "sqlite_create_function": (2, ()),
    "callbackfilteriterator": (1, (0,)),
    "reflectionfunction": (0, ()),
}
"""Where the callback stands, and what it is called with."""
FILTERS = {
    "filter_var": (2, (0,)),
    "filter_input": (3, ()),
    "filter_var_array": (1, (0,)),
    "filter_input_array": (1, ()),
}
"""Where options with a callback stand, and the filtered value; of the rest the visitor sends it."""
CALLBACK_METHODS: dict[str, tuple[int, tuple[int, ...]]] = {
    "uasort": (0, ()),
    "uksort": (0, ()),
    "createfunction": (1, ()),
    "sqlitecreatefunction": (1, ()),
    "fromcallable": (0, ()),
}
DANGEROUS = frozenset(CODE) | frozenset(COMMANDS) | {"preg_replace", "call_user_func", "dl"}
"""Nobody has an ordinary reason to spell these out of pieces."""

NEUTRAL = words("""
    intval floatval doubleval boolval count sizeof strlen mb_strlen md5 sha1 sha256 crc32 hash hash_hmac
    is_array is_string is_numeric is_int is_file is_dir file_exists in_array array_key_exists isset
    empty strcmp strcasecmp strncmp strncasecmp strpos stripos strrpos preg_match preg_match_all
    version_compare ctype_digit ctype_alnum ctype_alpha function_exists method_exists class_exists
    is_callable password_verify hash_equals number_format round ceil date time mktime rand mt_rand
    ip2long long2ip array_search checkdate similar_text soundex metaphone levenshtein defined
    is_writable is_readable filesize filemtime fileperms mkdir unlink touch chmod rmdir setcookie
    header session_start error_reporting ini_set set_time_limit printf print_r var_dump header_remove
    abs sprintf_int substr_count strtotime uniqid escapeshellarg escapeshellcmd phpversion php_uname
    getimagesize mime_content_type iconv_strlen gettype json_last_error spl_object_hash
    array_product array_sum max min
""")
"""What they give is not in the visitor's hand any more."""
TRANSPARENT = words("""
    trim ltrim rtrim chop stripslashes addslashes strtolower strtoupper ucfirst lcfirst ucwords
    substr mb_substr str_replace str_ireplace preg_replace strtr strrev str_rot13 base64_decode
    base64_encode urldecode rawurldecode urlencode rawurlencode gzinflate gzuncompress gzdecode zlib_decode
    hex2bin bin2hex pack unpack convert_uudecode json_decode json_encode unserialize serialize
    igbinary_unserialize msgpack_unpack yaml_parse simplexml_load_string
    implode join explode str_split mb_str_split preg_split sprintf vsprintf chr strval settype
    array_values array_keys array_pop array_shift array_merge array_slice array_splice array_reverse
    array_filter array_flip array_combine array_column array_fill array_pad array_unique array_rand
    array_chunk array_walk array_map range compact
    current reset end next prev key pos each iterator_to_array
    htmlspecialchars_decode html_entity_decode nl2br strip_tags stripcslashes utf8_decode utf8_encode
    iconv mb_convert_encoding mb_convert_case openssl_decrypt openssl_encrypt mcrypt_decrypt mdecrypt_generic
    openssl_private_decrypt openssl_public_decrypt sodium_crypto_secretbox_open gmp_export
    strstr stristr strrchr strchr substr_replace wordwrap chunk_split str_pad nl_langinfo basename dirname
    func_get_args func_get_arg realpath array_replace lzf_decompress bzdecompress brotli_uncompress
    str_repeat lz4_uncompress snappy_uncompress sscanf strtok parse_url array_reduce array_flip
    gzinflate filter_var preg_replace_callback call_user_func call_user_func_array strpbrk ucwords
    file_get_contents_of fgets fread stream_get_contents fgetc stream_get_line dechex hexdec
""")
"""What goes in comes out, perhaps changed in form."""
DECRYPTERS = words("""
    openssl_decrypt mcrypt_decrypt mdecrypt_generic openssl_private_decrypt openssl_public_decrypt
    sodium_crypto_secretbox_open lzf_decompress brotli_uncompress
    lz4_uncompress snappy_uncompress
""")
"""Decoders that are never computed here."""
READERS = words("""
    file_get_contents file readfile fopen fread fgets stream_get_contents gzfile gzopen
    highlight_file show_source php_strip_whitespace curl_exec exif_read_data iptcparse
    fsockopen pfsockopen stream_socket_client stream_socket_accept socket_read
    read_exif_data get_meta_tags wp_remote_get wp_remote_retrieve_body
""")
FETCHERS = words("""
    curl_exec wp_remote_get wp_remote_retrieve_body fsockopen pfsockopen socket_read
    stream_socket_client stream_socket_accept
""")
WRITERS = {
    "file_put_contents": (0, 1),
    "fwrite": (0, 1),
    "fputs": (0, 1),
    "gzwrite": (0, 1),
    "gzputs": (0, 1),
}
"""Where the path (or the open file) stands, and the content."""
CHECKS = words(
    "file_exists is_file is_readable in_array array_key_exists array_search preg_match method_exists isset ctype_alnum"
)
"""Asked about a name, they make it one of a list."""
LISTS = words("in_array array_key_exists array_search")
"""Those that look their first argument up in their second."""
FILLS = {
    "preg_match": (1, 2),
    "preg_match_all": (1, 2),
    "openssl_private_decrypt": (0, 1),
    "openssl_public_decrypt": (0, 1),
    "mb_parse_str": (0, 1),
}
"""Which argument is read, and which one takes the result."""
LATER = words("""
    ob_start set_error_handler set_exception_handler header_register_callback spl_autoload_register
    sqlite_create_function register_tick_function
""")
"""Call back later, with what the program itself puts out or what happens."""
