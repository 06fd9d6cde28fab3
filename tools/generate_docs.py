"""Writes the reference pages from the code and data they describe; `--check` fails if one is stale.

Pages: docs/reference/{records,fields,artifacts,rules}.md and docs/coverage.md (which requirement
is shown by which test; a row without a test prints "not done"), and the sample's screen in the
READMEs.
"""

import argparse
import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from hemostat.collect.artifact import shipped_artifacts
from hemostat.detect.rule_page import RulePage
from hemostat.detect.rulebook import own_plans
from hemostat.detect.sigma.flat import ANY_FIELD
from hemostat.detect.sigma.sources import fields_of_category, types_by_category
from hemostat.examine.rule_pages import pages
from hemostat.model.record import schema_of, table_of
from hemostat.model.records import RECORD_TYPES

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
NOTE = "<!-- Written by tools/generate_docs.py; change what it describes instead. -->\n\n"


def records_page() -> str:
    """Every record type with its fields."""
    lines = ["# Records\n", "One typed fact each. Sigma rules name these fields.\n"]
    for kind in sorted(RECORD_TYPES, key=lambda each: table_of(each).name):
        table = table_of(kind)
        lines += [f"## `{table.name}`\n", f"{table.text}\n"]
        if len(table.categories) > 1:
            also = ", ".join(f"`{name}`" for name in table.categories[1:])
            lines.append(f"Rules of category {also} see it too.\n")
        lines += ["| field | type | what it is |", "|---|---|---|"]
        for column in schema_of(kind):
            unit = f" ({column.unit})" if column.unit else ""
            optional = ", or null" if column.is_optional else ""
            lines.append(
                f"| `{column.name}` | {column.type}{optional} | {_cell(column.text)}{unit} |"
            )
        lines.append("")
    return "\n".join(lines)


def fields_page() -> str:
    """Every category a Sigma rule may name, with its records and fields."""
    lines = ["# Categories of rules\n", "| category | records | fields |", "|---|---|---|"]
    for category, types in sorted(types_by_category().items()):
        fields = sorted(fields_of_category(category) - {ANY_FIELD})
        names = ", ".join(f"`{name}`" for name in fields if "." not in name)
        records = ", ".join(table_of(each).name for each in types)
        lines.append(f"| `{category}` | {records} | {names} |")
    return "\n".join(lines) + "\n"


def artifacts_page() -> str:
    """Every place that is read."""
    lines = ["# Places\n", "| artifact | what | paths | ATT&CK |", "|---|---|---|---|"]
    for artifact in shipped_artifacts():
        paths = "<br>".join(f"`{path}`" for path in artifact.paths)
        attack = ", ".join(artifact.attack)
        lines.append(
            f"| `{artifact.name}` | {artifact.text.en}<br>{artifact.text.zh} | {paths} | {attack} |"
        )
    return "\n".join(lines) + "\n"


def rules_page() -> str:
    """Every rule and check: the list, then each with all there is to say of it."""
    every = pages(own_plans())
    lines = [
        "# Rules and checks\n",
        "A rule looks at one record and is written in [Sigma](../rules.md); a check joins several.",
        "`hemostat explain NAME` says the same, with the examples.\n",
        "| level | name | what it says | ATT&CK |",
        "|---|---|---|---|",
    ]
    for page in sorted(every, key=lambda each: (-each.info.level, each.info.name)):
        info = page.info
        link = f"[`{info.name}`](#{_anchor(info.name)})"
        attack = ", ".join(info.attack)
        lines.append(f"| {info.level.word} | {link} | {_cell(info.texts.title.en)} | {attack} |")
    for page in every:
        lines += ["", *_rule_lines(page)]
    return "\n".join(lines) + "\n"


def _rule_lines(page: RulePage) -> Iterator[str]:
    info, texts = page.info, page.info.texts
    yield f"## `{info.name}`\n"
    yield f"**{_plain(texts.title.en)}**  "
    yield f"**{_plain(texts.title.zh)}**\n"
    yield "| | |"
    yield "|---|---|"
    rows = {
        "kind": "Sigma rule" if info.kind == "sigma" else info.kind,
        "level": f"{info.level.word}, confidence {info.confidence.word}",
        "ATT&CK": ", ".join(info.attack),
        "speaks for": ", ".join(f"`{slug}`" for slug in info.incident_types),
        "category": f"`{info.category}`",
        "reads": ", ".join(f"`{name}`" for name in page.reads),
        "finds": _plain(page.explanation or texts.summary.en),
        "what else could explain it": _plain(texts.benign.en),
        "其他可能的解释": _plain(texts.benign.zh),
        "next": ", ".join(f"`{slug}`" for slug in info.next),
        "by hand": f"`` {info.by_hand} ``" if info.by_hand else "",
        "examples": f"fires on {len(page.fires)}, quiet on {len(page.quiet)}",
    }
    for name, value in rows.items():
        if value:
            yield f"| {name} | {_cell(value)} |"


def _anchor(name: str) -> str:
    """The anchor GitHub gives a heading: lower case, dots and quotes left out."""
    return name.lower().replace(".", "")


def _plain(text: str) -> str:
    """A sentence that Markdown shows as it is."""
    return text.replace("\n", " ").replace("*", r"\*").replace("<", "&lt;").replace("_", r"\_")


def coverage_page() -> str:
    """Each requirement with the tests that show it."""
    shown = requirement_tests()
    lines = [
        "# Requirements and the tests that show them\n",
        "| id | what is asked | shown by |",
        "|---|---|---|",
    ]
    for line in (DOCS / "requirements.tsv").read_text("utf-8").splitlines()[1:]:
        name, _, text = line.partition("\t")
        tests = sorted(shown.get(name, ()))
        by = "<br>".join(f"`{test}`" for test in tests[:6]) or "not done"
        more = f"<br>and {len(tests) - 6} more" if len(tests) > 6 else ""
        lines.append(f"| {name} | {_cell(text)} | {by}{more} |")
    return "\n".join(lines) + "\n"


def requirement_tests() -> dict[str, set[str]]:
    """Test names by the requirement ids they are marked with."""
    shown: dict[str, set[str]] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        whole = [mark for node in tree.body if isinstance(node, ast.Assign) for mark in _ids(node)]
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                marks = whole + [mark for each in node.decorator_list for mark in _ids(each)]
                place = f"{path.relative_to(ROOT / 'tests')}::{node.name}"
                for mark in marks:
                    shown.setdefault(mark, set()).add(place)
    return shown


def _ids(node: ast.AST) -> Iterator[str]:
    for call in ast.walk(node):
        if (
            isinstance(call, ast.Call)
            and isinstance(call.func, ast.Attribute)
            and call.func.attr == "requirement"
        ):
            for argument in call.args:
                if isinstance(argument, ast.Constant):
                    yield str(argument.value)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def readme(name: str, language: str) -> str:
    """A README with the real screen of the sample in the place of the one it shows."""
    text = (ROOT / name).read_text("utf-8")
    option = "" if language == "en" else f" --lang {language}"
    head, mark, rest = text.partition(SAMPLE.format(option))
    if not mark:
        raise SystemExit(f"{name} shows no sample any more")
    _, end, tail = rest.partition("```\n")
    command = ["-B", "-m", "hemostat", "triage", "samples/web-01.tar.gz", "--lang", language]
    shown = subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=ENVIRONMENT, check=False, capture_output=True
    ).stdout.decode()
    return head + mark + shown + end + tail


def main() -> int:
    """Write, or compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    stale = []
    for name, page in PAGES.items():
        path, text = DOCS / name, page()
        if path.exists() and path.read_text("utf-8") == text:
            continue
        stale.append(name)
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    print("\n".join(f"stale: docs/{name}" if check else f"wrote docs/{name}" for name in stale))
    return 1 if check and stale else 0


SAMPLE = "$ ./hemostat triage samples/web-01.tar.gz{}\n```\n\n```text\n"
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "NO_COLOR": "1", "COLUMNS": "80"}
PAGES = {
    "reference/records.md": lambda: NOTE + records_page(),
    "reference/fields.md": lambda: NOTE + fields_page(),
    "reference/artifacts.md": lambda: NOTE + artifacts_page(),
    "reference/rules.md": lambda: NOTE + rules_page(),
    "coverage.md": lambda: NOTE + coverage_page(),
    "../README.md": lambda: readme("README.md", "en"),
    "../README.zh-CN.md": lambda: readme("README.zh-CN.md", "zh"),
}

if __name__ == "__main__":
    sys.exit(main())
