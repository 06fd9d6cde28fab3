"""JSP."""

# ruff: noqa: E501 — one case, one line.

import pytest

from detect.content.php_seen import worst
from hemostat.model.level import Level


@pytest.mark.requirement("A5.12")
@pytest.mark.parametrize(
    "body",
    [
        'Runtime.getRuntime().exec(request.getParameter("c"));',
        'String c = request.getHeader("X"); new ProcessBuilder("/bin/sh", "-c", c).start();',
        "class U extends ClassLoader { Class g(byte[] b) { return super.defineClass(b, 0, b.length); } }"
        " new U().g(Base64.getDecoder().decode(request.getReader().readLine()));",
        "f.setAccessible(true); StandardContext s = (StandardContext) f.get(c); s.addFilterMapBefore(m);",
        '\\u0052untime.getRuntime().ex\\u0065c(request.getParameter("c"));',
    ],
)
def test_a_page_that_executes_is_found(body: str) -> None:
    assert worst(f"<% {body} %>".encode(), "a.jsp") >= Level.HIGH


@pytest.mark.parametrize(
    "body",
    [
        'out.print(request.getParameter("name"));',
        'int n = Integer.parseInt(request.getParameter("n")); list.get(n);',
        'Class c = Class.forName("com.example.Shop"); out.print(request.getParameter("q"));',
        'String u = request.getRequestURI(); Runtime.getRuntime().exec("uptime");',
    ],
)
def test_an_ordinary_page_is_left_alone(body: str) -> None:
    assert worst(f"<% {body} %>".encode(), "a.jsp") < Level.MEDIUM
