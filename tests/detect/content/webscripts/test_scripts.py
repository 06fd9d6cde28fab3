"""Python, Perl, JavaScript, Ruby, Lua, the shell."""

# ruff: noqa: E501 — one case, one line.

import pytest

from detect.content.php_seen import worst
from hemostat.model.level import Level

FIRES = {
    "a.py": "import os\nfrom flask import request\ndef a():\n    c = request.args.get('c')\n    os.system(c)\n",
    "b.py": "import cgi\nf = cgi.FieldStorage()\nexec(f.getvalue('x'))\n",
    "c.py": "import os\nfrom http.server import *\nclass H(BaseHTTPRequestHandler):\n    def do_GET(self):\n"
    "        os.system(self.path[1:])\n",
    "d.py": "import os\nfrom flask import request\ngetattr(os, 'sys' + 'tem')(request.args['c'])\n",
    "a.pl": "#!/usr/bin/perl\nuse CGI;\nmy $c = CGI->new->param('c');\nprint `$c`;\n",
    "a.js": "const app = require('express')(); app.get('/', (req, res) => {"
    " require('child_process').exec(req.query.c); });",
    "a.cgi": "#!/bin/sh\necho 'Content-type: text/plain'\necho\neval \"$QUERY_STRING\"\n",
    "e.pl": "use CGI;\neval 'system(param(\"c\"))';\n",
    "b.cgi": "#!/bin/sh\necho 'Content-type: text/plain'\necho\nc=$(cat)\neval \"$c\"\n",
    "a.rb": "require 'sinatra'\nget('/') { c = params['c']; `#{c}` }\n",
    "a.lua": "local c = ngx.var.arg_c\nlocal h = io.popen(c)\n",
}
QUIET = {
    "a.py": "import subprocess\nfrom flask import request\n"
    "def a():\n    subprocess.run(['ping', '-c', '1', request.args['h']])\n",
    "b.py": "def a(request):\n    c = request.GET['c']\n    return c\ndef b(c):\n    os.system(c)\n",
    "c.py": "class Repository:\n    def log(self, request):\n        path = str(self.path)\n"
    "        return subprocess.run([path + '/hook'], cwd=path)\n",
    "d.py": "class Service:\n    def get(self, method):\n        data = self.get_argument('data')\n"
    "        return getattr(self._scheduler, method)(data)\n",
    "a.pl": "use CGI;\nmy $c = CGI->new->param('c');\nprint escape($c);\nsystem('sync');\n=pod\nsystem($c)\n",
    "e.pl": "use CGI qw(:cgi);\nBEGIN { eval 'sub CGI::multi_param { CGI::param(@_) }' }\n",
    "mail.sh": '#!/bin/sh\nm=$(cat)\nmail() {\ncat <<-E\nTo: a\nSubject: b\nContent-Type: text/plain\nE\n}\neval $(printf "$m")\n',
    "a.js": "function f(req) { return /a/.exec(req.url); } eval('1');",
    "a.sh": '#!/bin/sh\nread line\neval "$line"\n',
}


@pytest.mark.parametrize("name", FIRES)
def test_a_script_that_executes_is_found(name: str) -> None:
    assert worst(FIRES[name].encode(), name) >= Level.HIGH


@pytest.mark.parametrize("name", QUIET)
def test_an_ordinary_script_is_left_alone(name: str) -> None:
    assert worst(QUIET[name].encode(), name) < Level.MEDIUM
