"""pySigma's condition tree as nodes of a plan.

Needs pySigma (0.15 s of imports), so only `front` imports it, and only when a rule is compiled.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from sigma.conditions import (
    ConditionAND,
    ConditionFieldEqualsValueExpression,
    ConditionNOT,
    ConditionOR,
    ConditionValueExpression,
)
from sigma.modifiers import (
    SigmaBase64Modifier,
    SigmaBase64OffsetModifier,
    SigmaUTF16BEModifier,
    SigmaUTF16Modifier,
    SigmaWideModifier,
)
from sigma.rule import SigmaDetection, SigmaDetectionItem, SigmaRule
from sigma.types import (
    Placeholder,
    SigmaBool,
    SigmaCasedString,
    SigmaCIDRExpression,
    SigmaCompareExpression,
    SigmaExists,
    SigmaExpansion,
    SigmaFieldReference,
    SigmaNull,
    SigmaNumber,
    SigmaRegularExpression,
    SigmaString,
    SigmaTimestampPart,
    SigmaType,
    SpecialChars,
)

from hemostat.detect.sigma import regex
from hemostat.detect.sigma.plan import (
    AllOf,
    AnyOf,
    Exists,
    Network,
    Node,
    Not,
    Null,
    Number,
    Pattern,
    SameAs,
    TimePart,
    Truth,
    Words,
)
from hemostat.detect.sigma.sources import LogSource, RefusedError

_ENCODERS = (
    SigmaBase64Modifier,
    SigmaBase64OffsetModifier,
    SigmaUTF16BEModifier,
    SigmaUTF16Modifier,
    SigmaWideModifier,
)
_MANY, _ONE = SpecialChars.WILDCARD_MULTI, SpecialChars.WILDCARD_SINGLE


@dataclass(frozen=True, slots=True)
class Converter:
    """Turns one rule's conditions into a tree.

    Attributes:
        source: whose field names it uses.
        placeholders: values of `%names%` that `expand` asks for.
    """

    source: LogSource
    placeholders: Mapping[str, tuple[str, ...]]

    def tree_of(self, rule: SigmaRule) -> Node:
        """The tree of a rule; several conditions are alternatives.

        Raises:
            RefusedError: it asks for what we cannot do.
            SigmaError: a condition is wrong.
        """
        for detection in rule.detection.detections.values():
            _keep_encoded_case(detection)
        parts = [self._node(each.parsed) for each in rule.detection.parsed_condition]
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def _node(self, condition: object) -> Node:
        match condition:
            case ConditionAND(args=args):
                return AllOf(tuple(self._node(arg) for arg in args))
            case ConditionOR(args=args):
                return AnyOf(tuple(self._node(arg) for arg in args))
            case ConditionNOT(args=[arg]):
                return Not(self._node(arg))
            case ConditionFieldEqualsValueExpression(field=field, value=value):
                return self._leaf(self.source.field(field), value)
            case ConditionValueExpression(value=value):
                return self._leaf(self.source.field(None), value)
            case _:
                raise RefusedError(f"condition part {type(condition).__name__}")

    def _leaf(self, field: str, value: SigmaType) -> Node:
        match value:
            case SigmaString():
                return _any([_text(field, each) for each in self._expanded(value)])
            case SigmaRegularExpression():
                return _any([_pattern(field, each) for each in self._expanded_pattern(value)])
            case SigmaExpansion(values=values):
                return _any([self._leaf(field, each) for each in values])
            case SigmaFieldReference(field=other, starts_with=starts, ends_with=ends):
                return SameAs(field, self.source.field(other), _HOW[starts, ends])
            case _:
                return _other(field, value)

    def _expanded(self, value: SigmaString) -> list[SigmaString]:
        if not value.contains_placeholder():
            return [value]
        return value.replace_placeholders(self._fill())

    def _expanded_pattern(self, value: SigmaRegularExpression) -> list[SigmaRegularExpression]:
        if not value.contains_placeholder():
            return [value]
        return value.replace_placeholders(self._fill())

    def _fill(self) -> Callable[[Placeholder], Iterator[str]]:
        def fill(placeholder: Placeholder) -> Iterator[str]:
            if placeholder.name not in self.placeholders:
                raise RefusedError(
                    f"placeholder `%{placeholder.name}%` (modifier `expand`): no value"
                )
            yield from self.placeholders[placeholder.name]

        return fill


_HOW = {
    (False, False): "equals",
    (True, False): "starts",
    (False, True): "ends",
    (True, True): "contains",
}


def _keep_encoded_case(detection: SigmaDetection) -> None:
    """What is encoded is compared as it is: base64 of other case is another text."""
    for item in detection.detection_items:
        if isinstance(item, SigmaDetection):
            _keep_encoded_case(item)
        elif any(each in _ENCODERS for each in item.modifiers):
            _cased(item)


def _cased(item: SigmaDetectionItem) -> None:
    def cased(value: SigmaType) -> SigmaType:
        if isinstance(value, SigmaExpansion):
            return SigmaExpansion([cased(each) for each in value.values])
        if isinstance(value, SigmaString):
            return SigmaCasedString.from_sigma_string(value)
        return value

    item.value = [cased(value) for value in item.value]


def _any(nodes: list[Node]) -> Node:
    return nodes[0] if len(nodes) == 1 else AnyOf(tuple(nodes))


def _other(field: str, value: SigmaType) -> Node:
    match value:
        case SigmaNull():
            return Null(field)
        case SigmaBool(boolean=boolean):
            return Truth(field, boolean)
        case SigmaExists(exists=wanted):
            return Exists(field, wanted)
        case SigmaTimestampPart():
            return TimePart(field, value.timestamp_part.name.lower(), int(value.number))
        case SigmaNumber(number=number):
            # Among keywords a number is text like the rest.
            return Number(field, "eq", number) if field else Words(field, "contains", str(number))
        case SigmaCompareExpression(number=wanted, op=op):
            return Number(field, op.name.lower(), wanted.number)
        case SigmaCIDRExpression(network=network):
            return Network(field, str(network))
        case _:
            raise RefusedError(f"value of kind {type(value).__name__}")


def _pattern(field: str, value: SigmaRegularExpression) -> Node:
    letters = {value.sigma_to_re_flag[flag] for flag in value.flags}
    text = str(value.regexp)
    pattern = f"(?{''.join(sorted(letters))}){text}" if letters else text
    regex.compiled(pattern)
    return Pattern(field, pattern)


def _text(field: str, value: SigmaString) -> Node:
    is_cased = isinstance(value, SigmaCasedString)
    parts = list(value.s)
    if not field:
        parts = [_MANY, *parts, _MANY]  # keywords are found anywhere
    while parts[:2] == [_MANY, _MANY]:
        del parts[0]
    while parts[-2:] == [_MANY, _MANY]:
        del parts[-1]
    simple = _simple(parts)
    if simple is not None:
        how, text = simple
        return Words(field, how, text if is_cased else text.lower(), is_cased)
    middle = "".join(_piece(part) for part in parts)
    return Pattern(field, rf"(?s{'' if is_cased else 'i'})\A(?:{middle})\z")


def _simple(parts: list[str | SpecialChars | Placeholder]) -> tuple[str, str] | None:
    """How a text without inner wildcards is compared, and with what."""
    match parts:
        case []:
            return "equals", ""
        case [str(text)]:
            return "equals", text
        case [str(text), SpecialChars.WILDCARD_MULTI]:
            return "starts", text
        case [SpecialChars.WILDCARD_MULTI, str(text)]:
            return "ends", text
        case [SpecialChars.WILDCARD_MULTI, str(text), SpecialChars.WILDCARD_MULTI]:
            return "contains", text
        case [SpecialChars.WILDCARD_MULTI]:
            return "contains", ""
        case _:
            return None


def _piece(part: str | SpecialChars | Placeholder) -> str:
    if part is _MANY:
        return ".*"
    if part is _ONE:
        return "."
    return regex.literal(str(part))
