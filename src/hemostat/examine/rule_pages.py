"""Every rule and check there is, as pages for people, and their examples run."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, cast

from hemostat.detect.check import Check, Example, Files, HostContext, all_checks, claims_of
from hemostat.detect.content.examples import own_examples
from hemostat.detect.content.examples import wrong_examples as wrong_content_examples
from hemostat.detect.content.scanners import own_scanners
from hemostat.detect.rule_page import RulePage
from hemostat.detect.rulebook import failed_examples
from hemostat.detect.sigma.plan import Fields, RulePlan
from hemostat.model.finding import RuleInfo
from hemostat.model.record import table_of
from hemostat.model.record_set import RecordSet
from hemostat.model.records import FileFact

_FILES = "file"


@dataclass(frozen=True, slots=True)
class WrongExample:
    """An example that does not do what its rule says of it."""

    rule: str
    fires: bool
    example: str


def pages(plans: Iterable[RulePlan], foreign: Iterable[RuleInfo] = ()) -> tuple[RulePage, ...]:
    """A page for each Sigma rule handed in, each check and each content rule, by name.

    Args:
        plans: the Sigma rules.
        foreign: content rules of the user's.
    """
    made = [_sigma_page(plan) for plan in plans] + [_check_page(check) for check in all_checks()]
    made += [*_content_pages(), *(RulePage(info=info, reads=(_FILES,)) for info in foreign)]
    return tuple(sorted(made, key=lambda page: page.info.name))


def _content_pages() -> Iterator[RulePage]:
    examples = own_examples()
    for info in content_rules():
        own = [each for each in examples if each.rule == info.name]
        yield RulePage(
            info=info,
            reads=(_FILES,),
            fires=tuple(str(each) for each in own if each.fires),
            quiet=tuple(str(each) for each in own if not each.fires),
        )


def content_rules() -> tuple[RuleInfo, ...]:
    """What every scanner of ours can claim."""
    return tuple(info for scanner in own_scanners() for info in scanner.rules)


def wrong_content() -> tuple[WrongExample, ...]:
    """Every example of content rules that does not hold."""
    return tuple(
        WrongExample(each.rule, each.fires, str(each))
        for each in wrong_content_examples(own_examples(), own_scanners())
    )


def wrong_examples(plans: Iterable[RulePlan], checks: Iterable[Check]) -> tuple[WrongExample, ...]:
    """Every example of rules and checks that does not hold."""
    wrong = [
        WrongExample(each.rule, each.fires, _of_fields(each.example))
        for each in failed_examples(plans)
    ]
    for check in checks:
        wrong += [
            WrongExample(check.info.name, example.fires, _of_example(example))
            for example in check.examples
            if _fires(check, example) is not example.fires
        ]
    return tuple(wrong)


def _fires(check: Check, example: Example) -> bool:
    records = RecordSet(example.records)
    return any(True for _ in claims_of(check, records.of, example.context))


def _sigma_page(plan: RulePlan) -> RulePage:
    return RulePage(
        info=plan.info,
        reads=(plan.category,),
        fires=tuple(_of_fields(each) for each in plan.fires),
        quiet=tuple(_of_fields(each) for each in plan.quiet),
    )


def _check_page(check: Check) -> RulePage:
    document = (check.function.__doc__ or "").strip().split("\n\n")
    return RulePage(
        info=check.info,
        reads=tuple(_read_names(check)),
        explanation=" ".join(" ".join(part.split()) for part in document),
        fires=tuple(_of_example(each) for each in check.examples if each.fires),
        quiet=tuple(_of_example(each) for each in check.examples if not each.fires),
    )


def _read_names(check: Check) -> Iterator[str]:
    for _, kind in check.reads:
        if kind is Files:
            yield table_of(FileFact).name
        elif kind is not HostContext:
            yield table_of(cast(type[object], kind)).name


def _of_fields(example: Fields) -> str:
    return ", ".join(f"{name}={value!r}" for name, value in dict(example).items())


def _of_example(example: Example) -> str:
    return "; ".join(_of_record(record) for record in example.records)


def _of_record(record: object) -> str:
    """A record by the fields that were given: those that differ from their default."""
    if not is_dataclass(record):
        return repr(record)
    told = [
        f"{field.name}={str(value)!r}"
        for field in fields(cast(Any, record))
        if (value := getattr(record, field.name)) != field.default and field.name != "source"
    ]
    return f"{table_of(type(record)).name}({', '.join(told)})"
