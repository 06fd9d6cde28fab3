"""A page for every rule and check, and examples that are really run."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from hemostat.detect.check import Check, HostContext, all_checks, check, fires, quiet
from hemostat.detect.rulebook import own_plans
from hemostat.detect.sigma.sources import types_by_category
from hemostat.examine.rule_pages import content_rules, pages, wrong_content, wrong_examples
from hemostat.model.finding import Claim, RuleTexts, Subject
from hemostat.model.level import Level
from hemostat.model.record import table_of
from hemostat.model.records import RECORD_TYPES, Account
from hemostat.model.text import Text

WORDS = Text("w", "w")
ROOT, ANN = Account(name="root", uid=0), Account(name="ann\n", uid=1000)


@check(
    "linux.test.uid-zero",
    level=Level.LOW,
    confidence=Level.LOW,
    category="test",
    attack="T1059",
    incident_types=(),
    texts=RuleTexts(WORDS, WORDS, WORDS),
    next=(),
    by_hand="true",
    examples=(fires(ROOT), quiet(ANN)),
)
def uid_zero(accounts: Iterable[Account], context: HostContext) -> Iterator[Claim]:
    """An account is root.

    And that
    is that.
    """
    del context
    for account in accounts:
        if account.uid == 0:
            yield Claim(subjects=(Subject("account", account.name),), because=(account,))


def test_every_rule_and_check_has_one_page_by_name() -> None:
    names = [page.info.name for page in pages(own_plans())]
    own = {each.info.name for each in (*own_plans(), *all_checks())}
    assert names == sorted(own | {info.name for info in content_rules()})


def test_content_rules_show_their_files_and_none_is_wrong() -> None:
    (page,) = [p for p in pages(own_plans()) if p.info.name == "linux.content.ransom-note"]
    assert page.info.kind == "content"
    assert any("HOW_TO_RESTORE.txt" in each for each in page.fires)
    assert page.quiet
    assert wrong_content() == ()


def test_every_page_says_what_it_reads_in_words_that_exist() -> None:
    tables = {table_of(kind).name for kind in RECORD_TYPES} | set(types_by_category())
    for page in pages(own_plans()):
        assert page.reads, page.info.name
        assert set(page.reads) <= tables, page.info.name


def test_every_page_shows_cases_of_both_kinds_and_a_check_says_why() -> None:
    for page in pages(own_plans()):
        assert page.fires, page.info.name
        assert page.quiet, page.info.name
        assert bool(page.explanation) is (page.info.kind == "check"), page.info.name
        assert "\n" not in page.explanation


def test_examples_that_hold_are_not_wrong() -> None:
    assert wrong_examples((), [uid_zero]) == ()


def test_an_example_that_does_not_hold_is_shown_with_what_was_given() -> None:
    swapped: Check = replace(uid_zero, examples=(fires(ANN), quiet(ROOT)))
    first, second = wrong_examples((), [swapped])
    assert (first.rule, first.fires) == ("linux.test.uid-zero", True)
    assert first.example == "account(name='ann\\n', uid='1000')"
    assert (second.fires, second.example) == (False, "account(name='root', uid='0')")


def test_an_example_of_a_rule_is_run_too() -> None:
    plan = own_plans()[0]
    swapped = replace(plan, fires=plan.quiet[:1], quiet=plan.fires[:1])
    assert [(each.rule, each.fires) for each in wrong_examples([swapped], ())] == [
        (plan.info.name, True),
        (plan.info.name, False),
    ]
