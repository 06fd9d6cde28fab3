# ruff: noqa: E501 — patterns and sentences are read whole.
"""ASP and ASP.NET, which run on Linux under Mono and .NET as well."""

import re

from hemostat.detect.content.webscripts.language import (
    AMPERSAND,
    C_ASSIGNMENT,
    C_COMMENTS,
    C_FUNCTION,
    Language,
    sink,
)

_REQUEST = (
    r"\bRequest\s*(?:\.\s*(?:Item|QueryString|Form|Params|Cookies|Headers|ServerVariables|Files|BinaryRead"
    r"|InputStream|Body|Query|TotalBytes)|\[|\()|\.\s*Request\s*(?:\.|\[)"
)

ASPNET = Language(
    name="ASP.NET",
    endings=(".aspx", ".ashx", ".asmx", ".ascx", ".cshtml", ".vbhtml", ".asax", ".svc", ".soap"),
    marks=re.compile(r"<%|<script\s[^>]*runat|@\{|@\("),
    source=re.compile(_REQUEST + r"|\b\w+\.Text\b(?=[^;]{0,80}\))|\bFileUpload\w*\.", re.IGNORECASE),
    sinks=(
        sink(r"\beval\s*\(", "code"),
        sink(r"\bProcess\s*\.\s*Start\s*\(", "command"),
        sink(r"\bnew\s+(?:System\.Diagnostics\.)?ProcessStartInfo\s*\(", "command"),
        sink(r"\.\s*(?:Arguments|FileName)\s*=", "command", is_bare=True, is_cased=False),
        sink(r"\bShell\s*\(", "command"),
        sink(r"\bAssembly\s*\.\s*Load(?:From|File)?\s*\(", "class"),
        sink(r"\bCompileAssemblyFromSource\s*\(", "code"),
        sink(r"\bJint\b[^<]{0,400}?\.\s*(?:Execute|Evaluate)\s*\(", "code"),
        sink(r"\.\s*(?:AddScript|InvokeScript)\s*\(", "code"),
        sink(r"\bCSharpScript\s*\.\s*\w+\s*\(", "code"),
        sink(r"\b(?:BinaryFormatter|LosFormatter|ObjectStateFormatter|NetDataContractSerializer)\b[^;]{0,80}"
             r"\.\s*Deserialize\s*\(", "object"),
        sink(r"\bFile\s*\.\s*(?:WriteAll\w+|Create\w*|AppendAll\w+)\s*\(", "write"),
        sink(r"\bnew\s+(?:System\.IO\.)?(?:StreamWriter|FileStream)\s*\(", "write"),
        sink(r"\.\s*SaveAs\s*\(", "write"),
    ),
    comments=C_COMMENTS,
    joints=AMPERSAND,
    assignment=C_ASSIGNMENT,
    function=C_FUNCTION,
)  # fmt: skip
ASP = Language(
    name="ASP",
    endings=(".asp", ".asa", ".cer", ".cdx"),
    marks=re.compile(r"<%|<script\s[^>]*runat", re.IGNORECASE),
    source=re.compile(_REQUEST, re.IGNORECASE),
    sinks=(
        sink(r"\beval\b", "code", is_bare=True, is_cased=False),
        sink(r"\bexecute(?:global)?\b", "code", is_bare=True, is_cased=False),
        sink(r"\.\s*(?:ExecuteStatement|AddCode|Eval)\b", "code", is_bare=True, is_cased=False),
        sink(r"\.\s*(?:Exec|Run|ShellExecute)\b", "command", is_bare=True, is_cased=False),
        sink(
            r"\.\s*(?:SaveToFile|CreateTextFile|OpenTextFile)\b",
            "write",
            is_bare=True,
            is_cased=False,
        ),
    ),
    comments=re.compile(r"(?mi)^[^\S\n]*(?:'|rem\s)[^\n]*"),
    joints=AMPERSAND,
    assignment=re.compile(r"(?P<name>[A-Za-z_]\w*)\s*=(?=(?P<value>[^\n:]{1,1500}))"),
    function=re.compile(
        r"(?i)\b(?:function|sub)\s+(?P<name>\w+)\s*\((?P<parameters>[^()]{1,300})\)"
    ),
)
