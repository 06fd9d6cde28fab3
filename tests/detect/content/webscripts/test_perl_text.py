# ruff: noqa: E501 — one script, one line.
"""Perl with what it leaves unsaid written out."""

import pytest

from detect.content.php_seen import worst
from hemostat.detect.content.webscripts.perl_text import said
from hemostat.model.level import Level

_HEAD = 'print "Content-type: text/plain\\n\\n"; '


@pytest.mark.parametrize(
    "script",
    [
        "$b = $ENV{'QUERY_STRING'}; if ($b =~ /^z=(.+)/) { open(F, \"$1 2>&1 |\"); print while <F>; }",
        "if ($ENV{QUERY_STRING} =~ m{c=([^&]*)}) { my $x = $1; exec $x; }",
        'local $_ = $ENV{QUERY_STRING}; if (/run=(.*)/) { system "$1"; }',
        "$_ = $ENV{QUERY_STRING}; s/^x=//; print `$_`;",
        'foreach (split(/&/, $ENV{QUERY_STRING})) { ($k, $v) = split(/=/); $F{$k} = $v; } open P, "$F{c}|";',
        "foreach my $p (split /&/, $ENV{QUERY_STRING}) { system($p); }",
        "read(STDIN, my $d, $ENV{CONTENT_LENGTH}); eval $d;",
        "my $q = <STDIN>; my ($n, $v) = split /=/, $q; print readpipe($v);",
        "use CGI; my $c = CGI->new; open3(my $i, my $o, undef, $c->param('k'));",
        "use CGI; my $c = CGI->new; print $c->header, eval($c->param('e'));",
        "use CGI; my $c = CGI->new; my $m = $c->param('m'); do $m;",
    ],
)
def test_what_is_unsaid_is_followed(script: str) -> None:
    assert worst((_HEAD + script).encode(), "a.pl") >= Level.HIGH


@pytest.mark.parametrize(
    "script",
    [
        'foreach my $v (sort keys %ENV) { print "$v=$ENV{$v}\\n"; }',
        "use CGI; my $q = CGI->new; my $id = $q->param('id'); if ($id =~ /^(\\d+)$/) { my $n = $1; system('/usr/bin/report', $n); }",
        "use CGI; my $q = CGI->new; my $h = $q->param('h'); if ($h =~ /^([\\w.-]+)$/) { my $x = $1; print `ping -c 1 $x`; }",
        "use CGI; my $q = CGI->new; my $l = `uptime`; my $n = $q->param('name'); print $q->header, $l, $n;",
    ],
)
def test_what_a_pattern_lets_through_is_not(script: str) -> None:
    assert worst((_HEAD + script).encode(), "a.pl") <= Level.LOW


def test_lines_stay_where_they_are() -> None:
    assert said("a;\nfor (@x) {\n print $_; }").count("\n") == 2
