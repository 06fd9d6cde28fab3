# ruff: noqa: E501 — patterns and sentences are read whole.
"""Pages whose tags execute: ColdFusion (Adobe's and Lucee's), and what servers include (SSI)."""

import re

from hemostat.detect.content.webscripts.language import Language, sink

COLDFUSION = Language(
    name="ColdFusion",
    endings=(".cfm", ".cfml", ".cfc", ".cfr", ".lucee"),
    marks=re.compile(r"(?i)<cf\w|\bcomponent\b|\bcfexecute\b"),
    source=re.compile(
        r"(?i)\b(?:url|form|cgi\s*\.\s*(?:query_string|http_|path_info|remote_user)|cookie)\s*(?:\.\s*\w|\[)"
        r"|\bcgi\s*\[|\bgetHttpRequestData\s*\(|\bcgi\.(?:query_string|http_\w+|path_info)"
    ),
    sinks=(
        # The end of each value is the end of its tag's line, or of the tag.
        sink(r"<cfexecute\b[^>]{0,400}?\barguments\s*=\s*[\"'](?:[-/][A-Za-z]+\s+)*['\"]{0,2}", "command", is_bare=True, is_cased=False),
        sink(r"<cfexecute\b[^>]{0,400}?\bname\s*=\s*[\"']", "command", is_bare=True, is_cased=False),
        sink(r"\bcfexecute\s*\(", "command", is_cased=False),
        sink(r"\bexecute\s+name\s*=", "command", is_bare=True, is_cased=False),
        sink(r"\bgetRuntime\s*\(\s*\)\s*\.\s*exec\s*\(", "command", is_cased=False),
        sink(r"\bProcessBuilder\b[^;]{0,40}\.\s*init\s*\(", "command", is_cased=False),
        sink(r"(?<![\w.])(?:evaluate|precisionEvaluate)\s*\((?!\s*[\"'])", "code", is_cased=False),
        sink(r"\.\s*(?:eval|defineClass|loadClass)\s*\(", "code", is_cased=False),
        sink(r"<cffile\b[^>]{0,200}?\baction\s*=\s*[\"'](?:write|append|upload)[\"']", "write", is_bare=True, is_cased=False),
        sink(r"\bfileWrite\s*\(", "write", is_cased=False),
    ),
    comments=re.compile(r"<!---[\s\S]*?--->|/\*(?:[^*]|\*(?!/))*\*/"),
    joints=re.compile(r"\"\s*&\s*\""),
    assignment=re.compile(
        r"(?i)(?:<cfset\s+|<cfparam\s+name\s*=\s*\"|\bvar\s+|(?m:^)\s*)(?:(?:variables|local|request)\s*\.\s*)?"
        r"(?P<name>[A-Za-z_]\w*)\s*=(?!=)(?=(?P<value>[^\n;>]{1,1500}))"
    ),
    is_interpolated=True,
)  # fmt: skip
INCLUDES = Language(
    name="SSI",
    endings=(".shtml", ".shtm", ".stm", ".ssi"),
    marks=re.compile(r"<!--#"),
    source=re.compile(
        r"\$\{?(?:QUERY_STRING\w*|HTTP_\w+|PATH_INFO|REQUEST_URI|REMOTE_USER|arg_\w+|http_\w+)"
        r"|#echo\s[^>]{0,40}?\b(?:QUERY_STRING\w*|HTTP_\w+|PATH_INFO)"
    ),
    sinks=(
        sink(r"<!--#\s*exec\s+(?:cmd|cgi)\s*=", "command", is_bare=True, is_cased=False),
        sink(r"<%\s*exec\s+cmd\s*=", "command", is_bare=True, is_cased=False),
    ),
    comments=re.compile(r"<!--[^#][\s\S]*?-->"),
    joints=re.compile(r"(?!)"),
    assignment=re.compile(
        r"<!--#\s*set\s+var\s*=\s*[\"'](?P<name>\w+)[\"']\s*value\s*=(?=(?P<value>[^\n]{1,600}?-->))"
    ),
    is_interpolated=True,
)
