from dataclasses import FrozenInstanceError

import pytest

from hemostat.detect.rule_page import RulePage
from report.made import rule


def test_a_page_claims_no_example_and_no_reason_it_was_not_given() -> None:
    page = RulePage(info=rule())
    assert (page.reads, page.explanation, page.fires, page.quiet) == ((), "", (), ())


def test_a_page_cannot_be_changed_and_equal_pages_are_one() -> None:
    page = RulePage(info=rule(), fires=("a",))
    assert {page, RulePage(info=rule(), fires=("a",))} == {page}
    with pytest.raises(FrozenInstanceError):
        page.explanation = "other"  # type: ignore[misc]
