# ruff: noqa: E501 — one script, one line.
"""What frames hand to handlers."""

import pytest

from detect.content.php_seen import worst
from hemostat.detect.content.webscripts.handed_in import python_handed
from hemostat.model.level import Level


@pytest.mark.parametrize(
    ("name", "script"),
    [
        (
            "a.py",
            "import bottle, os\n@bottle.route('/c/<cmd>')\ndef c(cmd): return os.popen(cmd).read()\n",
        ),
        (
            "a.py",
            "@app.get('/x')\nasync def x(cmd: str, n: int = 1):\n    return subprocess.getoutput(cmd)\n",
        ),
        (
            "a.js",
            "require('http').createServer((q,s)=>{const u=new URL(q.url,'http://x');s.end(require('child_process').execSync(u.searchParams.get('c')))})",
        ),
        (
            "a.js",
            "const {spawn}=require('child_process');http.createServer((req,res)=>{let b='';req.on('data',d=>b+=d);req.on('end',()=>{spawn('sh',['-c',b])})})",
        ),
        (
            "a.rb",
            "require 'webrick'\ns.mount_proc('/') { |req, res| res.body = `#{req.query['c']}` }\n",
        ),
    ],
)
def test_what_is_handed_in_is_the_visitors(name: str, script: str) -> None:
    assert worst(script.encode(), name) >= Level.HIGH


@pytest.mark.parametrize(
    "script",
    [
        "@app.route('/r/<int:n>')\ndef r(n):\n    return os.popen('report ' + str(n)).read()\n",
        "@app.get('/x')\ndef x(n: int, db: Session = Depends(get_db)):\n    return subprocess.getoutput(n)\n",
        "@app.get('/x')\ndef x(name: str):\n    return subprocess.check_output(['report', name])\n",
    ],
)
def test_numbers_and_arguments_are_not(script: str) -> None:
    assert worst(script.encode(), "a.py") <= Level.LOW


def test_no_line_is_added() -> None:
    text = "@a.route('/<x>')\ndef f(x):\n    return x\n"
    assert python_handed(text).count("\n") == text.count("\n")
