"""What there is to say of a rule or check, for lists, explanations and reference pages."""

from dataclasses import dataclass

from hemostat.model.finding import RuleInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePage:
    """What there is to say of one rule.

    Attributes:
        info: what it is worth.
        reads: record types or log source categories it looks at.
        explanation: why it matters (a check's own words); empty for Sigma rules.
        fires: examples it fires on, as one line each. quiet: examples it stays quiet on.
    """

    info: RuleInfo
    reads: tuple[str, ...] = ()
    explanation: str = ""
    fires: tuple[str, ...] = ()
    quiet: tuple[str, ...] = ()
