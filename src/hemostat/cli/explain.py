"""`hemostat explain RULE`."""

import argparse
import difflib
import sys

from hemostat.detect.content.yara_rules import compile_foreign
from hemostat.examine.knowledge import rulebook_with, shipped_knowledge, yara_texts
from hemostat.examine.rule_pages import pages
from hemostat.model.errors import UsageError
from hemostat.model.text import Language
from hemostat.report.rule_pages import explain_rule


def run(asked: argparse.Namespace, language: Language) -> int:
    """Explain one rule.

    Raises:
        UsageError: no rule has this name; the nearest names are told.
    """
    rulebook, _ = rulebook_with(asked.rules)
    foreign = compile_foreign(yara_texts(asked.rules)).infos.values() if asked.rules else ()
    found = pages((rule.plan for rule in rulebook.rules), foreign)
    known = {page.info.name: page for page in found}
    page = known.get(asked.name)
    if page is None:
        near = difflib.get_close_matches(asked.name, list(known), n=3, cutoff=0.4)
        hint = f"; did you mean {', '.join(near)}?" if near else ""
        raise UsageError(f"no rule is named {asked.name}{hint} See: hemostat rules list")
    knowledge = shipped_knowledge()
    sys.stdout.writelines(line + "\n" for line in explain_rule(page, knowledge, language))
    return 0
