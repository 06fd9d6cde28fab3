"""The command line in two languages, and what its help costs."""

import re
import shlex
import subprocess
import sys

import pytest

from cli.conftest import ENVIRONMENT, Hemostat
from hemostat.cli.parser import build_parser
from hemostat.detect.check import all_checks
from hemostat.detect.rulebook import own_plans
from hemostat.model.text import Language

LANGUAGES: tuple[Language, ...] = ("en", "zh")
COMMANDS = (
    ("triage",),
    ("collect",),
    ("explain",),
    ("rules",),
    ("rules", "list"),
    ("rules", "test"),
)
HEAVY = (
    "rich",
    "yaml",
    "orjson",
    "sigma",
    "re2",
    "zstandard",
    "hemostat.examine",
    "hemostat.trees",
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_every_command_speaks_one_language(
    hemostat: Hemostat, command: tuple[str, ...], language: Language
) -> None:
    ended = hemostat(*command, "--lang", language, "--help")
    assert ended.code == 0
    has_chinese = re.search(r"[\u4e00-\u9fff]", ended.out) is not None
    assert has_chinese is (language == "zh")
    assert ("usage:" in ended.out) is (language == "en")
    assert ended.err == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_option_has_a_word_of_help(hemostat: Hemostat, language: Language) -> None:
    for command in COMMANDS:
        out = hemostat(*command, "--lang", language, "--help").out
        lines = out.splitlines()
        for number, line in enumerate(lines):
            if re.match(r"  (-|--)\w", line):
                told = line.strip().partition("  ")[2] or lines[number + 1].strip()
                assert told, line


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_examples_in_the_help_can_be_typed(language: Language) -> None:
    parser = build_parser(language)
    lines = re.findall(r"^  .*?(hemostat .*?)(?:  .*)?$", parser.description or "", re.MULTILINE)
    assert len(lines) == 6
    known = {each.info.name for each in (*own_plans(), *all_checks())}
    for line in lines:
        asked = parser.parse_args(shlex.split(line.partition(">")[0])[1:])
        assert asked.command != "explain" or asked.name in known


@pytest.mark.parametrize(
    ("language", "next_step"), [("en", "Try: hemostat --help"), ("zh", "请参阅：hemostat --help")]
)
@pytest.mark.parametrize(
    "wrong", [["triage", "--bogus"], ["cure"], [], ["triage", "--min-level=x"]]
)
def test_wrong_use_is_exit_2_and_says_what_to_do(
    hemostat: Hemostat, wrong: list[str], language: Language, next_step: str
) -> None:
    ended = hemostat(*wrong, *([f"--lang={language}"] if wrong else []))
    assert ended.code == 2
    assert ended.raw == b""
    assert ended.err.startswith("hemostat: ")
    program = "hemostat triage" if "min" in str(wrong) else "hemostat"
    if wrong:
        assert next_step.replace("hemostat", program, 1) in ended.err


def test_a_missing_command_is_named_as_what_is_missing(hemostat: Hemostat) -> None:
    assert "COMMAND" in hemostat().err
    assert "COMMAND" in hemostat("rules").err


def test_a_shortened_option_is_not_guessed(hemostat: Hemostat) -> None:
    assert hemostat("triage", "--foot").code == 2


@pytest.mark.requirement("B5.3")
def test_help_imports_nothing_heavy() -> None:
    program = (
        "import sys\nfrom hemostat.cli.main import main\n"
        "try: main(['triage', '--help'])\nexcept SystemExit: pass\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], env=ENVIRONMENT, capture_output=True, check=True
    )
    assert b"--min-level" in ended.stdout
    assert ended.stderr.decode() == "[]\n"
