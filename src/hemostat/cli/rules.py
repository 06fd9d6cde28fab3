"""`hemostat rules list|test`."""

import argparse
import sys
from dataclasses import dataclass

from hemostat.detect.check import all_checks
from hemostat.detect.content.examples import own_examples
from hemostat.detect.content.yara_rules import compile_foreign
from hemostat.detect.rulebook import load_texts, own_plans
from hemostat.examine.knowledge import rule_texts, rulebook_with, yara_texts
from hemostat.examine.rule_pages import (
    WrongExample,
    content_rules,
    pages,
    wrong_content,
    wrong_examples,
)
from hemostat.model.errors import DataError, Problem
from hemostat.model.text import Language, Text
from hemostat.report.escape import visible
from hemostat.report.rule_pages import rule_list, rule_rows

_RESULT = Text(
    "{rules} rules, {examples} examples, {failed} failed",
    "{rules} 条规则，{examples} 个示例，{failed} 个不符",
)
_SHOULD = {
    True: Text("{rule}: should fire and does not: {example}", "{rule}：应触发而未触发：{example}"),
    False: Text(
        "{rule}: should stay quiet and fires: {example}", "{rule}：不应触发却触发：{example}"
    ),
}


def run(asked: argparse.Namespace, language: Language) -> int:
    """List rules, or run their examples.

    Raises:
        DataError: rules of the folder cannot be used; all of them are named.
    """
    return _list(asked, language) if asked.action == "list" else _test(asked, language)


def _list(asked: argparse.Namespace, language: Language) -> int:
    rulebook, loaded = rulebook_with(asked.rules)
    foreign = compile_foreign(yara_texts(asked.rules)) if asked.rules else None
    problems = (*loaded.problems, *(foreign.problems if foreign else ()))
    for problem in problems:
        sys.stderr.write(f"hemostat: {visible(str(problem))}\n")
    infos = foreign.infos.values() if foreign else ()
    found = pages((rule.plan for rule in rulebook.rules), infos)
    if asked.json:
        import orjson

        sys.stdout.buffer.write(
            orjson.dumps(
                rule_rows(found, language), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
            )
        )
    else:
        sys.stdout.writelines(line + "\n" for line in rule_list(found, language))
    return 0


def _test(asked: argparse.Namespace, language: Language) -> int:
    tested = _of_folder(asked.folder) if asked.folder else _of_ours()
    for each in tested.wrong:
        text = _SHOULD[each.fires].in_language(language)
        sys.stdout.write(visible(text.format(rule=each.rule, example=each.example)) + "\n")
    result = _RESULT.in_language(language)
    counts = {"rules": tested.rules, "examples": tested.examples, "failed": len(tested.wrong)}
    sys.stdout.write(result.format(**counts) + "\n")
    sys.stdout.flush()
    if tested.problems:
        raise DataError(tested.problems)
    return 1 if tested.wrong else 0


@dataclass(frozen=True, slots=True)
class _Tested:
    rules: int
    examples: int
    wrong: tuple[WrongExample, ...]
    problems: tuple[Problem, ...] = ()


def _of_ours() -> _Tested:
    plans, checks = own_plans(), all_checks()
    examples = sum(len(each.fires) + len(each.quiet) for each in plans)
    examples += sum(len(check.examples) for check in checks) + len(own_examples())
    wrong = (*wrong_examples(plans, checks), *wrong_content())
    return _Tested(len(plans) + len(checks) + len(content_rules()), examples, wrong)


def _of_folder(folder: str) -> _Tested:
    """A folder's rules alone. YARA rules have no examples: they compile, or they do not."""
    loaded = load_texts(rule_texts(folder, or_yara=True))
    foreign = compile_foreign(yara_texts([folder]))
    return _Tested(
        rules=len(loaded.plans) + len(foreign.infos),
        examples=sum(len(each.fires) + len(each.quiet) for each in loaded.plans),
        wrong=wrong_examples(loaded.plans, ()),
        problems=(*loaded.problems, *foreign.problems),
    )
