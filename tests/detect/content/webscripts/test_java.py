"""JSP."""

# ruff: noqa: E501 — one case, one line.

import pytest

from detect.content.php_seen import worst
from hemostat.detect.content.webscripts.java import calls_only_its_own, is_invocation
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


REFLECTION = (
    "<% Class<?> c = Class.forName({0}); Method m = c.getMethod({1}, String.class);"
    ' out.print(m.invoke(c.newInstance(), request.getParameter("id"))); %>'
)


@pytest.mark.parametrize(
    ("kind", "method", "is_own"),
    [
        ('"com.example.Report"', '"render"', True),
        ('"java.lang.Runtime"', '"exec"', False),
        ('"com.example.Report"', '"exec"', False),
        ('"javax.script.ScriptEngineManager"', '"getEngine"', False),
        ('"com.example."+request.getParameter("c")', '"render"', False),
        ('"com.example.Report"', 'request.getParameter("m")', False),
        ("name", '"render"', False),
    ],
)
def test_reflection_with_constants_of_the_application_is_a_call(
    kind: str, method: str, *, is_own: bool
) -> None:
    assert calls_only_its_own(REFLECTION.format(kind, method)) is is_own


def test_what_begins_with_a_call_by_reflection() -> None:
    assert is_invocation(".invoke(a)")
    assert not is_invocation(".exec(a)")
