"""ASP and ASP.NET."""

import pytest

from detect.content.php_seen import worst
from hemostat.model.level import Level


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("a.aspx", '<%@ Page Language="Jscript"%><%eval(Request.Item["a"],"unsafe");%>'),
        ("a.aspx", '<%@ Page Language="C#"%><% Process.Start("/bin/sh", "-c " + Request["c"]); %>'),
        ("a.asp", '<%execute(request("a"))%>'),
        ("a.asp", '<%ExecuteGlobal chr(82) & "equest(1)" : eval request("b")%>'),
    ],
)
def test_a_page_that_executes_is_found(name: str, body: str) -> None:
    assert worst(body.encode(), name) >= Level.HIGH


def test_an_ordinary_page_is_left_alone() -> None:
    body = '<%@ Page Language="C#"%><% Response.Write(Server.HtmlEncode(Request["q"])); %>'
    assert worst(body.encode(), "a.aspx") < Level.MEDIUM
