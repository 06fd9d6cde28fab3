"""`hemostat explain RULE`."""

import argparse
import difflib
import sys

from hemostat.examine.knowledge import rulebook_with, shipped_knowledge
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
    known = {page.info.name: page for page in pages(rule.plan for rule in rulebook.rules)}
    page = known.get(asked.name)
    if page is None:
        near = difflib.get_close_matches(asked.name, list(known), n=3, cutoff=0.4)
        hint = f"; did you mean {', '.join(near)}?" if near else ""
        raise UsageError(f"no rule is named {asked.name}{hint} See: hemostat rules list")
    knowledge = shipped_knowledge()
    sys.stdout.writelines(line + "\n" for line in explain_rule(page, knowledge, language))
    return 0
