"""Running a check over records, and the examples of a module of checks."""

from types import ModuleType

from hemostat.detect.check import Check, Example, HostContext, claims_of
from hemostat.model.finding import Claim


def claims(check: Check, *records: object, context: HostContext = HostContext()) -> list[Claim]:
    """What a check claims about some records; every text is filled once, to see that it can be."""
    found = list(claims_of(check, lambda kind: [r for r in records if type(r) is kind], context))
    for claim in found:
        for text in (check.info.texts.summary.en, check.info.texts.summary.zh, check.info.by_hand):
            text.format(**claim.values)
    return found


def examples(module: ModuleType) -> list[tuple[Check, Example]]:
    """Each example of each check of a module."""
    checks = [value for value in vars(module).values() if isinstance(value, Check)]
    return [(check, example) for check in checks for example in check.examples]
