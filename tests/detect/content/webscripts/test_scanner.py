"""Which file is what."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detect.content.php_seen import hits
from hemostat.detect.content.scanner import scanned
from hemostat.detect.content.webscripts.scanner import WebScriptScanner, language_of
from hemostat.model.candidate import Candidate
from hemostat.model.path import HostPath
from hemostat.model.records import Provenance


@pytest.mark.parametrize(
    ("name", "content", "language"),
    [
        ("a.jsp", b"", "JSP"),
        ("a", b"#!/usr/bin/env python3\n", "Python"),
        ("a.cgi", b"#!/bin/bash\n", "shell"),
        ("a.txt", b'<%@ page import="java.io.*" %>', "JSP"),
        ("a.txt", b"plain", None),
    ],
)
def test_the_language_is_told(name: str, content: bytes, language: str | None) -> None:
    found = language_of(name, content)
    assert (found.name if found else None) == language


def test_settings_are_judged_by_their_name() -> None:
    content = b"auto_prepend_file=logo.jpg\n"
    assert [hit.rule.name for hit in hits(content, ".user.ini")] == [
        "linux.content.web-settings-run-odd-files"
    ]
    assert hits(content, "readme.txt") == []


def test_what_a_package_delivered_is_not_judged() -> None:
    content = b"<% Runtime.getRuntime().exec(request.getParameter(1)); %>"
    assert hits(content, "a.jsp") != []
    assert hits(content, "a.jsp", state=Provenance.PACKAGED) == []


@settings(max_examples=50, deadline=None)
@given(
    st.binary(max_size=200),
    st.sampled_from(["a.jsp", "a.asp", "a.py", "a.pl", "a.js", ".htaccess"]),
)
def test_any_bytes_are_taken(content: bytes, name: str) -> None:
    data = b"<% request.getParameter(1) exec(" + content
    for hit in hits(data, name, scanner=WebScriptScanner()):
        assert hit.offset >= 0


def test_of_a_long_script_the_rest_is_said_where_it_answers_visitors() -> None:
    path = HostPath("/var/www/html/a.py")
    candidate = Candidate(path=path, real_path=path, size=1)
    far = b"x = 1\n" * 100_000 + b"os.system(request.args['c'])\n"
    assert (
        "512 KiB" in scanned(WebScriptScanner(), candidate, b"from flask import request\n" + far)[1]
    )
    assert scanned(WebScriptScanner(), candidate, b"# request\n" + b"x = 1\n" * 100_000)[1] == ""
