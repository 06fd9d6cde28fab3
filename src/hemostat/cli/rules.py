"""`hemostat rules list|test`."""

import argparse
import sys

from hemostat.detect.check import all_checks
from hemostat.detect.rulebook import Loaded, load_texts, own_plans
from hemostat.examine.knowledge import rule_texts, rulebook_with
from hemostat.examine.rule_pages import pages, wrong_examples
from hemostat.model.errors import DataError
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
    for problem in loaded.problems:
        sys.stderr.write(f"hemostat: {visible(str(problem))}\n")
    found = pages(rule.plan for rule in rulebook.rules)
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
    loaded = load_texts(rule_texts(asked.folder)) if asked.folder else Loaded(own_plans())
    plans, problems = loaded.plans, loaded.problems
    checks = () if asked.folder else all_checks()
    wrong = wrong_examples(plans, checks)
    for each in wrong:
        text = _SHOULD[each.fires].in_language(language)
        sys.stdout.write(visible(text.format(rule=each.rule, example=each.example)) + "\n")
    examples = sum(len(plan.fires) + len(plan.quiet) for plan in plans)
    examples += sum(len(check.examples) for check in checks)
    sys.stdout.write(
        _RESULT.in_language(language).format(
            rules=len(plans) + len(checks), examples=examples, failed=len(wrong)
        )
        + "\n"
    )
    sys.stdout.flush()
    if problems:
        raise DataError(problems)
    return 1 if wrong else 0
