"""How an inert shell spells its texts and takes the visitor's word: drawn anew each time."""

import base64
import random

Draw = random.Random


def word(draw: Draw, size: int = 0) -> str:
    """A name for a variable or a parameter."""
    letters = draw.choice(("abcdefghijklmnop", "I1lO0_", "abcxyz_0189"))
    size = size or draw.randint(1, 9)
    return draw.choice("abcdefgxyz_") + "".join(draw.choice(letters) for _ in range(size))


def source(draw: Draw) -> str:
    """An expression whose value the visitor decides."""
    key = word(draw)
    quoted = draw.choice((f"'{key}'", f'"{key}"', f"'{key[0]}'.'{key[1:]}'"))
    array = draw.choice(("_POST", "_GET", "_REQUEST", "_COOKIE"))
    header = "HTTP_X_" + key.upper()
    split = draw.randint(1, len(array) - 1)
    return draw.choice(
        (
            f"${array}[{quoted}]",
            f"${array}[{quoted}]",
            f"$_SERVER['{header}']",
            "file_get_contents('php://input')",
            f"file_get_contents({spelled(draw, 'php://input')})",
            f"getallheaders()[{quoted}]",
            f"filter_input(INPUT_POST, {quoted})",
            f"${{'{array[:split]}'.'{array[split:]}'}}[{quoted}]",
            f"$GLOBALS['{array}'][{quoted}]",
            f"$GLOBALS[{spelled(draw, array)}][{quoted}]",
            f"current(${array})",
            f"end(${array})",
            f"array_values(${array})[0]",
            f"array_pop(${array})",
            f"implode('', ${array})",
            f"trim(@${array}[{quoted}])",
            f"(isset(${array}[{quoted}]) ? ${array}[{quoted}] : '')",
            f"(${array}[{quoted}] ?? ${array}['z'])",
            f"key(${array})",
            f"$_SERVER[{spelled(draw, 'QUERY_STRING')}]",
        )
    )


def encoded_source(draw: Draw) -> tuple[str, str]:
    """Statements before, and the visitor's word once it is decoded."""
    value = source(draw)
    name = "$" + word(draw)
    return draw.choice(
        (
            ("", value),
            ("", value),
            ("", f"base64_decode({value})"),
            ("", f"strrev({value})"),
            ("", f"str_rot13({value})"),
            ("", f"hex2bin({value})"),
            ("", f"gzinflate(base64_decode({value}))"),
            ("", f"pack('H*', {value})"),
            ("", f"urldecode({value})"),
            ("", f"json_decode({value}, true)['c']"),
            ("", f"stripslashes({value})"),
            ("", f"openssl_decrypt({value}, 'AES-128-ECB', 'k3y', OPENSSL_RAW_DATA)"),
            (f"{name}={value};", name),
            (f"{name}=array(); {name}[]={value};", f"{name}[0]"),
            (f"foreach(array({value}) as {name}_v) {name}={name}_v;", name),
            (
                f"{name}={value}; for($i=0;$i<strlen({name});$i++)"
                f" {name}[$i]={name}[$i]^'secret'[$i%6];",
                name,
            ),
            (f"list({name})=explode('|',{value});", name),
            (f"{name}=''; foreach(str_split({value},2) as $p) {name}.=chr(hexdec($p));", name),
        )
    )


def _chars(text: str) -> str:
    return ".".join(f"chr({ord(each)})" for each in text)


def _xored(draw: Draw, text: str) -> str:
    key = "".join(draw.choice("ABCDEFGHJKLMNPQ") for _ in text)
    mixed = "".join(f"\\x{ord(a) ^ ord(b):02x}" for a, b in zip(text, key, strict=True))
    return f'("{mixed}"^"{key}")'


def _picked(draw: Draw, text: str) -> str:
    table = sorted(set(text)) + list("qwzk")
    draw.shuffle(table)
    name = "$" + word(draw, 3)
    picks = ".".join(f"{name}[{table.index(each)}]" for each in text)
    return f"(({name}='{''.join(table)}')?{picks}:'')"


def spelled(draw: Draw, text: str) -> str:
    """An expression whose value is the text, not written out."""
    cut = draw.randint(1, len(text) - 1)
    glue = draw.choice(("_q", "Zz", "#"))
    return draw.choice(
        (
            f"'{text[:cut]}'.'{text[cut:]}'",
            f"strrev('{text[::-1]}')",
            f"str_rot13('{text.translate(ROT)}')",
            f"base64_decode('{base64.b64encode(text.encode()).decode()}')",
            '"' + "".join(f"\\x{ord(each):02x}" for each in text) + '"',
            '"' + "".join(f"\\{ord(each):o}" for each in text) + '"',
            _chars(text),
            f"implode('', array({','.join(repr(each) for each in text)}))",
            f"join(['{text[:cut]}','{text[cut:]}'])",
            _xored(draw, text),
            _picked(draw, text),
            f"str_replace('{glue}','','{glue.join(text)}')",
            f"hex2bin('{text.encode().hex()}')",
            f"pack('H*','{text.encode().hex()}')",
            f"sprintf('%s%s','{text[:cut]}','{text[cut:]}')",
            f"urldecode('{''.join(f'%{ord(each):02x}' for each in text)}')",
            f"substr('zz{text}yy',2,{len(text)})",
            f"(function(){{return '{text[:cut]}'.'{text[cut:]}';}})()",
            f"implode(array_map('chr',[{','.join(str(ord(each)) for each in text)}]))",
            f"ucfirst('{text[0].swapcase() + text[1:]}')" if text[0].isalpha() else _chars(text),
            f"strtr('{text.translate(_SHIFT)}','{_TO}','{_FROM}')",
        )
    )


_FROM = "abcdefghijklmnopqrstuvwxyz"
_TO = "zyxwvutsrqponmlkjihgfedcba"
_SHIFT = str.maketrans(_FROM, _TO)
ROT = str.maketrans(
    _FROM + _FROM.upper(), _FROM[13:] + _FROM[:13] + (_FROM[13:] + _FROM[:13]).upper()
)
