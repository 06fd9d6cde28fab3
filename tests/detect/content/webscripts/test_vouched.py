# ruff: noqa: E501 — one script, one line.
"""What a script checks, and what it hands over without a shell."""

import pytest

from detect.content.php_seen import worst
from hemostat.detect.content.webscripts.vouched import added, is_list, vouched
from hemostat.model.level import Level


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('if (!id.matches("\\\\d+")) return;', {"id"}),
        ('Pattern.matches("[A-Za-z0-9.-]+", h)', {"h"}),
        ("re.fullmatch(r'[\\w.-]+', h)", {"h"}),
        ("re.match(r'^\\d{1,4}$', n)", {"n"}),
        ("if (!/^[a-z]+$/.test(x)) return;", {"x"}),
        ("if not i.isdigit(): abort(400)", {"i"}),
        ("if t not in ALLOWED: abort(400)", {"t"}),
        ('ok = Set.of("day", "week"); if (!ok.contains(t)) return;', {"t"}),
        ('c.matches(".+")', set()),
        ('c.matches("[^x]+")', set()),
        ("re.match(r'[a-z]', c)", set()),
        ('if (c.contains("x")) run(c);', set()),
        ("headers.contains(c)", set()),
    ],
)
def test_only_full_checks_vouch(text: str, names: set[str]) -> None:
    assert vouched(text) == names


def test_lists() -> None:
    assert added('cmd.add("/usr/bin/convert"); cmd.add(f);')[1] == ("cmd", "f)")
    assert is_list('{"/usr/bin/curl", "-s", url}')
    assert not is_list('"/usr/bin/curl " + url')


@pytest.mark.parametrize(
    "page",
    [
        'String id = request.getParameter("id"); if (!id.matches("\\\\d+")) return; Process p = new ProcessBuilder("/usr/bin/wkhtmltopdf", "http://127.0.0.1/p?id=" + id, "/tmp/r.pdf").start();',
        'int n = Integer.parseInt(request.getParameter("n")); Runtime.getRuntime().exec("/opt/report.sh " + n);',
        'String[] cmd = {"/usr/bin/curl", "-s", "http://10.0.0.2/?q=" + request.getParameter("q")}; Runtime.getRuntime().exec(cmd);',
        'String f = request.getParameter("f"); List<String> cmd = new ArrayList<>(); cmd.add("/usr/bin/convert"); cmd.add(f); new ProcessBuilder(cmd).start();',
    ],
)
def test_a_checked_word_and_an_argument_are_low_at_most(page: str) -> None:
    assert worst(f"<% {page} %>".encode(), "a.jsp") <= Level.LOW


@pytest.mark.parametrize(
    "page",
    [
        'String c = request.getParameter("c"); if (c.matches(".+")) Runtime.getRuntime().exec(c);',
        'String c = request.getParameter("c"); List<String> l = new ArrayList<>(); l.add("/bin/sh"); l.add("-c"); l.add(c); new ProcessBuilder(l).start();',
        'String k = request.getParameter("k"), c = request.getParameter("c"); if (k.matches("\\\\d+")) Runtime.getRuntime().exec(c);',
        'String c = request.getParameter("c"); String[] a = {"/bin/bash", "-c", c}; Runtime.getRuntime().exec(a);',
    ],
)
def test_a_shell_stays_one(page: str) -> None:
    assert worst(f"<% {page} %>".encode(), "a.jsp") >= Level.HIGH
