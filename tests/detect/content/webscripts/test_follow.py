"""Following words."""

import pytest

from hemostat.detect.content.webscripts.follow import reaches
from hemostat.detect.content.webscripts.scripts import JAVASCRIPT, PERL, PYTHON, RUBY


def test_names_are_handed_on_between_functions() -> None:
    text = "def a(request):\n    b(request.GET['c'])\ndef b(x):\n    os.system(x)\n"
    (reach,) = reaches(text, PYTHON)
    assert text[reach.offset :].startswith("os.system")
    assert reach.is_free


def test_a_fixed_program_is_not_free() -> None:
    (reach,) = reaches("c = request.args['x']\nos.system('ls ' + c)\n", PYTHON)
    assert not reach.is_free


def test_a_word_in_quotes_is_no_variable() -> None:
    assert list(reaches("a = request.args['x']\nos.system('a')\n", PYTHON)) == []


def test_a_definition_is_no_call() -> None:
    text = "def run(request):\n    eval(request.args['c'])\ndef eval(code):\n    return code\n"
    (reach,) = reaches(text, PYTHON)
    assert text[reach.offset :].startswith("eval(request")


@pytest.mark.parametrize(
    ("call", "taken"),
    [
        ("run('ls', c)", "b"),
        ("run(b=c, a='ls')", "b"),
        ("run(c, 'x')", "a"),
        ("run(*c)", "ab"),
        ("run(f('ls', 'x'), c)", "b"),
        ("run('a, b', c)", "b"),
    ],
)
def test_only_the_parameter_that_takes_it_carries(call: str, taken: str) -> None:
    text = f"def go(request):\n    c = request.args['c']\n    {call}\n"
    sinks = "def run(a, b):\n    os.system(a)\n    os.popen(b)\n"
    found = "".join("a" if "a)" in text_of(text + sinks, each.offset) else "b"
                    for each in reaches(text + sinks, PYTHON))  # fmt: skip
    assert found == taken


def text_of(text: str, offset: int) -> str:
    """The line there."""
    return text[offset:].partition("\n")[0]


@pytest.mark.parametrize(
    ("text", "is_free"),
    [
        ("c = request.args['r']\nsubprocess.run([GIT, 'log', c])\n", False),
        ("c = request.args['r']\nsubprocess.run([PROGRAM, '-c', c])\n", True),
        ("S = '/bin/sh'\nc = request.args['r']\nsubprocess.run([S, FLAG, c])\n", True),
        ("c = request.args['r']\nos.system('/usr/bin/nslookup ' + c)\n", False),
        ("c = request.args['r']\nsubprocess.run(['/usr/bin/report', '--id', c])\n", False),
        ("c = request.args['r']\nos.system('/bin/sh -c ' + c)\n", True),
        ("c = request.args['r']\nos.system('cmd.exe /s /c ' + c)\n", True),
        ("c = request.args['r']\nos.system('/usr/bin/' + c)\n", True),
        ("c = request.args['r']\nsubprocess.run([c, '--version'])\n", True),
        ("c = request.args['r']\nsubprocess.run(c, shell=True)\n", True),
    ],
)
def test_a_list_for_a_program_of_the_script_is_data(text: str, is_free: bool) -> None:
    assert {each.is_free for each in reaches(text, PYTHON)} == {is_free}


def test_a_list_of_perl_and_of_node_is_data_too() -> None:
    perl = 'my $r = param("r");\nexec($CMD{rlog}, @options, "-r$r");\n'
    node = "var r = req.query.r;\nspawn(bin, [r]);\n"
    assert [each.is_free for each in reaches(perl, PERL)] == [False]
    assert [each.is_free for each in reaches(node, JAVASCRIPT)] == [False]
    shell = "var r = req.query.r;\nspawn(bin, [r], {shell: true});\n"
    assert [each.is_free for each in reaches(shell, JAVASCRIPT)] == [True]


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ('raise "expected Array for `#{v}\' here"', 0),
        ('raise Error.new("no such thing: `#{v}`")', 0),
        ("x = `id #{v}`", 1),
        ('puts "a", `id #{v}`', 1),
        ('puts "<pre>#{`id #{v}`}</pre>"', 1),
    ],
)
def test_quotes_of_a_message_are_no_command_of_ruby(line: str, count: int) -> None:
    assert len(list(reaches(f"v = params[:k]\n{line}\n", RUBY))) == count
