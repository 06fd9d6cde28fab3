"""What the documents say is so: pages are fresh, commands parse, links lead somewhere."""

import ast
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from hemostat.cli.parser import build_parser
from hemostat.collect.artifact import shipped_artifacts
from hemostat.detect.check import all_checks
from hemostat.detect.rulebook import own_plans
from hemostat.examine.rule_pages import content_rules
from hemostat.model.record import schema_of, table_of
from hemostat.model.records import RECORD_TYPES

ROOT = Path(__file__).parents[2]
READMES = (ROOT / "README.md", ROOT / "README.zh-CN.md")
PAGES = tuple(sorted((*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"))))
NAMES = {each.info.name for each in (*own_plans(), *all_checks())}
NAMES |= {info.name for info in content_rules()}
ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT / "src"), "LC_ALL": "C.UTF-8"}
TEN_LINES = (ROOT / "docs" / "add-a-check.md").read_text("utf-8")


def text_of(name: str) -> str:
    return (ROOT / "docs" / name).read_text("utf-8")


def blocks_of(page: Path) -> Iterator[tuple[str, str]]:
    """Each fenced block with its word."""
    yield from re.findall(
        r"^```(\w*)\n(.*?)^```$", page.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )


def commands_of(page: Path) -> list[list[str]]:
    """Every call of hemostat in a page's blocks, as arguments."""
    found: list[list[str]] = []
    for word, block in blocks_of(page):
        if word not in ("", "console", "sh"):
            continue
        for line in block.splitlines():
            found += calls_in(line.removeprefix("$ "))
    return found


def calls_in(line: str) -> Iterator[list[str]]:
    for part in re.split(r"\||&&|;", line):
        try:
            words = shlex.split(part, comments=True)
        except ValueError:
            continue
        words = words[words[:1] == ["sudo"] :]
        if words and words[0] in ("hemostat", "./hemostat"):
            until = [n for n, each in enumerate(words) if each.startswith((">", "<"))]
            yield words[1 : until[0] if until else None]


def tracked_texts() -> Iterator[tuple[Path, str]]:
    """Every text of the project that goes out with it, but this test."""
    for top in ("src", "tests", "docs", "tools", "requirements", "bench", ".ci"):
        for path in sorted((ROOT / top).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts and path != Path(__file__):
                yield path, path.read_bytes().decode("utf-8", "replace")
    for path in sorted(each for each in ROOT.iterdir() if each.is_file()):
        if path.name != ".git":  # of a worktree it says where the repository lies
            yield path, path.read_bytes().decode("utf-8", "replace")


# -- the reference pages ---------------------------------------------------------------------------


@pytest.mark.requirement("A3.12")
def test_the_generated_pages_are_fresh() -> None:
    ended = subprocess.run(
        [sys.executable, "-B", ROOT / "tools" / "generate_docs.py", "--check"],
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.stdout.strip(), ended.returncode) == ("", 0), ended.stderr


def test_every_record_and_every_field_stands_in_the_reference() -> None:
    page = text_of("reference/records.md")
    for kind in RECORD_TYPES:
        _, _, section = page.partition(f"## `{table_of(kind).name}`\n")
        section = section.partition("\n## ")[0]
        assert [each.name for each in schema_of(kind) if f"| `{each.name}` |" not in section] == []


def test_every_field_of_every_record_is_explained() -> None:
    bare = [
        f"{table_of(kind).name}.{column.name}"
        for kind in RECORD_TYPES
        for column in schema_of(kind)
        if not column.text
    ]
    assert bare == []


def test_every_place_and_every_rule_stands_in_the_reference() -> None:
    places, rules = text_of("reference/artifacts.md"), text_of("reference/rules.md")
    assert [each.name for each in shipped_artifacts() if f"| `{each.name}` |" not in places] == []
    headings = re.findall(r"^## `(.+)`$", rules, re.MULTILINE)
    assert sorted(headings) == sorted(NAMES)
    listed = re.findall(r"^\| \w+ \| \[`(.+?)`\]\(#(.+?)\) \|", rules, re.MULTILINE)
    assert {name for name, _ in listed} == NAMES
    assert all(anchor == name.replace(".", "") for name, anchor in listed)


# -- commands --------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_shown_can_be_typed(page: Path) -> None:
    parser = build_parser("en")
    for arguments in commands_of(page):
        asked = parser.parse_args(arguments)
        if asked.command == "explain":
            assert asked.name in NAMES, arguments


def test_the_readme_shows_every_command() -> None:
    for page in READMES:
        assert {words[0] for words in commands_of(page)} == {
            "triage",
            "collect",
            "explain",
            "rules",
            "hunt",
        }


def test_both_readmes_have_the_same_commands_and_sections() -> None:
    english, chinese = (
        [[word for word in words if word not in ("--lang", "zh")] for words in commands_of(page)]
        for page in READMES
    )
    assert english == chinese
    sections = [re.findall(r"^#+ ", page.read_text("utf-8"), re.MULTILINE) for page in READMES]
    assert sections[0] == sections[1]
    blocks = [[word for word, _ in blocks_of(page)] for page in READMES]
    assert blocks[0] == blocks[1]


@pytest.mark.parametrize("page", READMES, ids=lambda page: page.name)
def test_the_readme_shows_the_real_output_of_its_first_command(page: Path) -> None:
    (_, command), (_, shown) = list(blocks_of(page))[:2]
    ended = subprocess.run(
        [sys.executable, "-B", "-m", "hemostat", *next(calls_in(command.removeprefix("$ ")))],
        cwd=ROOT,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.stdout == shown
    assert ended.returncode == 1
    # The first screen of 24 lines, then one story.
    assert len(shown.splitlines()) <= 60


# -- links and ids ---------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_local_link_leads_somewhere(page: Path) -> None:
    text = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    for link in re.findall(r"(?<!`)\[[^\]]*\]\(([^)\s]+)\)", text):
        parts = urlsplit(link)
        if parts.scheme:
            continue
        target = page.parent / unquote(parts.path) if parts.path else page
        assert target.exists(), f"{page.name}: {link}"
        if parts.fragment and target.suffix == ".md":
            assert parts.fragment in anchors_of(target), f"{page.name}: {link}"


def anchors_of(page: Path) -> set[str]:
    """The anchors GitHub gives the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", each.lower()).strip().replace(" ", "-") for each in headings}


def test_every_requirement_a_test_names_exists() -> None:
    known = {
        line.partition("\t")[0] for line in text_of("requirements.tsv").splitlines()[1:] if line
    }
    assert len(known) > 50
    unknown = {
        (str(path.relative_to(ROOT)), argument.value)
        for path in (ROOT / "tests").rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "requirement"
        for argument in call.args
        if isinstance(argument, ast.Constant) and argument.value not in known
    }
    assert unknown == set()


def test_every_requirement_an_artifact_serves_exists() -> None:
    known = {line.partition("\t")[0] for line in text_of("requirements.tsv").splitlines()[1:]}
    named = {each for artifact in shipped_artifacts() for each in artifact.requirements}
    assert named - known == set()


# -- ten lines that work ---------------------------------------------------------------------------


@pytest.mark.requirement("A3.12")
def test_the_ten_lines_add_a_rule_when_they_are_followed(tmp_path: Path) -> None:
    steps = re.findall(r"^\d+\. (.+)$", TEN_LINES, re.MULTILINE)
    assert len(steps) == 10
    skip = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=skip)
    before = hemostat_in(tmp_path, "rules test src/hemostat/data/rules")
    copy, test, explain = (code_in(steps[number - 1], word) for number, word in COMMANDS)
    subprocess.run(shlex.split(copy), cwd=tmp_path, check=True)
    old, new = re.findall(r"`(linux\.[a-z.-]+)`", TEN_LINES)[:2]
    made = tmp_path / shlex.split(copy)[2]
    identifier = subprocess.run(
        shlex.split(code_in(steps[2], "python3 ")), capture_output=True, text=True, check=True
    ).stdout.strip()
    text = made.read_text("utf-8").replace(old, new)
    made.write_text(re.sub(r"(?m)^id: .*$", f"id: {identifier}", text), "utf-8")
    after = hemostat_in(tmp_path, test.partition(" && ")[0].removeprefix("hemostat "))
    assert counted(after) == counted(before) + 1
    assert new in hemostat_in(tmp_path, explain.removeprefix("hemostat "))
    assert new in hemostat_in(tmp_path, explain.removeprefix("hemostat ") + " --lang zh")


COMMANDS = ((2, "cp "), (7, "hemostat "), (9, "hemostat "))


def code_in(step: str, beginning: str) -> str:
    return next(code for code in re.findall(r"`([^`]+)`", step) if code.startswith(beginning))


def hemostat_in(folder: Path, arguments: str) -> str:
    """A command of the copy in a folder."""
    ended = subprocess.run(
        [sys.executable, "-B", "-m", "hemostat", *shlex.split(arguments)],
        cwd=folder,
        env=ENVIRONMENT | {"PYTHONPATH": str(folder / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def counted(out: str) -> int:
    found = re.fullmatch(r"(\d+) rules, \d+ examples, 0 failed\n", out)
    assert found, out
    return int(found[1])


# -- the house -------------------------------------------------------------------------------------


def test_no_file_tells_of_the_machine_it_was_written_on() -> None:
    told = re.compile(r"(?<![\w-])/work/|/root/\.pyenv/versions|/mnt/c/Users|/Users/\w+/")
    assert [
        f"{path.relative_to(ROOT)}: {found[0]}"
        for path, text in tracked_texts()
        if (found := told.search(text))
    ] == []


def test_no_file_names_an_index_of_packages_but_the_public_one() -> None:
    option = re.compile(r"(?m)^\s*(?:--(?:extra-)?index-url|--find-links|--trusted-host|-i)\b.*$")
    host = re.compile(r"https?://[\w.:@-]*(?:pypi|simple|registry|artifactory|nexus)[^\s\"'`)]*")
    named = {
        (str(path.relative_to(ROOT)), found)
        for path, text in tracked_texts()
        for found in (*option.findall(text), *host.findall(text))
        if not found.startswith(("https://pypi.org/", "https://files.pythonhosted.org/"))
    }
    assert named == set()


@pytest.mark.parametrize("top", ["src", "tools", "bench"])
def test_no_module_is_longer_than_400_lines(top: str) -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for path in (ROOT / top).rglob("*.py")
        if (count := len(path.read_text("utf-8").splitlines())) > 400
    }
    assert long == {}


def test_every_module_has_its_twin() -> None:
    ended = subprocess.run(
        [sys.executable, "-B", ROOT / "tools" / "check_twins.py"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.stdout, ended.returncode) == ("every module has its twin\n", 0)


def test_no_pattern_has_a_possessive_group_which_debian_12_takes_wrong() -> None:
    # Python 3.11 before 3.11.5 (cpython issue 106052); of single signs they are right.
    possessive = re.compile(r"(?<!\\)\)(?:[*+?]|\{\d*,?\d*\})\+")
    patterns = (
        (str(path.relative_to(ROOT)), node.value)
        for path in (ROOT / "src").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    assert [each for each in patterns if possessive.search(each[1]) or "(?>" in each[1]] == []
