"""Rule texts to plans. pySigma parses; what cannot be done is refused by name, the rest loads.

Importing this costs 0.15 s (pySigma), so `rulebook` does it only with something to compile.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import cast

import yaml
from sigma.exceptions import (
    SigmaConditionError,
    SigmaDetectionError,
    SigmaError,
    SigmaLevelError,
    SigmaLogsourceError,
    SigmaModifierError,
    SigmaRegularExpressionError,
    SigmaTitleError,
)
from sigma.policy import SigmaPolicy
from sigma.policy.regex_engine import RegexEngine, RegexPattern
from sigma.rule import SigmaRule
from sigma.rule.base import SigmaYAMLLoader, check_alias_expansion

from hemostat.detect.sigma import regex
from hemostat.detect.sigma.block import Document, examples_of, info_of
from hemostat.detect.sigma.condition import Converter
from hemostat.detect.sigma.plan import Plain, RulePlan
from hemostat.detect.sigma.sources import LogSource, RefusedError, log_source
from hemostat.model.errors import Problem

TEXT_LIMIT = 1024 * 1024
"""Characters of one rule file; a longer one is refused."""

_DEPTH_LIMIT = 100
_SHORT = 8 * 1024
"""Characters that cannot nest deep enough to matter: a level takes one at least."""

_PLACES: tuple[tuple[type[SigmaError], str], ...] = (
    (SigmaLogsourceError, "logsource"),
    (SigmaTitleError, "title"),
    (SigmaLevelError, "level"),
    (SigmaConditionError, "detection"),
    (SigmaDetectionError, "detection"),
    (SigmaModifierError, "detection"),
    (SigmaRegularExpressionError, "detection"),
)
"""Which key of the rule an error of pySigma speaks of."""


class _QuietRe2(RegexEngine):
    """pySigma's own RE2 engine, less its lines on standard error."""

    def compile(self, pattern: str, flags: int = 0) -> RegexPattern:
        """Compile, to see whether it can be."""
        return cast(RegexPattern, regex.compiled(pattern if not flags else f"(?ims){pattern}"))

    @property
    def error(self) -> type[Exception]:
        """What `compile` raises."""
        return regex.PatternError


_POLICY = SigmaPolicy(regex_engine=_QuietRe2())


@dataclass(frozen=True, slots=True)
class _Parsed:
    """One YAML document, and the line each of its keys stands on."""

    document: Document
    line: int
    lines: Mapping[str, int]


def compile_text(
    path: str, text: str, placeholders: Mapping[str, tuple[str, ...]] | None = None
) -> tuple[tuple[RulePlan, ...], tuple[Problem, ...]]:
    """The plans of the rules in one text, and what is wrong with the others.

    Args:
        path: of the file, for messages; never opened.
        text: YAML, one rule a document.
        placeholders: values for `%names%` under the modifier `expand`.

    Raises: nothing; whatever is wrong comes back as a `Problem`.
    """
    if len(text) > TEXT_LIMIT:
        return (), (Problem(path, f"longer than {TEXT_LIMIT} characters; split it"),)
    plans: list[RulePlan] = []
    problems: list[Problem] = []
    version = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    try:
        for parsed in _documents(text):
            made = _compile(path, parsed, version, placeholders or {})
            plans += [made] if isinstance(made, RulePlan) else []
            problems += made if isinstance(made, list) else []
    except yaml.YAMLError as error:
        problems.append(_yaml_problem(path, error))
    except RecursionError:
        problems.append(Problem(path, "nested too deeply"))
    except ValueError as error:  # PyYAML's own, as for the date 2024-13-01
        problems.append(Problem(path, f"not YAML: {error}"))
    return tuple(plans), tuple(problems)


def _refuse_deep(text: str) -> None:
    """Refuse what is nested without end: libyaml's composer recurses on the C stack.

    Raises:
        RecursionError: it is.
    """
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEPTH_LIMIT:
            raise RecursionError


def _documents(text: str) -> Iterator[_Parsed]:
    if len(text) > _SHORT:
        _refuse_deep(text)
    loader = SigmaYAMLLoader(text)
    try:
        while loader.check_node():
            node = loader.get_node()
            if node is None:
                return
            lines: dict[str, int] = {}
            if isinstance(node, yaml.MappingNode):
                for key, _ in node.value:
                    lines[str(key.value)] = key.start_mark.line + 1
            document: object = loader.construct_document(node)  # pyright: ignore[reportUnknownMemberType] — the stubs leave the node untyped
            if document is None:
                continue
            if not isinstance(document, dict):
                raise yaml.constructor.ConstructorError(
                    None, None, "a rule is a map", node.start_mark
                )
            yield _Parsed(cast(dict[str, Plain], document), node.start_mark.line + 1, lines)
    finally:
        loader.dispose()


def _compile(
    path: str, parsed: _Parsed, version: str, placeholders: Mapping[str, tuple[str, ...]]
) -> RulePlan | list[Problem]:
    document = parsed.document
    place = "title"
    try:
        # Before anything walks the tree: aliases can make a small file a huge one.
        check_alias_expansion(document, SigmaDetectionError, None)
        place = "detection"
        _refuse_other_kinds(document)
        place = "logsource"
        source = _source(document)
        place = "detection"
        rule = SigmaRule.from_dict(_for_pysigma(document), collect_errors=True, policy=_POLICY)
        if rule.errors:
            return [_sigma_problem(path, parsed, error) for error in rule.errors]
        tree = Converter(source, placeholders).tree_of(rule)
        place = "hemostat" if "hemostat" in document else "title"
        info = info_of(document, source, version)
        if not info.name:
            raise RefusedError("the rule has neither `name` nor `id`")
        return RulePlan(
            info=info,
            path=path,
            category=source.category,
            tree=tree,
            fires=examples_of(document, source, "fires"),
            quiet=examples_of(document, source, "quiet"),
        )
    except SigmaError as error:
        return [_sigma_problem(path, parsed, error)]
    except (RefusedError, regex.PatternError, TypeError, AttributeError) as error:
        # pySigma meets a map where it expects a word with TypeError or AttributeError.
        return [Problem(path, str(error), parsed.lines.get(place, parsed.line))]


def _refuse_other_kinds(document: Document) -> None:
    if "correlation" in document:
        raise RefusedError("correlation rule: not supported yet")
    if "filter" in document:
        raise RefusedError("filter rule: not supported")
    if "action" in document:
        raise RefusedError(f"`action: {document['action']}`: not supported; write whole rules")
    detection = document.get("detection")
    if not isinstance(detection, dict):
        raise RefusedError("detection: a map belongs there")
    if "timeframe" in detection:
        raise RefusedError("`timeframe`: counting over time is not supported")
    conditions = detection.get("condition")
    for condition in conditions if isinstance(conditions, list) else [conditions]:
        if not isinstance(condition, str):
            raise RefusedError("detection.condition: a condition belongs there")
        if "|" in condition:
            aggregation = condition[condition.index("|") :]
            raise RefusedError(f"aggregation `{aggregation}`: not supported")


def _source(document: Document) -> LogSource:
    source = document.get("logsource")
    if not isinstance(source, dict):
        raise RefusedError("logsource: a map belongs there")

    def word(key: str) -> str | None:
        value = source.get(key)
        return None if value is None else str(value)

    return log_source(word("product"), word("category"), word("service"))


def _for_pysigma(document: Document) -> dict[str, Plain]:
    """The rule without our block, and `utf16le` under the name pySigma knows it by."""
    rule = {key: value for key, value in document.items() if key != "hemostat"}
    rule["detection"] = _renamed(rule["detection"])
    return rule


def _renamed(plain: Plain) -> Plain:
    if isinstance(plain, list):
        return [_renamed(each) for each in plain]
    if not isinstance(plain, dict):
        return plain
    return {_key(key): _renamed(value) for key, value in plain.items()}


def _key(key: object) -> str:
    field, *modifiers = str(key).split("|")
    return "|".join((field, *("wide" if each == "utf16le" else each for each in modifiers)))


def _sigma_problem(path: str, parsed: _Parsed, error: SigmaError) -> Problem:
    key = next((key for kind, key in _PLACES if isinstance(error, kind)), "")
    reason = " ".join(str(error).split())
    return Problem(path, reason, parsed.lines.get(key, parsed.line))


def _yaml_problem(path: str, error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None)
    reason = getattr(error, "problem", None) or " ".join(str(error).split())
    if mark is None:
        return Problem(path, f"not YAML: {reason}")
    return Problem(path, f"not YAML: {reason}", mark.line + 1, mark.column + 1)
